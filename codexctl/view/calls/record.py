"""What the records of all readers have in common, and the record of an unknown tool."""

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
    """The meaning of one call. `error` is empty if and only if it did not fail.

    `output` is the text that the model got, without Codex's envelope.
    """

    name: str
    error: str = ""
    exit_code: int | None = None
    output: str = ""

    @abstractmethod
    def write(self, pad: Pad) -> None:
        """Write the record's card; there is no line for what was not captured."""

    def write_failure(self, pad: Pad) -> None:
        """Write the output, if the call failed."""
        if self.error:
            pad.text(self.output, "bad")


# A reader must return a record for every call: anybody may have written the rollout.
Reader = Callable[[Call], Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCall(Record):
    """A call of a tool without a reader; its arguments are shown as text."""

    arguments: str = ""

    def write(self, pad: Pad) -> None:
        """Write arguments and output as they are."""
        pad.text(self.arguments, "strong", keep=4)
        pad.block(self.output, "bad" if self.error else "")


def common(call: Call, output: str | None = None) -> dict[str, Any]:
    """The fields of `Record` for a call, as arguments for a record's constructor.

    `output` is the output without Codex's envelope; None for the whole output.
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
