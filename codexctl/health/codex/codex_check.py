"""The type of a check on Codex: what it checks, and how."""

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
    """One check, made only from a snapshot of Codex.

    `about` describes what is checked, by the id of each line that it returns. `follows` means that
    its problem is a consequence of others: `doctor` names it only if nothing else explains it.
    """

    about: Mapping[str, str]
    look: Callable[[Snapshot], Iterable[Check]]
    follows: bool = False
