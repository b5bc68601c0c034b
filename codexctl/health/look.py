"""What a check on our own side is: what it looks at, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from codexctl.checks import Check
from codexctl.health.here import Here


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """One check, made of everything that holds here.

    `about` says for people what is looked at, by the id of each line that it gives;
    `destination.NAME.…` is a line for each destination. `follows`: its problem is a consequence
    of others', named by `doctor` only where nothing else explains it.
    """

    about: Mapping[str, str]
    look: Callable[[Here], Iterable[Check]]
    follows: bool = False
