"""One thing that is written for Codex, and what Codex makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Owner(StrEnum):
    """Where a thing comes from."""

    user = "user"
    project = "project"
    admin = "admin"
    plugin = "plugin"
    bundled = "bundled"
    session = "session"


class Fate(StrEnum):
    """What becomes of a thing."""

    used = "used"
    cut = "cut"
    by_name = "by-name"
    untrusted = "untrusted"
    disabled = "disabled"
    invalid = "invalid"
    missing = "missing"
    shadowed = "shadowed"
    over_limit = "over-limit"
    empty = "empty"
    dropped = "dropped"
    not_read = "not-read"
    off = "off"


_USED = frozenset({Fate.used, Fate.cut, Fate.by_name})
# Files that somebody meant to be used, but that Codex rejects.
_REJECTED = frozenset({Fate.invalid, Fate.missing, Fate.dropped})
_SAID = {
    Fate.used: "",
    Fate.cut: "used in part",
    Fate.by_name: "used only when it is named",
    Fate.untrusted: "Codex does not trust this folder",
    Fate.disabled: "disabled",
    Fate.invalid: "Codex rejects it",
    Fate.missing: "the file is missing",
    Fate.shadowed: "another file is read instead",
    Fate.over_limit: "over the size limit",
    Fate.empty: "empty",
    Fate.dropped: "Codex drops all rules",
    Fate.not_read: "Codex does not read it",
    Fate.off: "switched off",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing: a document, a skill, a file of rules, a prompt.

    `file` may name a line; `size` is in bytes, None where there is no file of its own to measure.
    `detail` makes the reason precise; `description` is the thing's own.
    """

    name: str
    file: str
    owner: Owner
    fate: Fate = Fate.used
    detail: str = ""
    size: int | None = None
    description: str = ""

    @property
    def is_used(self) -> bool:
        """Whether Codex uses it, at least in part."""
        return self.fate in _USED

    @property
    def is_rejected(self) -> bool:
        """Whether Codex rejects it."""
        return self.fate in _REJECTED

    @property
    def why(self) -> str:
        """Why it is not used as it is, or a remark on what is; empty for nothing to say."""
        return ": ".join(part for part in (_SAID[self.fate], self.detail) if part)
