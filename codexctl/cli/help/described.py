"""The description of a command, from which help, manual page and reference are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import click
from click.formatting import join_options

from codexctl.addresses import page
from codexctl.cli.commands import SECTIONS
from codexctl.cli.help.told import Example, told_of
from codexctl.cli.words.numbers import Number, bounds_said


@dataclass(frozen=True, slots=True)
class Argument:
    """A positional argument; `metavar` is its name in the usage line."""

    metavar: str
    required: bool
    many: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A flag of a command.

    `names` are all of its spellings as help shows them (`-h, --help`, `--a / --no-a`), `metavar` is
    "" if it takes no value, `default` is "" if it is not shown. `help` is the sentence and `note`
    what click adds in brackets.
    """

    names: str
    metavar: str
    choices: tuple[str, ...]
    default: str
    help: str
    note: str
    many: bool


@dataclass(frozen=True, slots=True)
class Section:
    """Options under a title."""

    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Below:
    """A command of a group, with its sentence and the title that it is listed under."""

    name: str
    sentence: str
    title: str


@dataclass(frozen=True, slots=True)
class Described:
    """A command as documented.

    `words` are `("trace", "list")` for `codexctl trace list`, `body` are the paragraphs after the
    first sentence, `page` is the address of its page in the documentation.
    """

    words: tuple[str, ...]
    sentence: str
    body: tuple[str, ...]
    usage: str
    arguments: tuple[Argument, ...]
    sections: tuple[Section, ...]
    examples: tuple[Example, ...]
    page: str
    commands: tuple[Below, ...]

    @property
    def name(self) -> str:
        """The command as a person types it."""
        return " ".join(("codexctl", *self.words))


def describe(context: click.Context) -> Described:
    """Describe a context's command."""
    command, words = context.command, tuple(context.command_path.split()[1:])
    told = told_of(words)
    sentence, body = _sentences(command)
    usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
    return Described(
        words,
        sentence,
        body,
        usage,
        tuple(_arguments(command, context)),
        tuple(_sections(command, context, told.sections)),
        told.examples,
        page(told.page) if told.page else "",
        tuple(_below(command, context)),
    )


def every_command(root: click.Command) -> Iterator[Described]:
    """Describe a command and all below it, each group before its commands."""
    yield from _walk(click.Context(root, info_name="codexctl", **root.context_settings))


def _walk(context: click.Context) -> Iterator[Described]:
    yield describe(context)
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None and not command.hidden:
            yield from _walk(
                click.Context(command, parent=context, info_name=name, **command.context_settings)
            )


def _sentences(command: click.Command) -> tuple[str, tuple[str, ...]]:
    """The first sentence of a docstring, and its paragraphs without it."""
    text = (command.help or "").partition("\f")[0]
    first, *others = (" ".join(part.split()) for part in text.strip().split("\n\n"))
    sentence = first
    if ". " in first:
        sentence = f"{first.partition('. ')[0]}."
    rest = first.removeprefix(sentence).strip()
    epilog = " ".join((command.epilog or "").split())
    return sentence, tuple(part for part in (rest, *others, epilog) if part)


def _arguments(command: click.Command, context: click.Context) -> Iterator[Argument]:
    for given in command.get_params(context):
        if isinstance(given, click.Argument):
            metavar = " ".join(given.get_usage_pieces(context))
            yield Argument(metavar, given.required, given.nargs != 1, _choices(given))


def _sections(
    command: click.Command, context: click.Context, titled: tuple[tuple[str, tuple[str, ...]], ...]
) -> Iterator[Section]:
    found = {
        given.name or "": given
        for given in command.get_params(context)
        if isinstance(given, click.Option) and not given.hidden
    }
    for title, names in titled:
        yield Section(title, tuple(_option(found.pop(name), context) for name in names))
    yield Section("Options", tuple(_option(given, context) for given in found.values()))


def _option(given: click.Option, context: click.Context) -> Option:
    left, right = given.get_help_record(context) or ("", "")
    names = join_options(given.opts)[0]
    if given.secondary_opts:
        names = left
    text = given.help or ""
    return Option(
        names,
        left.removeprefix(names).strip(),
        _choices(given),
        str(given.default) if given.show_default and given.default is not None else "",
        text,
        _with_bounds(right.removeprefix(text).strip(), given),
        given.multiple,
    )


def _with_bounds(note: str, given: click.Option) -> str:
    """What click adds in brackets, and the bounds of a number."""
    if not isinstance(given.type, Number):
        return note
    said = [note.strip("[]"), bounds_said(given.type.low, given.type.high)]
    return f"[{'; '.join(filter(None, said))}]" if any(said) else ""


def _choices(given: click.Parameter) -> tuple[str, ...]:
    return tuple(map(str, given.type.choices)) if isinstance(given.type, click.Choice) else ()


def _below(command: click.Command, context: click.Context) -> Iterator[Below]:
    if not isinstance(command, click.Group):
        return
    if context.parent is None:  # the program itself: imports no command
        for title, rows in SECTIONS.items():
            yield from (Below(name, sentence, title) for name, (_, sentence) in rows.items())
        return
    for name in command.list_commands(context):
        one = command.get_command(context, name)
        if one is not None and not one.hidden:
            yield Below(name, _sentences(one)[0], "Commands")
