"""What is true of the turns of a finished laboratory, found without reading a rollout.

A member that the laboratory does not know is absent, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from tests.e2e.lab.model.asked import Json
from tests.e2e.lab.model.bill import Charge, total
from tests.e2e.lab.runner import Lab, Run
from tests.e2e.lab.truth.endings import ending, ending_of_process
from tests.e2e.lab.truth.family import parent_turn, session
from tests.e2e.lab.truth.unrecorded import unrecorded


@dataclass(frozen=True, slots=True)
class Unasked:
    """A turn that asked the model nothing: of this thread, in this process."""

    turn_id: str
    thread_id: str
    run: Run


def expected_turns(lab: Lab) -> list[Json]:
    """One object per turn, in the members of a turn summary, ordered as they began."""
    charged = _by_turn(lab.server.bill)
    turns = [_charged_turn(lab, turn_id, mine) for turn_id, mine in charged.items()]
    turns += [_unnamed_turn(lab, mine) for mine in _by_run(lab.server.bill)]
    unasked = {turn.turn_id: turn for turn in _unasked(lab) if turn.turn_id not in charged}
    return sorted(
        [*turns, *(_unasked_turn(value) for value in unasked.values())],
        key=lambda turn: str(turn.get("turn_id", "")),
    )


def all_known(lab: Lab) -> bool:
    """False if there was a turn that cannot be named: an old release's review, around its child."""
    reviews = [request for request in lab.server.requests if "review" in request.child_kind]
    return all("parent_turn_id" in request.metadata for request in reviews)


def _by_turn(bill: Iterable[Charge]) -> dict[str, list[Charge]]:
    """Turn ids are unique over all threads."""
    turns: dict[str, list[Charge]] = {}
    for charge in sorted(bill, key=lambda item: item.asked.at):
        if charge.asked.turn_id is not None:
            turns.setdefault(charge.asked.turn_id, []).append(charge)
    return turns


def _by_run(bill: Iterable[Charge]) -> list[list[Charge]]:
    """Before 0.110 no request names its turn: there one process is one turn, in order."""
    runs: dict[int, list[Charge]] = {}
    for charge in sorted(bill, key=lambda item: item.asked.at):
        if charge.asked.turn_id is None:
            runs.setdefault(charge.asked.run, []).append(charge)
    return list(runs.values())


def _unnamed_turn(lab: Lab, charges: list[Charge]) -> Json:
    first, run = charges[0].asked, lab.runs[charges[0].asked.run - 1]
    ends = ending_of_process(run, charges)
    missing = unrecorded(ends["status"], charges)
    return {
        "session_id": first.thread_id,
        "thread_id": first.thread_id,
        "parent_turn_id": None,
        **ends,
        "model": _model(charges),
        **asdict(total(charges)),
        **({"unrecorded": missing} if missing else {}),
    }


def _charged_turn(lab: Lab, turn_id: str, charges: list[Charge]) -> Json:
    first = charges[0].asked
    ends = ending(lab.runs[first.run - 1], turn_id, charges)
    missing = unrecorded(ends.get("status"), charges)
    return {
        **session(first),
        "thread_id": first.thread_id,
        "turn_id": turn_id,
        **parent_turn(first, lab.server.requests),
        **ends,
        "model": _model(charges),
        **_started(charges),
        **asdict(total(charges)),
        **({"unrecorded": missing} if missing else {}),
    }


def _model(charges: list[Charge]) -> str:
    """The turn's own model: a compaction before a model switch still asks the old one."""
    own = [charge for charge in charges if charge.asked.kind == "turn"] or charges
    return str(own[-1].asked.body["model"])


def _started(charges: list[Charge]) -> Json:
    """When Codex says that it started; the rollout's line may be some milliseconds later."""
    unix_ms = charges[0].asked.metadata.get("turn_started_at_unix_ms")
    if unix_ms is None:
        return {}
    moment = datetime.fromtimestamp(unix_ms / 1000, UTC)
    return {"started_at": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def _unasked(lab: Lab) -> Iterator[Unasked]:
    """A review's outer turn, a prompt that a hook blocked, a person's own command."""
    for charge in lab.server.bill:
        told = charge.asked.metadata
        if told.get("parent_turn_id"):
            run = lab.runs[charge.asked.run - 1]
            yield Unasked(told["parent_turn_id"], told["parent_thread_id"], run)
    for call in lab.hook_calls():
        if call.event == "UserPromptSubmit":
            yield Unasked(call.input["turn_id"], call.input["session_id"], lab.run_at(call.at))
    for run in lab.runs:
        for event in run.notifications("turn/completed"):
            yield Unasked(event["params"]["turn"]["id"], event["params"]["threadId"], run)


def _unasked_turn(unasked: Unasked) -> Json:
    return {
        "session_id": unasked.thread_id,
        "thread_id": unasked.thread_id,
        "turn_id": unasked.turn_id,
        "parent_turn_id": None,
        **ending(unasked.run, unasked.turn_id, []),
        **asdict(total([])),
    }
