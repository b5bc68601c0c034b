"""Runs the checks in the background, because they may wait for keyrings, disks and programs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from threading import Condition, Thread

from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.view.queries.status import Line, checked

# Seconds: how long a result is new enough, how long a page waits for the first result, and after
# which time checks count as hanging.
FRESH_S = 5.0
_PATIENCE_S = 0.2
HANGS_S = 20.0

# The function that runs the checks; its arguments are the locations, and whether to ask Codex.
Check = Callable[..., tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class Seen:
    """The last result: `at` by `time.time` (0: none yet); `asked` says whether Codex was asked.

    `running` means that checks are running now, `hangs` that they take too long; `problem` is why
    there is no result.
    """

    lines: tuple[Line, ...] = ()
    at: float = 0.0
    asked: bool = False
    running: bool = False
    hangs: bool = False
    problem: str = ""


@dataclass(slots=True)
class Examiner:
    """Runs the checks in a thread, once at a time; the view does not wait for it when it ends.

    First without any program, then again with the installed Codex asked.
    """

    locations: Locations
    check: Check = checked
    clock: Callable[[], float] = time.time
    _seen: Seen = field(default_factory=Seen)
    _began: float = 0.0
    _changed: Condition = field(default_factory=Condition)

    def look(self, patience_s: float = _PATIENCE_S) -> Seen:
        """Return what is known, and start the checks if it is old.

        Waits at most `patience_s` seconds, and only if nothing is known yet.
        """
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
        """Wait until no check is running, at most `patience_s` seconds."""
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
            # While Codex is asked again, its last answer is better than none.
            keep = self._seen.asked and seen.running
            self._seen = self._seen if keep else seen
            self._changed.notify_all()


@cache
def examiner(locations: Locations) -> Examiner:
    """The examiner of this run."""
    return Examiner(locations)
