"""What an administrator's files for Codex pin, and whether an edit contradicts it.

Codex itself enforces these files. A value that contradicts them has no effect at best; at worst
Codex does not start.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codexctl.codex.config.files import ConfigFile, Layer, changed, everywhere, flags_in
from codexctl.document.data import MISSING, leaves, spell

# The key of config.toml that each list in requirements.toml limits (Codex 0.169).
_LISTS = {
    "allowed_approval_policies": "approval_policy",
    "allowed_sandbox_modes": "sandbox_mode",
    "allowed_approvals_reviewers": "approvals_reviewer",
    "allowed_web_search_modes": "web_search",
}


@dataclass(frozen=True, slots=True)
class Pinned:
    """A value that contradicts a pin, as the end of a sentence, and the line that pins it."""

    what: str
    at: str


def against_pins(old: ConfigFile, new: ConfigFile, above: Sequence[ConfigFile]) -> Iterator[Pinned]:
    """Find values of the new file that contradict a file in `above` and are not in the old one.

    `old` and `new` are one file before and after an edit; `above` are the administrator's files for
    Codex (requirements.toml, managed_config.toml). Files of other layers in it are ignored.
    """
    for file in above:
        if file.layer is Layer.requirements:
            yield from _features(old, new, file)
            yield from _lists(old, new, file)
        elif file.layer is Layer.managed:
            yield from _managed(old, new, file)


def _features(old: ConfigFile, new: ConfigFile, above: ConfigFile) -> Iterator[Pinned]:
    for table in ("features", "feature_requirements"):
        pins = above.file.data.get(table)
        for name, wanted in pins.items() if isinstance(pins, Mapping) else ():
            had, has = (flags_in(file, name) for file in (old, new))
            for place in changed(had, has) if isinstance(wanted, bool) else ():
                if has[place] is not wanted:
                    yield Pinned(
                        f"{spell(place)} = {_word(has[place])}", above.file.at((table, name))
                    )


def _lists(old: ConfigFile, new: ConfigFile, above: ConfigFile) -> Iterator[Pinned]:
    for name, key in _LISTS.items():
        allowed = above.file.data.get(name)
        if not isinstance(allowed, list):
            continue
        before = {
            (statement.place, repr(statement.value)) for statement in everywhere([old], (key,))
        }
        for statement in everywhere([new], (key,)):
            is_new = (statement.place, repr(statement.value)) not in before
            if is_new and isinstance(statement.value, str) and statement.value not in allowed:
                yield Pinned(
                    f"{spell(statement.place)} = {_word(statement.value)}", above.file.at((name,))
                )


def _managed(old: ConfigFile, new: ConfigFile, above: ConfigFile) -> Iterator[Pinned]:
    for place, wanted in leaves(above.file.data):
        before, after = old.file.value(place), new.file.value(place)
        if after not in (MISSING, before, wanted):
            yield Pinned(f"{spell(place)} to differ", above.file.at(place))


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'
