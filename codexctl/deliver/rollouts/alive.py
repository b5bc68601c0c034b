"""Is an open turn still being worked on? Only what is certainly dead counts as incomplete."""

from __future__ import annotations

from codexctl.deliver.rollouts.files import Rollout
from codexctl.deliver.rollouts.holders import Held, Holders
from codexctl.settings.model import Delivery
from codexctl.trace.values import NS_PER_S


class Alive:
    """Judges rollouts at one moment, `now_ns`; what processes hold is looked up once, if ever.

    `quiet_s` is asked for instead of the rules' where it can be seen that nobody holds a file.
    """

    def __init__(
        self,
        now_ns: int,
        rules: Delivery,
        holders: Holders | None = None,
        *,
        quiet_s: float | None = None,
    ) -> None:
        self._now = now_ns
        self.longest_line = round(rules.longest_line_mb * 1_000_000)
        self._quiet = round((rules.quiet_s if quiet_s is None else quiet_s) * NS_PER_S)
        self._unseen_quiet = round(rules.unseen_quiet_s * NS_PER_S)
        self._holders = holders or Holders()

    def is_dead(self, rollout: Rollout) -> bool:
        """Whether nobody will write to a rollout any more.

        No process holds it, and it has not been written to for a while; where holders cannot be
        seen, for a long while.
        """
        idle = self._now - rollout.mtime_ns
        if idle < min(self._quiet, self._unseen_quiet):
            return False
        held = self._holders.of(rollout.path)
        if held is Held.unknown:
            return idle >= self._unseen_quiet
        return held is Held.no and idle >= self._quiet

    def dies_at_ns(self, rollout: Rollout) -> int:
        """When an open rollout that is not dead yet will be, if nobody comes; 0 if one is there."""
        if self._holders.of(rollout.path) is Held.no:
            return rollout.mtime_ns + self._quiet
        return 0
