"""What a thread has cost so far, by its token_count lines; only what changes means anything."""

from __future__ import annotations

from dataclasses import dataclass

from codexctl.trace.read.events import UsageTotal
from codexctl.trace.usage import NO_USAGE, Usage


@dataclass(slots=True)
class RunningTotal:
    """Follows the total of one file; `begun_with` is what the part before it ended with."""

    begun_with: Usage = NO_USAGE
    _counted: UsageTotal | None = None

    @property
    def usage(self) -> Usage:
        """The total as the last line that counted has it."""
        return self._counted.total if self._counted else self.begun_with

    def moved(self, event: UsageTotal, *, is_charged: bool, counts_anew: bool) -> Usage:
        """Take one token_count; give what was spent since the one before.

        Nothing is told where the turn is not `is_charged`. `counts_anew` says that an empty one
        begins the count again: up to 0.7x every process counts from nothing, and says so.
        """
        before = self._counted
        if event.info:
            self._counted = event
        elif counts_anew:
            self._counted, self.begun_with = None, NO_USAGE
        if not (is_charged and event.info):
            return NO_USAGE
        return _spent_since(before.total if before else self.begun_with, event)


def _spent_since(before: Usage, event: UsageTotal) -> Usage:
    """What a token_count says was spent since the total `before`; nothing for a repeated one.

    The last response's own counts, not the difference: a total that began anew or a line that
    was lost must not be charged to a turn that has nothing to do with it. Where the total moved
    they are always right (769 of 769 changes in 0.117 to 0.169); where it stood still they are
    stale or an estimate.
    """
    return NO_USAGE if event.total == before else event.last
