"""One line of `status`: what was looked at, how it is, and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """✓ fine, ✗ needs action, - not active and not wrong."""

    ok = "ok"
    problem = "problem"
    inactive = "inactive"


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check. `id` is stable; `remedy` is empty unless there is a problem.

    `cause` is a stable word for what is wrong, where a check knows several causes.
    """

    id: str
    state: State
    summary: str
    remedy: str = ""
    cause: str = ""
