"""Batches over a CSV file; Codex 0.169 offers them to no model any more."""

from __future__ import annotations

from codexctl.view.calls.batches import RowFailure
from tests.view.calls.material import made

ASKED = {"csv_path": "in.csv", "instruction": "Check {url}", "id_column": "id"}


def test_a_batch_counts_its_rows() -> None:
    answer = {
        "job_id": "j1",
        "status": "completed",
        "output_csv_path": "/srv/out.csv",
        "total_items": 3,
        "completed_items": 2,
        "failed_items": 1,
        "job_error": None,
        "failed_item_errors": [{"item_id": "row-2", "source_id": None, "last_error": "timed out"}],
    }
    batch = made("spawn_agents_on_csv", ASKED, answer)
    assert (batch.csv_path, batch.instruction) == ("in.csv", "Check {url}")
    assert (batch.job_id, batch.status, batch.output_path) == ("j1", "completed", "/srv/out.csv")
    assert (batch.total, batch.completed, batch.failed) == (3, 2, 1)
    assert batch.failures == (RowFailure("row-2", "timed out"),)


def test_a_batch_that_could_not_start_has_no_counts() -> None:
    output = "failed to read csv input in.csv: No such file"
    batch = made("spawn_agents_on_csv", ASKED, output, error_type="_OTHER")
    assert (batch.total, batch.job_id, batch.output) == (None, "", output)


def test_an_agent_reports_the_result_of_its_row() -> None:
    result = made(
        "report_agent_job_result",
        {"job_id": "j1", "item_id": "row-1", "result": {"ok": True}, "stop": True},
        {"accepted": True},
    )
    assert (result.job_id, result.item, result.result) == ("j1", "row-1", '{"ok":true}')
    assert (result.accepted, result.stops_job) == (True, True)
    failed = made("report_agent_job_result", {"job_id": "j1"}, "job not found", error_type="_OTHER")
    assert (failed.accepted, failed.output, failed.error) == (None, "job not found", "_OTHER")
