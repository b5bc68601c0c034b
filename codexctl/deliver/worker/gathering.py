"""The files of one sweep, read and sent: turns in batches, and marks that move only with a yes.

Whole files are read, parents before their subagents. A batch may hold turns of many files; what is
known of a file is kept when every turn of it that is wanted was taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.at_work import AtWork
from codexctl.deliver.cursors.places import Places
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.cursors.wanted import Wanted
from codexctl.deliver.rollouts.alive import Alive
from codexctl.deliver.rollouts.content.threads import parents_first, thread_of
from codexctl.deliver.rollouts.fates import Fate, fate_of, is_lasting, reason_of
from codexctl.deliver.rollouts.files import Rollout, file_name
from codexctl.deliver.rollouts.mark import Mark
from codexctl.deliver.rollouts.patience import MOST_S, Patience
from codexctl.deliver.rollouts.reading import Reading
from codexctl.deliver.routes.route import Route
from codexctl.deliver.worker.sending import Sender
from codexctl.errors import CodexctlError
from codexctl.trace.spans.placement import Links
from codexctl.trace.spans.span import TurnTrace
from codexctl.trace.turns.turn import Turn
from codexctl.wording import counted

# A batch is sent when it has this many spans, or when this much was read for it; a turn is split
# only if it is too large for the destination.
BATCH_SPANS = 512
BATCH_BYTES = 4 << 20


@dataclass(slots=True)
class Report:
    """What one sweep did for one destination.

    `open_files` end inside a turn, and `dying_ns` is when those that nobody holds count as
    incomplete (0: somebody holds it); `problem` is why the sweep stopped early, else empty.
    """

    delivered: int = 0
    refused: int = 0
    problem: str = ""
    open_files: list[Path] = field(default_factory=list)
    dying_ns: list[int] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    fates: dict[str, Fate] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


class Gathering:
    """Gathers the turns of files for one destination, and has them sent."""

    def __init__(
        self,
        cursors: Cursors,
        route: Route,
        scope: Scope,
        clock: Clock,
        sender: Sender,
        *,
        alive: Alive,
        places: Places,
        until_ns: int = 0,
    ) -> None:
        """Take what it is about; after `until_ns` (0: never) no file is begun any more.

        `sender` sends what was gathered, `alive` says which open turns will never end, `places`
        which folders the destination is for.
        """
        self.cursors = cursors
        self.route = route
        self.scope = scope
        self.clock = clock
        self.name = route.destination.name
        self.report = Report()
        self._sender = sender
        self._alive = alive
        self._places = places
        self._until = until_ns
        self._batch: list[TurnTrace] = []
        self._spans = 0
        self._bytes = 0
        self._read: list[Mark] = []
        self._at_work = AtWork(cursors.folder)
        # If a person asks for a file, the time for it is not limited.
        self._patience = Patience(clock.worked_ns, inf if scope.asked_for else MOST_S)

    @property
    def is_late(self) -> bool:
        """Whether the time is over in which files are begun."""
        return bool(self._until) and self.clock.now_ns() > self._until

    def add(self, rollouts: Sequence[Rollout], wanted: Wanted) -> bool:
        """Gather and send what is wanted of files, parents first.

        False when the destination takes none any more. What cannot be read is in the report.
        """
        files = {rollout.path: rollout for rollout in rollouts}
        for path in self._ordered(rollouts):
            if not self.is_late and not self._file(files[path], wanted):
                return False
        return self._flush()

    def end(self) -> None:
        """No file is at work any more: an orderly end, whatever was read."""
        self._at_work.end()

    def _ordered(self, changed: Iterable[Rollout]) -> list[Path]:
        """Parents before their subagents. What is not a rollout is ignored until it changes."""
        threads = {}
        for rollout in changed:
            if self.is_late:
                break
            self._at_work.on(self.name, rollout.path)
            try:
                thread = thread_of(rollout.path)
            except (OSError, CodexctlError, MemoryError) as error:
                self._cannot(rollout, error)
                self._step(f"{file_name(rollout)} cannot be read")
                continue
            if thread is None:
                none = Fate.foreign if rollout.size else Fate.empty
                self.report.fates[rollout.file] = none
                self._read.append(Mark(rollout, fate=none))
            elif self.scope.session in ("", thread.session_id):
                # Recorded while the folder still exists, although its turn may have just begun.
                self._places.have_folder(thread.cwd)
                threads[rollout.path] = thread
        return parents_first(threads)

    def _file(self, rollout: Rollout, wanted: Wanted) -> bool:
        """Gather one file's turns, sending when there are enough; False when none are taken."""
        self._at_work.on(self.name, rollout.path)
        try:
            reading = wanted.reading(rollout)
            place, turns, here, taken = reading.place, 0, 0, False
            self._patience.settled()
            for turn in wanted.turns(reading, self._patience):
                turns, here = turns + 1, here + self._places.have(turn)
                is_wanted = wanted.is_wanted(turn)
                taken = taken or is_wanted or wanted.is_taken(turn)
                if is_wanted:
                    self._gather(turn)
                self._bytes, place = self._bytes + reading.place - place, reading.place
                if self._is_enough:
                    if not self._flush(reading):
                        return False
                    self._at_work.on(self.name, rollout.path)
                self._patience.settled()
            self._end_of(reading, *self._account(reading, turns, here, taken=taken))
        except (OSError, CodexctlError, MemoryError) as error:
            self._cannot(rollout, error)
            self._step(f"{file_name(rollout)} cannot be read to its end")
        return True

    def _account(self, reading: Reading, turns: int, here: int, *, taken: bool) -> tuple[Fate, str]:
        """What becomes of a file's turns, once the last of them is taken, and what is missing.

        `here` of them ran where the destination is for.
        """
        path = str(reading.rollout.path)
        fate, why = fate_of(reading, turns, here, taken=taken)
        self.report.fates[path] = fate
        if why:
            self.report.reasons[path] = why
        return fate, why

    def _cannot(self, rollout: Rollout, error: Exception) -> None:
        """Name a file that cannot be finished; where it never can, it waits until it changes."""
        path = rollout.file
        self.report.unreadable.append(path)
        self.report.fates[path] = Fate.unreadable
        self.report.reasons[path] = why = reason_of(error).removeprefix(f"{path}: ")
        if is_lasting(error):
            self._read.append(Mark(rollout, fate=Fate.unreadable, why=why))

    @property
    def _is_enough(self) -> bool:
        return self._spans >= BATCH_SPANS or self._bytes >= BATCH_BYTES

    def _gather(self, turn: Turn) -> None:
        known = self.cursors.links.to(turn.reached_by) if turn.is_subagent else ()
        trace = self.route.pipeline.trace(turn, Links(known))
        self._batch.append(trace)
        self._spans += len(trace.spans)

    def _end_of(self, reading: Reading, fate: Fate, why: str) -> None:
        """Links are kept at once: the files of subagents come next. Marks wait for the yes."""
        self.cursors.links.add(reading.links)
        mark = replace(reading.mark(), fate=fate, why=why)
        self._read.append(mark)
        self._step(
            f"read {file_name(reading.rollout)} up to byte {reading.place},"
            f" next time from byte {mark.offset}{', inside a turn' * reading.is_open}"
        )
        if reading.is_open:
            self.report.open_files.append(reading.rollout.path)
            self.report.dying_ns.append(self._alive.dies_at_ns(reading.rollout))

    def _flush(self, reading: Reading | None = None) -> bool:
        """Send what was gathered; only then may marks move, of `reading` as far as it has come."""
        self._at_work.pause()
        if self._batch and not self._sender.send(self._batch):
            return False
        read = counted(len(self._read), "file")
        self._step(f"{read} done with, {counted(self._sender.delivered, 'turn')} so far")
        self._batch, self._spans, self._bytes = [], 0, 0
        if reading:
            self.cursors.links.add(reading.links)
            reading.links.clear()
            self._read.append(reading.mark())
        if self._read and self.scope.is_everywhere:
            self.cursors.marks.keep(self.name, self._read)
            if self.cursors.deadly.all():
                self.cursors.deadly.survived(self.name, [mark.rollout.path for mark in self._read])
        self._read.clear()
        return True

    def _step(self, text: str) -> None:
        self.route.diary.step(f"{self.name}: {text}")
