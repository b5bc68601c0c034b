"""Batches: one agent for each row of a CSV file, and the results that the agents report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from codexctl.trace.jsontext import text_of
from codexctl.trace.values import integer, tables, text
from codexctl.view.calls.call import Call
from codexctl.view.calls.record import Reader, Record, common
from codexctl.view.terminal.pad import Pad


@dataclass(frozen=True, slots=True)
class RowFailure:
    """A row whose agent failed, and the error."""

    item: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch(Record):
    """A job for all rows of a file; the counts are None until it has ended."""

    csv_path: str = ""
    output_path: str = ""
    instruction: str = ""
    job_id: str = ""
    status: str = ""
    total: int | None = None
    completed: int | None = None
    failed: int | None = None
    problem: str = ""
    failures: tuple[RowFailure, ...] = ()

    def write(self, pad: Pad) -> None:
        """Write the file, the instruction, how many rows succeeded, and the others' errors."""
        if self.total is not None:
            pad.title.append((f"{self.completed or 0} of {self.total} done", ""))
        if self.failed:
            pad.title.append((f"{self.failed} failed", "bad"))
        target = f" {pad.look.sign('arrow')} {pad.path(self.output_path)}"
        pad.line((pad.path(self.csv_path), "strong"), (target if self.output_path else "", ""))
        pad.text(self.instruction, "quiet")
        for failure in self.failures:
            pad.text(failure.problem, "bad", first=f"{failure.item}: ", keep=3)
        pad.text(self.problem, "bad")
        self.write_failure(pad)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult(Record):
    """What one agent reports for its row. `accepted` is None if the answer does not say it."""

    job_id: str = ""
    item: str = ""
    result: str = ""
    stops_job: bool = False
    accepted: bool | None = None

    def write(self, pad: Pad) -> None:
        """Write the row and what was reported for it."""
        if self.accepted is not None:
            word, style = ("accepted", "good") if self.accepted else ("not accepted", "bad")
            pad.title.append((word, style))
        if self.stops_job:
            pad.title.append(("stops the job", "warning"))
        pad.text(self.result, first=f"{self.item}: " if self.item else "")
        self.write_failure(pad)


def _batch(call: Call) -> Batch:
    given, answer = call.given, call.answer
    failures = (
        RowFailure(text(row, "source_id") or text(row, "item_id"), text(row, "last_error"))
        for row in tables(answer, "failed_item_errors")
    )
    return Batch(
        **common(call),
        csv_path=text(given, "csv_path"),
        output_path=text(answer, "output_csv_path") or text(given, "output_csv_path"),
        instruction=text(given, "instruction"),
        job_id=text(answer, "job_id"),
        status=text(answer, "status"),
        total=integer(answer, "total_items"),
        completed=integer(answer, "completed_items"),
        failed=integer(answer, "failed_items"),
        problem=text(answer, "job_error"),
        failures=tuple(failures),
    )


def _result(call: Call) -> BatchResult:
    given = call.given
    accepted = call.answer.get("accepted")
    return BatchResult(
        **common(call),
        job_id=text(given, "job_id"),
        item=text(given, "item_id"),
        result=text_of(given.get("result")),
        stops_job=given.get("stop") is True,
        accepted=accepted if isinstance(accepted, bool) else None,
    )


READERS: Mapping[str, Reader] = {
    "batch": _batch,
    "result": _result,
}
