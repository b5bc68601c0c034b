"""How people name hooks: `stop:0:0`, the end of a trust key, or less where that is enough."""

from __future__ import annotations

from collections.abc import Sequence

from codexctl.codex.hooks.events import BY_NAME
from codexctl.codex.report.hook_files import Entry
from codexctl.errors import UsageError
from codexctl.wording import did_you_mean


def select(found: Sequence[Entry], words: Sequence[str]) -> tuple[Entry, ...]:
    """Find the hook that each word names.

    A word is a trust key or its end (`hooks.json:stop:0:0`, `stop:0:0`), an event
    (`Stop` or `stop`) with or without a group, or a hook's command; or a plugin
    (`NAME@MARKETPLACE`), for all of its hooks. Raises UsageError for a word that names none, or
    several.
    """
    chosen = (entry for word in words for entry in _of_plugin(found, word) or [_one(found, word)])
    # Two selectors may name the same hook.
    return tuple({entry.key: entry for entry in chosen}.values())


def short_name(entry: Entry) -> str:
    """The end of the trust key that names a hook within its file: `stop:0:0`."""
    return ":".join(entry.key.rsplit(":", 3)[1:])


def _of_plugin(found: Sequence[Entry], word: str) -> list[Entry]:
    return [entry for entry in found if entry.file.plugin and entry.file.plugin.name == word]


def _one(found: Sequence[Entry], word: str) -> Entry:
    named = [entry for entry in found if _names(word, entry)]
    # An additional plugin does not make a selector ambiguous that was clear without it.
    named = [entry for entry in named if entry.file.plugin is None] or named
    if len(named) == 1:
        return named[0]
    if not named:
        known = [*BY_NAME, *map(short_name, found)]
        known += [entry.hook.command for entry in found if entry.hook.command]
        hint = did_you_mean(word, known, "codexctl hooks list")
        raise UsageError(f"there is no hook {word}", hint)
    keys = ", ".join(entry.key for entry in named[:4])
    raise UsageError(f"{word} matches {len(named)} hooks", f"name one: {keys}")


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
