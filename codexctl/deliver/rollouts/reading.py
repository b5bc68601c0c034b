"""Reading what is new in one rollout: its settled turns, and from where to read next time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codexctl import safe_read
from codexctl.deliver.rollouts.content.opening import open_rollout, raw_lines
from codexctl.deliver.rollouts.content.threads import thread_of
from codexctl.deliver.rollouts.files import Rollout
from codexctl.deliver.rollouts.mark import Mark
from codexctl.deliver.rollouts.patience import Patience
from codexctl.trace.read.decode import decode_line
from codexctl.trace.read.lines import LONGEST_LINE, Line, Tally, read_lines
from codexctl.trace.read.sieve import FOR_SPANS, Sieve
from codexctl.trace.turns.fold import Carry, ThreadFold
from codexctl.trace.turns.turn import Link, Turn

# Enough to notice other bytes at the same place: lines contain times and ids.
_CHECKED_BYTES = 256
# In an old release, an answer that is this much older than its file was the end of its turn.
_LEFT_ALONE_NS = 60 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class Resume:
    """Where reading can begin again without missing a turn, and what must be known there."""

    offset: int
    carry: Carry


class Reading:
    """One reading of a file from its mark to its end.

    Iterate `turns()`; after each turn `resume` is a place before which everything was given out,
    and `place` the byte up to which the file's text was read.
    At the end `is_open` says whether a turn has begun and not ended. `sieve` says which lines
    matter.
    """

    def __init__(
        self,
        rollout: Rollout,
        mark: Mark | None,
        longest: int = LONGEST_LINE,
        sieve: Sieve = FOR_SPANS,
    ) -> None:
        """Look where to begin: at the `mark` if the bytes before it are the same, else at 0.

        Lines of more than `longest` bytes are passed over. Raises OSError or CodexctlError where
        the file cannot be opened.
        """
        self.rollout = rollout
        start = mark.offset if mark and _still_fits(rollout, mark) else 0
        carry = mark.carry if mark and start else Carry()
        self.resume = Resume(start, carry)
        self.place = start
        self._before = mark if mark and start else None
        self.tally = Tally()
        self._longest = longest
        self._sieve = sieve
        self._fold = ThreadFold(thread_of(rollout.path), carry)

    @property
    def version(self) -> str:
        """The Codex that began the file, empty where it does not say."""
        return self._fold.thread.cli_version if self._fold.thread else ""

    @property
    def fate_before(self) -> str | None:
        """What became of the part of the file that is not read again; None if all of it is."""
        return self._before.fate if self._before else None

    @property
    def why_before(self) -> str:
        """What of that part could not be read."""
        return self._before.why if self._before else ""

    @property
    def is_imported(self) -> bool:
        """Whether turns of another program's are in it."""
        return self._fold.is_imported

    @property
    def is_open(self) -> bool:
        """Whether the file ends inside a turn."""
        return self._fold.is_open

    @property
    def links(self) -> list[Link]:
        """The calls to other threads that were seen so far."""
        return self._fold.links

    def turns(self, *, dead: bool, patience: Patience | None = None) -> Iterator[Turn]:
        """Give the turns that have ended; with `dead` also the open one, as incomplete.

        Raises TooSlow when `patience` ends.
        """
        path, begin = self.rollout.path, self.resume.offset
        newest = ""
        with open_rollout(path, begin) as stream:
            read = patience.over(stream) if patience else stream
            raw = raw_lines(read, self._longest, self._rest(begin))
            lines = read_lines(
                raw, self.tally, start=begin, sieve=self._sieve, longest=self._longest
            )
            for line in lines:
                yield from self._feed(line)
                # A turn began here, and all turns before it were returned: the next reading can
                # begin here.
                if self._fold.newest != newest:
                    newest = self._fold.newest
                    self.resume = Resume(line.start, self._fold.carry)
                self.place = line.end
        is_open = self._fold.is_open
        before = self.rollout.mtime_ns - _LEFT_ALONE_NS
        yield from self._fold.finish() if dead else self._fold.settle(before)
        # If a turn that was sent as incomplete continues after all, it is read again from its
        # beginning.
        if not (self._fold.is_open or (dead and is_open)):
            self.resume = Resume(self.place, self._fold.carry)

    def mark(self) -> Mark:
        """What to remember for the next pass."""
        offset = self.resume.offset if self.rollout.has_places else 0
        return Mark(
            self.rollout,
            offset,
            _digest_before(self.rollout.path, offset),
            self.is_open,
            self.resume.carry,
        )

    def _rest(self, begin: int) -> int | None:
        """How much there was when it was looked at: a file that grows is not followed for ever."""
        return max(self.rollout.size - begin, 0) if self.rollout.has_places else None

    def _feed(self, line: Line) -> Iterator[Turn]:
        for event in decode_line(line):
            yield from self._fold.feed(event)


def _still_fits(rollout: Rollout, mark: Mark) -> bool:
    """Whether the bytes before the mark are the ones that were read then."""
    if not rollout.has_places or rollout.size < mark.offset:
        return False
    return _digest_before(rollout.path, mark.offset) == mark.before


def _digest_before(path: Path, offset: int) -> bytes:
    if offset <= 0:
        return b""
    begin = max(0, offset - _CHECKED_BYTES)
    with safe_read.stream(path) as stream:
        stream.seek(begin)
        return hashlib.sha256(stream.read(offset - begin)).digest()[:16]
