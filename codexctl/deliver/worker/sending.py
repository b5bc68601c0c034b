"""Getting turns accepted: split what is too large, isolate what is refused, believe only a yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from codexctl.deliver.answer import ACCEPTED, Answer, Destination, Verdict
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.diary import SILENT, Diary
from codexctl.deliver.metrics.counting import Counting
from codexctl.trace.spans.span import TurnTrace
from codexctl.wording import counted

TOO_SLOW = Answer(Verdict.later, "it takes very long: the next worker continues")


@dataclass(slots=True)
class Sender:
    """Delivers batches of turns to one destination and keeps its cursor.

    `problem` is why it stopped, empty as long as it goes on. Nothing is sent once its clock says
    `until_ns` (0: there is no hurry): a backend that is slow, or that wants every span by itself,
    holds up nobody for long. One that `never_pauses` is tried again whatever it answers. `counting`
    is what turns add to the destination's metrics, None where it gets none; `is_there` says whether
    the last request had a whole answer.
    """

    cursors: Cursors
    destination: Destination
    clock: Clock
    until_ns: int = 0
    delivered: int = 0
    refused: int = 0
    problem: str = ""
    diary: Diary = SILENT
    never_pauses: bool = False
    counting: Counting | None = None
    is_there: bool = True

    def send(self, batch: Sequence[TurnTrace]) -> bool:
        """Deliver whole turns; False when it is useless to continue with others now.

        A turn that was refused permanently is done with, and does not stop the others.
        """
        answer = self._ask(batch)
        if answer.verdict is Verdict.accepted:
            return self._accept(batch)
        if answer.verdict in (Verdict.refused, Verdict.too_large, Verdict.partial):
            return self._divide(batch, answer)
        return self._stop(answer)

    def _ask(self, batch: Sequence[TurnTrace]) -> Answer:
        if self.until_ns and self.clock.now_ns() > self.until_ns:
            return TOO_SLOW
        answer = self.destination.send(batch)
        self.is_there = bool(answer.status) or answer.verdict is Verdict.accepted
        spans = sum(len(trace.spans) for trace in batch)
        said = f"{answer.verdict.value} {answer.reason}".strip()
        what = f"{counted(len(batch), 'turn')}, {counted(spans, 'span')}"
        self.diary.step(f"{self._place}: sent {what}: {said}")
        return answer

    @property
    def _place(self) -> str:
        """The destination's name and host."""
        host = getattr(self.destination, "host", "")
        return f"{self.destination.name} ({host})" if host else self.destination.name

    def _divide(self, batch: Sequence[TurnTrace], answer: Answer) -> bool:
        """Find the turn that is the trouble, so that it does not hold up the others."""
        if len(batch) > 1:
            middle = len(batch) // 2
            return self.send(batch[:middle]) and self.send(batch[middle:])
        if answer.verdict is Verdict.refused:
            return self._refuse(batch[0], answer)
        return self._in_pieces(batch[0], answer)

    def _in_pieces(self, trace: TurnTrace, answer: Answer) -> bool:
        """Send one turn's spans in smaller requests; it is done when all were accepted."""
        answer = self._pieces(trace, answer)
        if answer.verdict is Verdict.accepted:
            return self._accept([trace])
        if answer.verdict in (Verdict.refused, Verdict.too_large):
            return self._refuse(trace, answer)
        return self._stop(answer)

    def _pieces(self, trace: TurnTrace, answer: Answer) -> Answer:
        """Halve the spans until they are taken; gives the first answer that is final."""
        if len(trace.spans) < 2 or answer.verdict not in (Verdict.too_large, Verdict.partial):
            return answer
        middle = len(trace.spans) // 2
        for spans in (trace.spans[:middle], trace.spans[middle:]):
            piece = replace(trace, spans=spans)
            answer = self._pieces(piece, self._ask([piece]))
            if answer.verdict is not Verdict.accepted:
                return answer
        return ACCEPTED

    def _accept(self, batch: Sequence[TurnTrace]) -> bool:
        places = [(trace.thread_id, trace.turn_id, trace.is_open) for trace in batch]
        counted = self.counting.of(batch) if self.counting else None
        self.cursors.acknowledge(self.destination.name, places, counted=counted)
        commits = self.destination.commits or 0
        self.cursors.destinations.succeeded(self.destination.name, self.clock.now_ns(), commits)
        self.delivered += len(batch)
        return True

    def _refuse(self, trace: TurnTrace, answer: Answer) -> bool:
        """Set a turn aside permanently, with the reason; `trace retry` brings it back."""
        place = [(trace.thread_id, trace.turn_id, trace.is_open)]
        self.cursors.acknowledge(self.destination.name, place, refused=answer.reason)
        self.refused += 1
        self.diary.failed(f"{self._place}: a turn was permanently refused: {answer.reason}")
        return True

    def _stop(self, answer: Answer) -> bool:
        """The destination takes nothing now: remember why, and when to try again."""
        pause = answer.verdict is Verdict.paused and not self.never_pauses
        self.cursors.destinations.failed(
            self.destination.name,
            answer.reason,
            paused_for=self.destination.fingerprint if pause else "",
            now_ns=self.clock.now_ns(),
            retry_after_s=answer.retry_after_s,
            chance=self.clock.chance(),
        )
        self.problem = answer.reason
        what = "paused until its settings change" if pause else "to be tried again"
        self.diary.failed(f"{self._place}: {answer.reason}; {what}")
        return False
