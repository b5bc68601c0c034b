"""What a check on Codex's side is: what it looks at, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from codexctl.checks import Check
from codexctl.codex.report.snapshot import Snapshot

SETUP = "codexctl setup"
SYNC = "codexctl sync"
ADMINISTRATOR = "ask your administrator"
REVIEW_IT = "start codex and review the hooks there"


@dataclass(frozen=True, slots=True)
class CodexCheck:
    """One check, made of a snapshot of Codex's side alone.

    `about` says for people what is looked at, by the id of each line that it gives. `follows`: its
    problem is a consequence of others', named by `doctor` only where nothing else explains it.
    """

    about: Mapping[str, str]
    look: Callable[[Snapshot], Iterable[Check]]
    follows: bool = False
