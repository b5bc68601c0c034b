"""An option or argument that takes one of a few words."""

from __future__ import annotations

from typing import Any

import click

from codexctl.errors import UsageError


class Choice(click.Choice):  # type: ignore[type-arg]  # click 8.1 has no parameter here
    """A choice that names itself, what there is, and the word that was probably meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Take one of the words. Raises UsageError for any other."""
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
    """What was not said is empty; that is no choice which a message should offer."""
    return said or ""


def label(param: click.Parameter) -> str:
    """What people call a parameter: its longest spelling, or the name of its place in the help."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return (param.metavar or param.name or "").strip("[].…").upper()
