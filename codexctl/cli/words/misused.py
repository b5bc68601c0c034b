"""Messages for arguments that click refused: the name of the argument, and the next command."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import click

from codexctl.cli.words.choices import label

# click's messages, rewritten so that they can follow a name.
_PLAINER = (
    (re.compile(r"^got unexpected extra arguments? \( *\)$"), "unexpected argument: ''"),
    (re.compile(r"^got unexpected extra arguments? \((.*)\)$"), r"unexpected argument: \1"),
    (re.compile(r"^requires an argument$"), "needs a value"),
    (re.compile(r"^does not take a value$"), "takes no value"),
)


def told(error: click.ClickException, root: click.Command, argv: Sequence[str]) -> tuple[str, str]:
    """The message and the hint.

    `argv` is the whole line without the program's name; `root` is the top command.
    """
    ctx: click.Context = getattr(error, "ctx", None) or _meant(
        click.Context(root, info_name="codexctl"), argv
    )
    name = ctx.command_path
    page = f"{name} --help"
    if isinstance(error, click.NoSuchOption):
        option = error.option_name
        return f"{name} has no option {option}", _hint(ctx, option, argv) or page
    if isinstance(error, click.BadOptionUsage):
        return f"{name} {error.option_name}: {_plainer(error.message, error.option_name)}", page
    if isinstance(error, click.MissingParameter) and error.param is not None:
        choices = getattr(error.param.type, "choices", ())
        more = f": one of {', '.join(map(str, choices))}" if choices else ""
        return f"{name} needs {label(error.param)}{more}", page
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"{label(error.param)}: {_plainer(error.message)}", page
    return f"{name}: {_plainer(error.format_message())}", page


def _plainer(sentence: str, option: str = "") -> str:
    """A message to follow a name: without a capital and a full stop, on one line."""
    plain = " ".join(sentence.split()).removesuffix(".")
    plain = plain.removeprefix(f"Option '{option}' ").removeprefix(f"Option {option} ")
    plain = plain[:1].lower() + plain[1:]
    for theirs, ours in _PLAINER:
        plain = theirs.sub(ours, plain)
    return plain


def _hint(ctx: click.Context, option: str, argv: Sequence[str]) -> str:
    """Where the option belongs, or which one was meant; empty if unknown."""
    from codexctl.wording import nearest

    for other in _elsewhere(ctx, argv):
        if option in _options(other.command):
            return f"it belongs to another command: {_shown(other, option)}"
    found = nearest(option.lstrip("-"), [name[2:] for name in _options(ctx.command) if name[2:]])
    return f"did you mean --{found}? {ctx.command_path} --help" if found else ""


def _elsewhere(ctx: click.Context, argv: Sequence[str]) -> Iterator[click.Context]:
    """The command later in the line, then the parents of this one."""
    yield from (there for there in [_meant(ctx, argv)] if there.command is not ctx.command)
    above = ctx.parent
    while above is not None:
        yield above
        above = above.parent


def _meant(ctx: click.Context, argv: Sequence[str]) -> click.Context:
    """The command in a line, ignoring options in between."""
    there = ctx.find_root()
    for word in argv:
        if word == "--" or not isinstance(there.command, click.Group):
            break
        command = there.command.get_command(there, word)
        if command is not None:
            there = click.Context(command, info_name=word, parent=there)
    return there


def _options(command: click.Command) -> list[str]:
    return [
        name
        for param in command.params
        if isinstance(param, click.Option)
        for name in (*param.opts, *param.secondary_opts)
    ]


def _shown(ctx: click.Context, option: str) -> str:
    """The command with the option, as people type it."""
    takes = next(
        param
        for param in ctx.command.params
        if isinstance(param, click.Option) and option in (*param.opts, *param.secondary_opts)
    )
    value = "" if takes.is_flag else f" {takes.metavar or '…'}"
    return f"{ctx.command_path} {option}{value}"
