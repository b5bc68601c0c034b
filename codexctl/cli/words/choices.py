"""An option or argument with a fixed set of values."""

from __future__ import annotations

from typing import Any

import click

from codexctl.errors import UsageError


class Choice(click.Choice):  # type: ignore[type-arg]  # click 8.1 has no parameter here
    """A choice with an error message that names the option, its values and the likely one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert a value. Raises UsageError if it is not one of the choices."""
        if value in self.choices:
            return value
        from codexctl.wording import did_you_mean

        name = "" if param is None else f"{label(param)} "
        page = f"{ctx.command_path} --help" if ctx else "codexctl --help"
        known = tuple(map(str, self.choices))
        guess = did_you_mean(str(value), known, "")
        message = f"{name}{value or repr(value)}: not one of {', '.join(known)}"
        raise UsageError(message, f"{guess} {page}".strip())


def or_empty(_: click.Context, __: click.Parameter, said: str | None) -> str:
    """The choices for a message: without the empty one, which means that nothing was chosen."""
    return said or ""


def label(param: click.Parameter) -> str:
    """The name of a parameter in messages: its longest spelling, or its name in the help."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return (param.metavar or param.name or "").strip("[].…").upper()
