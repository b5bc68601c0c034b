"""The help of a command for a terminal: nothing is cut off or broken inside a word."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from codexctl.cli.help.described import Described, Option

# Longer lines are hard to read; on shorter ones no help fits.
_WIDEST, _NARROWEST = 100, 40
# The largest width of the column with the options' names.
_NAMES, _NAMES_WHERE_NARROW, _NARROW = 30, 22, 76
# No line break inside quotes, or between an option and its value.
_TOGETHER = re.compile(r"""(?:--?[\w-]+ )?(?:'[^']*'|"[^"]*")|--?[\w-]+ (?=[^-\s])""")
_HELD = "\0"


def shown(described: Described, columns: int) -> str:
    """The help of a command for a terminal with this many columns."""
    width = max(_NARROWEST, min(_WIDEST, columns))
    parts = [
        _usage(described, width),
        *(_wrapped(text, width, "  ") for text in (described.sentence, *described.body)),
        *_commands(described, width),
        *_options(described, width),
        *_examples(described, width),
    ]
    if described.page:
        parts.append([f"More: {described.page}"])
    return "\n\n".join("\n".join(lines) for lines in parts)


def continued(line: str, width: int, indent: str) -> Iterator[str]:
    """A command line over as many lines as necessary, so that it can be copied."""
    kept = _TOGETHER.sub(lambda found: found[0].replace(" ", _HELD), line)
    lines = [one.replace(_HELD, " ") for one in _wrapped(kept, width - 2, indent, f"{indent}    ")]
    yield from (f"{one} \\" for one in lines[:-1])
    yield lines[-1]


def _usage(described: Described, width: int) -> list[str]:
    return _wrapped(f"Usage: {described.usage}", width, "", " " * len("Usage: "))


def _options(described: Described, width: int) -> Iterator[list[str]]:
    for section in described.sections:
        rows = [(_names(option), f"{option.help}  {option.note}") for option in section.options]
        yield [f"{section.title}:", *_columns(rows, width)]


def _names(option: Option) -> str:
    return f"{option.names} {option.metavar}".strip()


def _commands(described: Described, width: int) -> Iterator[list[str]]:
    titles = dict.fromkeys(below.title for below in described.commands)
    room = max((len(below.name) for below in described.commands), default=0)
    for title in titles:
        rows = [(one.name, one.sentence) for one in described.commands if one.title == title]
        yield [f"{title}:", *_columns(rows, width, room)]


def _examples(described: Described, width: int) -> Iterator[list[str]]:
    if not described.examples:
        return
    lines = ["Examples:"]
    for example in described.examples:
        lines += _wrapped(f"# {example.why}", width, "  ", "  # ")
        lines += continued(example.line, width, "  ")
    yield lines


def _columns(rows: Iterable[tuple[str, str]], width: int, room: int = 0) -> Iterator[str]:
    """Names and sentences in two columns; a name that is too long gets a separate line."""
    rows = list(rows)
    most = _NAMES if width >= _NARROW else _NAMES_WHERE_NARROW
    left = room or max((len(name) for name, _ in rows if len(name) <= most), default=most)
    indent = " " * (left + 4)
    for name, sentence in rows:
        lines = _wrapped(" ".join(sentence.split()), width, indent)
        if len(name) <= left and lines:
            yield f"  {name:<{left}}  {lines[0].lstrip()}"
            yield from lines[1:]
        else:
            yield from _at_bars(name, width)
            yield from lines


def _at_bars(name: str, width: int) -> Iterator[str]:
    """An option with its choices, on several lines in a narrow terminal."""
    if len(name) + 2 <= width:
        yield f"  {name}"
        return
    for line in _wrapped(name.replace("|", "| "), width, "  ", " " * 6):
        yield line.replace("| ", "|")


def _wrapped(text: str, width: int, first: str, then: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first if then is None else then,
        break_long_words=False,
        break_on_hyphens=False,
    )
