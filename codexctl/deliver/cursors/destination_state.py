"""How a destination stands: taking turns, paused, or to be left alone for a while."""

from __future__ import annotations

from dataclasses import dataclass

from codexctl.trace.values import NS_PER_S

# How long a destination is left alone after its first, second, … failure in a row.
_BACKOFF_S = (0, 1, 2, 5, 10, 30, 60, 120, 300)
# However long a server asks for: an hour later it is worth a try.
MAX_WAIT_S = 3600
# A thousand machines that one outage stopped at one moment would all come back at one moment. Each
# waits up to so much longer than it must, as a part of that, and is never there sooner.
SPREAD = 0.5
_LONGEST_NS = round(MAX_WAIT_S * (1 + SPREAD)) * NS_PER_S


@dataclass(frozen=True, slots=True)
class Standing:
    """How one destination stands.

    `paused` is the reason, empty while it takes turns; `failures` counts in a row; nothing is
    sent before `not_before_ns`. `commits` is what a store that counts them said last; `projects`
    the key of those whose turns alone it was given, empty for all.
    """

    name: str
    since_ns: int
    paused: str = ""
    paused_for: str = ""
    last_error: str = ""
    last_ok_ns: int = 0
    failures: int = 0
    not_before_ns: int = 0
    commits: int = 0
    projects: str = ""

    def is_waiting(self, now_ns: int) -> bool:
        """Whether it is to be left alone for now.

        A time that is further away than anybody can have asked for was written by a clock that
        has been put back since: it does not count.
        """
        return 0 < self.not_before_ns - now_ns <= _LONGEST_NS


def wait_ns(failures: int, retry_after_s: float, chance: float = 0.0) -> int:
    """How long to leave a destination alone that has failed so often in a row (at least once).

    `retry_after_s` is what it asked for itself, in seconds: the least that it gets, up to an hour.
    `chance`, from 0 up to 1, spreads many machines' next tries over half as long again. The first
    failure alone is not waited for: the next turn's end is a new occasion, and mostly enough.
    """
    backoff = _BACKOFF_S[min(failures, len(_BACKOFF_S)) - 1]
    least = min(max(retry_after_s, backoff), MAX_WAIT_S)
    return round(least * (1 + SPREAD * chance) * NS_PER_S)
