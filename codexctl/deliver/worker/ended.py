"""The turns that end while somebody watches, no matter which process delivers them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.rollouts.alive import Alive
from codexctl.deliver.rollouts.content.threads import thread_of
from codexctl.deliver.rollouts.files import Rollout, find
from codexctl.deliver.rollouts.mark import Mark
from codexctl.deliver.rollouts.reading import Reading
from codexctl.deliver.routes.pipeline import pipeline_for
from codexctl.deliver.store.shown import limits_for_views
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.policy.limits.in_force import settings_in_force
from codexctl.settings.load import UNREADABLE, load
from codexctl.settings.model import DELIVERY, Delivery
from codexctl.trace.pipeline import Pipeline
from codexctl.trace.read.sieve import FOR_EVERYTHING
from codexctl.trace.spans.placement import Links
from codexctl.trace.spans.span import TurnTrace
from codexctl.trace.turns.turn import INCOMPLETE, Turn


class Ended:
    """Gives each turn that ended after `since_ns` once; again if it was incomplete too early."""

    def __init__(self, locations: Locations, environ: Mapping[str, str], since_ns: int) -> None:
        self._where = locations
        self._environ = environ
        self._since = since_ns
        self._marks: dict[Path, Mark] = {}
        self._given: dict[tuple[str, str], str] = {}

    def look(self, now_ns: int) -> Iterator[TurnTrace]:
        """Give what ended since the last look, as it may be shown.

        `now_ns` is in nanoseconds since 1970. What cannot be read gives nothing.
        """
        alive = Alive(now_ns, self._rules)
        fresh = [r for r in find(self._where.rollout_folders) if r.mtime_ns >= self._since]
        for rollout in sorted(fresh, key=lambda file: file.mtime_ns):
            before = self._marks.get(rollout.path)
            is_same = before is not None and before.rollout == rollout
            if is_same and not (before and before.is_open and alive.is_dead(rollout)):
                continue
            try:
                yield from self._traces(self._new(rollout, before, alive))
            except (OSError, CodexctlError):
                continue  # files that cannot be read are reported at delivery

    def _new(self, rollout: Rollout, before: Mark | None, alive: Alive) -> list[Turn]:
        if before is None and thread_of(rollout.path) is None:
            return []
        reading = Reading(rollout, before, sieve=FOR_EVERYTHING)
        turns = [turn for turn in reading.turns(dead=alive.is_dead(rollout)) if self._is_new(turn)]
        self._marks[rollout.path] = reading.mark()
        return turns

    def _is_new(self, turn: Turn) -> bool:
        if turn.is_marked or turn.ended < self._since:
            return False
        identity = turn.thread.thread_id, turn.turn_id
        before = self._given.get(identity)
        if before is not None and (before != INCOMPLETE or turn.status == INCOMPLETE):
            return False
        self._given[identity] = turn.status
        return True

    def _traces(self, turns: list[Turn]) -> Iterator[TurnTrace]:
        if not turns:
            return
        pipeline = self._pipeline()
        cursors = Cursors.open_existing(self._where.cursors_db)
        try:
            for turn in turns:
                known = cursors.links.to(turn.reached_by) if cursors and turn.is_subagent else ()
                yield pipeline.trace(turn, Links(known))
        finally:
            if cursors:
                cursors.close()

    def _pipeline(self) -> Pipeline:
        """The way that turns take to the local store, with what may be shown of them."""
        try:
            settings = settings_in_force(self._where, self._environ)
        except CodexctlError:
            settings = UNREADABLE
        limits = limits_for_views(self._where, self._environ)
        return pipeline_for(settings, limits, self._where, self._environ)

    @property
    def _rules(self) -> Delivery:
        try:
            return load(self._where.settings_toml).delivery
        except CodexctlError:
            return DELIVERY
