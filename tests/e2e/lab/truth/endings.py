"""How a turn ended: from what Codex's process said and did, and from what it was served last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from signal import SIGINT

from tests.e2e.lab.model.asked import Json
from tests.e2e.lab.model.bill import Charge
from tests.e2e.lab.runner import Run

ERROR_BY_STATUS = {
    400: "other",
    401: "http_connection_failed",
    429: "response_too_many_failed_attempts",
    500: "internal_server_error",
}
ERROR_BY_CODE = {
    "usage_limit_reached": "usage_limit_exceeded",
    "context_length_exceeded": "context_window_exceeded",
}
"""What Codex 0.169 was seen to make of what it is served."""


def ending(run: Run, turn_id: str, charges: Sequence[Charge]) -> Json:
    """`status` and `error` of a turn of this process, as far as they are known."""
    told = _told_by_app_server(run, turn_id)
    if told is not None:
        return told
    if charges and charges[0].asked.is_child:
        return _child_ending(run, charges)
    if run.done.stopped_by is not None:
        by_hand = run.done.stopped_by is SIGINT
        return {"status": "interrupted" if by_hand else "incomplete", "error": None}
    if run.done.of("turn.completed"):
        return {"status": "completed", "error": None}
    return {"status": "failed", **_error(charges)} if run.done.of("turn.failed") else {}


def ending_of_process(run: Run, charges: Sequence[Charge]) -> Json:
    """`status` of the only turn of a process, in releases whose `--json` does not tell it."""
    if run.done.stopped_by is not None:
        by_hand = run.done.stopped_by is SIGINT
        return {"status": "interrupted" if by_hand else "incomplete", "error": None}
    is_answered = charges[-1].outcome == "completed" and not charges[-1].calls
    return {"status": "completed" if is_answered else "failed", "error": None}


def _child_ending(run: Run, charges: Sequence[Charge]) -> Json:
    """A child's turn is over when the model answered it without a call; nobody reports the rest."""
    last = charges[-1]
    if last.outcome == "completed" and not last.calls:
        return {"status": "completed", "error": None}
    if last.outcome in {"http_error", "failed"} and run.rc == 0:
        return {"status": "failed", **_error(charges)}
    return {}


def _told_by_app_server(run: Run, turn_id: str) -> Json | None:
    """The app-server reports each turn's end with its status and error kind."""
    for event in run.notifications("turn/completed"):
        turn = event["params"]["turn"]
        if turn["id"] == turn_id:
            status = {"inProgress": "incomplete"}.get(turn["status"], turn["status"])
            error = (turn.get("error") or {}).get("codexErrorInfo")
            return {"status": status, "error": _kind(error)}
    return None


def _kind(info: object) -> str | None:
    """CodexErrorInfo is a camelCase name, or an object with that name as its only key."""
    name = next(iter(info), None) if isinstance(info, dict) else info
    return re.sub(r"(?<!^)(?=[A-Z])", "_", str(name)).lower() if name else None


def _error(charges: Sequence[Charge]) -> Json:
    """The error kind that Codex gives for the last thing that it was served; {} if not known."""
    if not charges:
        return {}
    last = charges[-1]
    known = ERROR_BY_CODE.get(last.error_code)
    if known is None and last.outcome in {"dropped", "incomplete"}:
        known = "other"
    known = known or ERROR_BY_STATUS.get(last.status)
    return {"error": known} if known else {}
