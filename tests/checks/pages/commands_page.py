"""`docs/reference/commands.md`: every command as its help describes it."""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.addresses import SITE
from codexctl.cli.commands import SECTIONS
from codexctl.cli.help.described import Described, Option
from tests.checks.pages.man_pages import described

_HEAD = """\
# Commands

This page is for everybody who types codexctl commands. It lists every command with its options and
examples. `codexctl COMMAND --help` and `man codexctl-COMMAND` have the same text. This page is
generated from the commands (`python -m tests.checks --write`), and a test runs each example.
"""
# What every command has.
_EVERYWHERE = ("-h, --help", "--no-color")


def text() -> str:
    """The page."""
    return "\n".join((_HEAD, *_page())) + "\n"


def _page() -> Iterator[str]:
    program, *commands = described()
    rows = (one for section in program.sections for one in section.options)
    yield from ("Every command has these options:", "")
    yield from (f"* `{one.names}`: {one.help}" for one in rows if one.names in _EVERYWHERE)
    for title, names in SECTIONS.items():
        yield from ("", f"## {title}")
        for one in commands:
            if one.words[0] in names:
                yield from _command(one)


def _command(command: Described) -> Iterator[str]:
    yield from ("", f"{'#' * (2 + len(command.words))} {command.name}", "", command.sentence)
    for paragraph in command.body:
        yield from ("", paragraph)
    yield from ("", "```text", command.usage, "```")
    sections = [(section.title, _rows(section.options)) for section in command.sections]
    several = sum(bool(rows) for _, rows in sections) > 1
    for title, rows in sections:
        if rows:
            yield from ("", f"**{title}**") if several else ()
            yield from ("", "| option | meaning |", "|---|---|", *rows)
    yield from ("", "```sh")
    for example in command.examples:
        yield from (f"# {example.why}", example.line)
    yield "```"
    page = command.page.removeprefix(SITE).strip("/")
    yield from ("", f"More: [{page}](../{page}.md)")


def _rows(options: tuple[Option, ...]) -> list[str]:
    return [
        f"| `{_cell(f'{one.names} {one.metavar}'.strip())}` | {_cell(f'{one.help} {one.note}')} |"
        for one in options
        if one.names not in _EVERYWHERE
    ]


def _cell(text: str) -> str:
    return text.strip().replace("|", "\\|")
