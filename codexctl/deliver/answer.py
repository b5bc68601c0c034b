"""What a destination says to a delivery, and the port that every destination implements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from codexctl.trace.spans.span import TurnTrace


class Verdict(Enum):
    """What follows from an answer."""

    accepted = "accepted"  # every span was accepted: the cursor may move
    later = "later"  # not known if any was accepted: the next worker tries again
    refused = "refused"  # this content will never be accepted
    partial = "partial"  # some of the spans were accepted, but not known which
    too_large = "too large"  # fewer at a time may be accepted
    paused = "paused"  # the settings are wrong: trying is useless before they change


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with its reason in plain words; the reason never quotes what was sent.

    `retry_after_s` is how long the destination asked to be left alone, 0 if it did not; `status`
    that of a whole HTTP answer, 0 where there was none. To tell one reason from another, ask the
    verdict and the status: the words of `reason` are for people alone.
    """

    verdict: Verdict
    reason: str = ""
    retry_after_s: float = 0.0
    status: int = 0


ACCEPTED = Answer(Verdict.accepted)


class Destination(Protocol):
    """Where turns go. Sending the same turn twice must leave what sending it once left."""

    @property
    def name(self) -> str:
        """The person's name for it, and the key of its cursor."""

    @property
    def fingerprint(self) -> str:
        """Changes when its settings do; a paused destination is tried again then."""

    @property
    def commits(self) -> int | None:
        """How often it has stored something, if it counts that. It only ever grows.

        Less than its cursor knows of says that what the cursor stands for is not there any more.
        """

    def send(self, traces: Sequence[TurnTrace]) -> Answer:
        """Deliver whole turns; `accepted` means that every span is safe there."""

    def close(self) -> None:
        """Let go of files and connections."""
