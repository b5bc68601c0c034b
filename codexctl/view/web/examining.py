"""Checks in the background: they wait for keyrings, disks and programs, and a page does not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from threading import Condition, Thread

from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.view.queries.status import Line, checked

# Seconds. What was seen so shortly before is not looked at again; a page waits so long for the
# first answer; what takes longer than this is said to hang.
FRESH_S = 5.0
_PATIENCE_S = 0.2
HANGS_S = 20.0

# Make the checks: with the places, and whether Codex is asked.
Check = Callable[..., tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class Seen:
    """The last result: `at` by `time.time` (0: none yet), `asked` whether Codex was asked for it.

    `running` says that somebody is still looking, `hangs` that this takes too long; `problem` is
    why there is no result.
    """

    lines: tuple[Line, ...] = ()
    at: float = 0.0
    asked: bool = False
    running: bool = False
    hangs: bool = False
    problem: str = ""


@dataclass(slots=True)
class Examiner:
    """Looks once at a time, in a thread that nobody waits for when the view ends.

    First at all that needs no program, then with the installed Codex asked.
    """

    locations: Locations
    check: Check = checked
    clock: Callable[[], float] = time.time
    _seen: Seen = field(default_factory=Seen)
    _began: float = 0.0
    _changed: Condition = field(default_factory=Condition)

    def look(self, patience_s: float = _PATIENCE_S) -> Seen:
        """Give what is known, beginning to look anew if that is old; waits `patience_s` at most."""
        with self._changed:
            if not self._seen.running and self.clock() - self._seen.at > FRESH_S:
                self._seen = replace(self._seen, running=True)
                self._began = self.clock()
                Thread(target=self._run, name="examining", daemon=True).start()
            if not self._seen.at and not self._seen.problem:
                self._changed.wait_for(
                    lambda: bool(self._seen.at or self._seen.problem), patience_s
                )
            hangs = self._seen.running and self.clock() - self._began > HANGS_S
            return replace(self._seen, hangs=hangs)

    def wait(self, patience_s: float) -> None:
        """Wait until nobody looks any more, `patience_s` at most."""
        with self._changed:
            self._changed.wait_for(lambda: not self._seen.running, patience_s)

    def _run(self) -> None:
        try:
            for asking in (False, True):
                lines = self.check(self.locations, asking=asking)
                self._put(Seen(lines, self.clock(), asked=asking, running=not asking))
        except CodexctlError as error:
            self._put(Seen(at=self.clock(), problem=error.message))
        except Exception as error:  # noqa: BLE001 - a thread has nobody else to tell
            self._put(Seen(at=self.clock(), problem=f"a bug in codexctl: {type(error).__name__}"))

    def _put(self, seen: Seen) -> None:
        with self._changed:
            # While Codex is asked again, what it said last time is still the better answer.
            keep = self._seen.asked and seen.running
            self._seen = self._seen if keep else seen
            self._changed.notify_all()


@cache
def examiner(locations: Locations) -> Examiner:
    """The one of this run."""
    return Examiner(locations)
