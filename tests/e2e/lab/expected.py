"""What is true of a finished laboratory, from what was served, from Codex's own results and hook inputs.

Nothing here reads a rollout. A field that the laboratory does not know is absent, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from signal import SIGINT

from tests.e2e.lab.asked import Json
from tests.e2e.lab.bill import Charge, total
from tests.e2e.lab.runner import Lab, Run

Key = tuple[str, str]

ERROR_BY_STATUS = {500: "internal_server_error", 400: "other", 401: "http_connection_failed"}
ERROR_BY_CODE = {
    "usage_limit_reached": "usage_limit_exceeded",
    "context_length_exceeded": "context_window_exceeded",
}


def expected_turns(lab: Lab) -> list[Json]:
    """One object per turn, in the members of a turn summary, ordered as they began."""
    charges = _by_turn(lab.server.bill)
    return [_turn(lab, key, mine) for key, mine in charges.items()]


def _by_turn(bill: Iterable[Charge]) -> dict[Key, list[Charge]]:
    turns: dict[Key, list[Charge]] = {}
    for charge in sorted(bill, key=lambda one: one.asked.at):
        if charge.asked.turn_id is not None:
            turns.setdefault((charge.asked.thread_id, charge.asked.turn_id), []).append(charge)
    return turns


def _turn(lab: Lab, key: Key, charges: list[Charge]) -> Json:
    asked = charges[0].asked
    ends = _ending(lab.runs[asked.run - 1], charges)
    turn: Json = {"session_id": asked.session_id, "thread_id": key[0], "turn_id": key[1]}
    turn |= _parent(charges) | ends | {"model": _model(charges)} | _started(charges)
    return turn | asdict(total(charges))


def _parent(charges: list[Charge]) -> Json:
    """The parent turn: Codex names it to the server (seen from 0.162 on); a root turn has none."""
    asked = charges[0].asked
    if "root_turn_id" in asked.metadata or not asked.is_child:
        return {"parent_turn_id": asked.metadata.get("parent_turn_id")}
    return {}


def _model(charges: list[Charge]) -> str:
    """The model of the turn's own requests; a compaction before a model switch still asks the old one."""
    own = [charge for charge in charges if charge.asked.kind == "turn"] or charges
    return str(own[-1].asked.body["model"])


def _started(charges: list[Charge]) -> Json:
    """When Codex says that it started the turn; the rollout's line may be some milliseconds later."""
    unix_ms = charges[0].asked.metadata.get("turn_started_at_unix_ms")
    if unix_ms is None:
        return {}
    moment = datetime.fromtimestamp(unix_ms / 1000, UTC)
    return {"started_at": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def _ending(run: Run, charges: list[Charge]) -> Json:
    """status and error, as far as they are known."""
    told = _told_by_app_server(run, charges[0].asked.turn_id)
    if told is not None:
        return told
    if charges[0].asked.is_child:
        return _child_ending(run, charges)
    if run.done.stopped_by is not None:
        return {"status": "interrupted" if run.done.stopped_by is SIGINT else "incomplete", "error": None}
    if run.done.of("turn.completed"):
        return {"status": "completed", "error": None}
    return {"status": "failed", **_error(charges)} if run.done.of("turn.failed") else {}


def _child_ending(run: Run, charges: list[Charge]) -> Json:
    """A child's turn is over when the model answered it without a call; else it is known only if it failed."""
    last = charges[-1]
    if last.outcome == "completed" and not last.calls:
        return {"status": "completed", "error": None}
    if last.outcome in {"http_error", "failed"} and run.rc == 0:
        return {"status": "failed", **_error(charges)}
    return {}


def _told_by_app_server(run: Run, turn_id: str | None) -> Json | None:
    """The app-server reports each turn's end with its status and error kind."""
    for event in run.notifications("turn/completed"):
        turn = event["params"]["turn"]
        if turn["id"] == turn_id:
            status = {"inProgress": "incomplete"}.get(turn["status"], turn["status"])
            return {"status": status, "error": _kind((turn.get("error") or {}).get("codexErrorInfo"))}
    return None


def _kind(info: object) -> str | None:
    """codexErrorInfo is a camelCase name, or an object with that name as its only key."""
    name = next(iter(info), None) if isinstance(info, dict) else info
    return re.sub(r"(?<!^)(?=[A-Z])", "_", str(name)).lower() if name else None


def _error(charges: list[Charge]) -> Json:
    """The error kind that Codex gives for the last thing that it was served."""
    last = charges[-1]
    if last.error_code in ERROR_BY_CODE:
        return {"error": ERROR_BY_CODE[last.error_code]}
    if last.outcome in {"dropped", "incomplete"}:
        return {"error": "other"}
    if last.status == 429:
        return {"error": "response_too_many_failed_attempts"}
    return {"error": ERROR_BY_STATUS[last.status]} if last.status in ERROR_BY_STATUS else {}
