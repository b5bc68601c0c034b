"""The links of a Markdown text, and the anchors that its headings are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

_FENCE = re.compile(r"^\s*(```+|~~~+)")
_CODE = re.compile(r"(`+).+?\1")
_LINK = re.compile(r"(?<=\]\()[^()\s]+(?=\))")
_HEADING = re.compile(r"^#{1,6} +(.+?)(?: +#+)? *$")


def links(text: str) -> Iterator[tuple[int, str]]:
    """Every target of a link or picture with the number of its line; what is code has none."""
    for number, line, is_text in _lines(text):
        if is_text:
            for found in _LINK.finditer(_CODE.sub(_blank, line)):
                yield number, found.group()


def with_links(text: str, target: Callable[[str], str]) -> str:
    """The text with each link's target replaced by what `target` makes of it."""
    return "".join(
        _replaced(line, target) if is_text else line for _, line, is_text in _lines(text)
    )


def anchors(text: str) -> set[str]:
    """What can stand behind `#` in a link to this text, as GitHub and our site make it."""
    seen: Counter[str] = Counter()
    found = set()
    for _, line, is_text in _lines(text):
        heading = _HEADING.match(line.rstrip("\n")) if is_text else None
        if heading:
            name = slug(heading.group(1))
            found.add(f"{name}-{seen[name]}" if seen[name] else name)
            seen[name] += 1
    return found


def slug(heading: str) -> str:
    """A heading's anchor: its words in small letters with hyphens, without punctuation."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", plain.lower()).strip().replace(" ", "-")


def _lines(text: str) -> Iterator[tuple[int, str, bool]]:
    """Each line with its number and whether it is text, not code."""
    fence = ""
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found.group(1)
            yield number, line, False
        elif found and found.group(1).startswith(fence) and line.strip() == found.group(1):
            fence = ""
            yield number, line, False
        else:
            yield number, line, not fence


def _replaced(line: str, target: Callable[[str], str]) -> str:
    new, end = [], 0
    for found in _LINK.finditer(_CODE.sub(_blank, line)):
        new += [line[end : found.start()], target(found.group())]
        end = found.end()
    return "".join([*new, line[end:]])


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
