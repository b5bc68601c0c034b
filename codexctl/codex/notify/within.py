"""Our notify script inside another program's arguments: found, and removed where that is exact.

Programs that put themselves before what was in `notify` keep the old array as an argument: as
JSON text (Codex's own desktop app does), as the words behind an option, or in a line for a shell.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from codexctl.codex.notify.entry import is_ours, unwrapped
from codexctl.document.json.edit import remove_child, replace_value
from codexctl.document.json.scan import Node, scan_json
from codexctl.errors import DocumentError

RETIRED_TEMPLATE = "notify-through.sh"
# `--previous-notify=VALUE`: the old array may be the value of an option.
_OPTION = re.compile(r"(--?[\w-]+=)(.*)", re.DOTALL)


class Naming(StrEnum):
    """How `notify` names our script."""

    none = "none"
    first = "first"
    within = "within"


def naming(program: Sequence[str] | None, script: Path) -> Naming:
    """Whether the array calls our script, itself or inside another program's arguments.

    `program` is None or empty where Codex calls nothing.
    """
    if is_ours(program, script):
        return Naming.first
    named = any(_mentions(word, str(script)) for word in program or ())
    return Naming.within if named else Naming.none


def without(program: Sequence[str] | None, script: Path, theirs: Sequence[str]) -> list[str]:
    """The array without our script wherever that leaves exactly what would be there without it.

    `theirs` is the person's program that ours was put before, empty where that is not known. What
    names our script in any other way stays as it is.
    """
    if is_ours(program, script):
        return unwrapped(program, script)
    words = list(program or ())
    at = _ours_in(words, str(script), theirs)
    if at is not None:
        return words[:at] + words[at + 1 :]
    return [_word_without(word, str(script), theirs) for word in words]


def retired() -> str:
    """The script that stays where somebody still names ours: it only calls what is behind it."""
    from importlib.resources import files  # here: rarely needed, and takes 5 ms

    return files("codexctl.templates").joinpath(RETIRED_TEMPLATE).read_text(encoding="utf-8")


def mentions(text: str, script: Path) -> bool:
    """Whether a text names our script, and not another one whose name begins like it."""
    return _mentions(text, str(script))


def _ours_in(words: Sequence[str], script: str, theirs: Sequence[str]) -> int | None:
    """Where our script can be removed from an argument list: before a program that it calls."""
    if script not in words:
        return None
    at = words.index(script)
    rest = list(words[at + 1 :])
    # After ours at the front, the rest is the person's program; elsewhere only if we know that it
    # was.
    exact = bool(rest) and (at == 0 or rest == list(theirs))
    return at if exact else None


def _word_without(word: str, script: str, theirs: Sequence[str]) -> str:
    option = _OPTION.fullmatch(word)
    if option:
        return option[1] + _word_without(option[2], script, theirs)
    while _mentions(word, script):
        shorter = _json_without(word, script, theirs)
        if shorter is None:
            break
        word = shorter
    return word


def _json_without(text: str, script: str, theirs: Sequence[str]) -> str | None:
    """One JSON text with our script removed at one place; None where that cannot be done."""
    try:
        root = scan_json(text)
    except DocumentError:
        return None
    for node in _nodes(root):
        if isinstance(node.data, str):
            inner = _word_without(node.data, script, theirs)
            if inner != node.data:
                return replace_value(text, node, inner)
        elif isinstance(node.data, list):
            at = _ours_in(node.data, script, theirs)
            if at is not None:
                return remove_child(text, node, at)
    return None


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child.value)


def _mentions(word: str, script: str) -> bool:
    # The whole path must be equal: one that only begins or ends like ours is another file.
    if re.search(rf"(?<![\w.~-]){re.escape(script)}(?![\w./-])", word):
        return True
    return any(_mentions(inner, script) for inner in _inside(word) if inner != word)


def _inside(word: str) -> Iterator[str]:
    """What a word holds in some quoting: the texts of a JSON text, the words for a shell."""
    option = _OPTION.fullmatch(word)
    if option:
        yield option[2]
    with suppress(DocumentError):
        yield from (node.data for node in _nodes(scan_json(word)) if isinstance(node.data, str))
    try:
        words = shlex.split(word)
    except ValueError:
        return
    if len(words) > 1 or "\\" in word:
        yield from words
