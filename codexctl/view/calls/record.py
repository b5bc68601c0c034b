"""What every reader's record has in common, and the record of a tool nobody has heard of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from codexctl.view.calls.call import Call
from codexctl.view.calls.envelope import opened
from codexctl.view.terminal.pad import Pad


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(ABC):
    """One call by meaning. `error` is empty exactly when it did not fail.

    `output` is the text that the model was given, without Codex's envelope.
    """

    name: str
    error: str = ""
    exit_code: int | None = None
    output: str = ""

    @abstractmethod
    def write(self, pad: Pad) -> None:
        """Write the record's card: what was not captured leaves no line."""

    def write_failure(self, pad: Pad) -> None:
        """Write what the model was told, if the call failed."""
        if self.error:
            pad.text(self.output, "bad")


# A reader gives a record whatever the call holds: it comes from a file that anybody may have made.
Reader = Callable[[Call], Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCall(Record):
    """A tool without a reader of its own: what went in, as text."""

    arguments: str = ""

    def write(self, pad: Pad) -> None:
        """What went in and what came out, as it is."""
        pad.text(self.arguments, "strong", keep=4)
        pad.block(self.output, "bad" if self.error else "")


def common(call: Call, output: str | None = None) -> dict[str, Any]:
    """The fields of `Record` for a call, to be given to a record's constructor.

    `output` is what is left without Codex's envelope; None for the whole.
    """
    return {
        "name": call.name,
        "error": call.error,
        "exit_code": call.exit_code,
        "output": call.output if output is None else output,
    }


def read_other(call: Call) -> OtherCall:
    """Read a call of an unknown tool."""
    return OtherCall(**common(call, opened(call.output).body), arguments=call.arguments)
