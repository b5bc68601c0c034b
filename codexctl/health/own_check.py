"""The type of a check on codexctl: what it checks, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from codexctl.checks import Check
from codexctl.health.here import Here


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """One check, made from the whole state of this machine.

    `about` describes what is checked, by the id of each line that it returns; `destination.NAME.…`
    is a line for each destination. `follows` means that its problem is a consequence of others:
    `doctor` names it only if nothing else explains it.
    """

    about: Mapping[str, str]
    look: Callable[[Here], Iterable[Check]]
    follows: bool = False
