"""How many turns wait to be delivered, counted as a delivery would, within a time."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.destination_state import Standing
from codexctl.deliver.cursors.places import Places, projects_of
from codexctl.deliver.cursors.scope import ORDINARY
from codexctl.deliver.cursors.wanted import Wanted
from codexctl.deliver.rollouts.alive import Alive
from codexctl.deliver.rollouts.content.threads import thread_of
from codexctl.deliver.rollouts.fates import reason_of
from codexctl.deliver.rollouts.files import Rollout
from codexctl.errors import CodexctlError
from codexctl.settings.model import Settings

# `status` waits for it; a count that was cut short is marked.
WITHIN_S = 1.0


@dataclass(slots=True)
class Backlog:
    """What waits, by destination, and files that could not be read, each with the reason.

    `is_all` is False when the time was over before every file had been looked at.
    """

    turns: dict[str, int] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    is_all: bool = True


def backlog(
    rollouts: Sequence[Rollout],
    settings: Settings,
    cursors: Cursors,
    set_up_ns: int,
    codex_home: Path,
    within_s: float = WITHIN_S,
) -> Backlog:
    """Count what waits, by destination.

    `set_up_ns` (nanoseconds since 1970) is since when a destination counts that no worker has met
    yet; `within_s` bounds the time in seconds, the newest files being looked at first.
    """
    found, until = Backlog(), time.monotonic() + within_s
    for destination in settings.destinations:
        name, alive = destination.name, Alive(time.time_ns(), settings.delivery_to(destination))
        standing = cursors.destinations.standing(name) or Standing(name, set_up_ns)
        places = Places(projects_of(destination, codex_home), cursors, name)
        wanted = Wanted(cursors, standing, ORDINARY, alive, places)
        newest_first = sorted(wanted.files(rollouts), key=lambda rollout: -rollout.mtime_ns)
        found.turns[name] = _count(newest_first, wanted, found, until)
    return found


def _count(rollouts: Iterable[Rollout], wanted: Wanted, found: Backlog, until: float) -> int:
    count = 0
    for rollout in rollouts:
        if time.monotonic() > until:
            found.is_all = False
            break
        try:
            if thread_of(rollout.path):
                count += sum(map(wanted.is_wanted, wanted.turns(wanted.reading(rollout))))
        except OSError as error:
            found.unreadable[rollout.file] = error.strerror or str(error)
        except MemoryError as error:
            found.unreadable[rollout.file] = reason_of(error)
        except CodexctlError:
            found.unreadable[rollout.file] = "it is damaged"
    return count
