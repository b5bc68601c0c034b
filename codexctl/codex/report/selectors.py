"""How people name hooks: `stop:0:0`, the end of a trust key, or less where that is enough."""

from __future__ import annotations

from collections.abc import Sequence

from codexctl.codex.hooks.events import BY_NAME
from codexctl.codex.report.hook_files import Entry
from codexctl.errors import UsageError


def select(found: Sequence[Entry], words: Sequence[str]) -> tuple[Entry, ...]:
    """Find the hook that each word names.

    A word is a trust key or its end (`hooks.json:stop:0:0`, `stop:0:0`), an event
    (`Stop` or `stop`) with or without a group, or a hook's command. Raises UsageError for a word
    that names none, or several.
    """
    chosen = (_one(found, word) for word in words)
    # Two words may name the same hook.
    return tuple({entry.key: entry for entry in chosen}.values())


def short_name(entry: Entry) -> str:
    """The end of the trust key that names a hook within its file: `stop:0:0`."""
    return ":".join(entry.key.rsplit(":", 3)[1:])


def _one(found: Sequence[Entry], word: str) -> Entry:
    named = [entry for entry in found if _names(word, entry)]
    if len(named) == 1:
        return named[0]
    if not named:
        raise UsageError(f"there is no hook {word}", "codexctl hooks list")
    keys = ", ".join(entry.key for entry in named[:4])
    raise UsageError(f"{word} names {len(named)} hooks", f"say which: {keys}")


def _names(word: str, entry: Entry) -> bool:
    event, colon, rest = word.partition(":")
    snake = BY_NAME[event].snake + colon + rest if event in BY_NAME else word
    short = short_name(entry)
    return (
        entry.hook.command == word
        or short == snake
        or short.startswith(f"{snake}:")
        or entry.key == word
        or entry.key.endswith(f"/{word}")
    )
