"""The manual pages in `man/`: one for the program and one for each of its commands, with all below.

They hold neither a date nor anything else of the day on which they were made: the same code makes
the same bytes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial

from codexctl import __version__
from codexctl.addresses import ISSUES, SITE
from codexctl.cli.help.described import Described, Option, every_command
from codexctl.cli.help.told import Example
from codexctl.cli.main import codexctl

FOLDER = "man"


@cache
def described() -> tuple[Described, ...]:
    """Every command."""
    return tuple(every_command(codexctl))


def makers() -> Mapping[str, Callable[[], str]]:
    """The file of each page, and what makes it."""
    tops = (one for one in described() if len(one.words) <= 1)
    return {f"{FOLDER}/{_title(one)}.1": partial(page, one) for one in tops}


def page(command: Described) -> str:
    """The page of a command that stands directly below the program, or of the program."""
    below = [one for one in described() if one.words[:-1] == command.words and len(one.words) > 1]
    return "\n".join((*_head(command), *_body(command, below), *_see_also(command))) + "\n"


def _title(command: Described) -> str:
    return "-".join(("codexctl", *command.words))


def _head(command: Described) -> Iterator[str]:
    title = _escaped(_title(command))
    yield f'.TH {title.upper()} 1 "" "codexctl {__version__}" "codexctl"'
    yield from (".nh", ".ad l")  # no word is broken, nor spread
    yield ".SH NAME"
    yield f"{title} \\- {_escaped(command.sentence.rstrip('.'))}"
    yield ".SH SYNOPSIS"
    yield _usage(command)


def _body(command: Described, below: list[Described]) -> Iterator[str]:
    yield ".SH DESCRIPTION"
    yield from _paragraphs((command.sentence, *command.body))
    for title in dict.fromkeys(row.title for row in command.commands if not below):
        yield f".SS {_escaped(title)}"
        for row in command.commands:
            if row.title == title:
                yield from _entry(f"\\fB{_escaped(row.name)}\\fR", row.sentence)
    for section in command.sections:
        yield f".SH {_escaped(section.title.upper())}"
        yield from _options(section.options)
    everywhere = {option for section in command.sections for option in section.options}
    if below:
        yield ".SH COMMANDS"
    for one in below:
        yield f".SS {_escaped(' '.join(one.words[1:]))}"
        yield _usage(one)
        yield from _paragraphs((one.sentence, *one.body), first=".PP")
        for section in one.sections:
            yield from _options(tuple(row for row in section.options if row not in everywhere))
        yield from _examples(one.examples)
    yield ".SH EXAMPLES"
    yield from list(_examples(command.examples))[1:]  # a title needs no paragraph after it


def _see_also(command: Described) -> Iterator[str]:
    yield ".SH SEE ALSO"
    others = [_title(one) for one in described() if len(one.words) == 1]
    named = ["codexctl"] if command.words else others
    yield " ,\n".join(f".BR {_escaped(name)} (1)" for name in named)
    yield ".PP"
    yield _escaped(command.page or SITE)
    yield ".SH BUGS"
    yield _escaped(ISSUES)


def _usage(command: Described) -> str:
    rest = command.usage.removeprefix(command.name).strip()
    return f"\\fB{_escaped(command.name)}\\fR {_escaped(rest)}"


def _options(options: tuple[Option, ...]) -> Iterator[str]:
    for option in options:
        head = f"\\fB{_escaped(option.names)}\\fR"
        if option.metavar:
            head += f" \\fI{_escaped(option.metavar)}\\fR"
        yield from _entry(head, f"{option.help} {option.note}".strip())


def _entry(head: str, text: str) -> Iterator[str]:
    yield from (".TP", head, *_lines(text))


def _examples(examples: tuple[Example, ...]) -> Iterator[str]:
    for example in examples:
        yield from (".PP", *_lines(example.why if example.why[-1] == "?" else f"{example.why}:"))
        yield from (".PP", ".RS 4", ".EX", _escaped(example.line), ".EE", ".RE")


def _paragraphs(texts: tuple[str, ...], first: str = "") -> Iterator[str]:
    for number, text in enumerate(texts):
        if number or first:
            yield ".PP"
        yield from _lines(text)


def _lines(text: str) -> Iterator[str]:
    """A text in lines that are not too long to be read in the file itself."""
    return map(_escaped, textwrap.wrap(text, 72, break_long_words=False, break_on_hyphens=False))


def _escaped(text: str) -> str:
    """A line of text that roff shows as it is, whatever it begins with or holds."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    text = text.replace("`", "\\(ga").replace("~", "\\(ti").replace("^", "\\(ha")
    text = "".join(one if ord(one) < 128 else f"\\[u{ord(one):04X}]" for one in text)
    return f"\\&{text}" if text.startswith(".") else text
