"""The laboratory is sound: its bill is what Codex counts, its hashes are what Codex takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from signal import SIGKILL

import pytest

from tests.e2e.lab.binary import DEFAULT_VERSION
from tests.e2e.lab.hooks import EVENTS, add_hook, trust_hash
from tests.e2e.lab.model.asked import Asked, Json
from tests.e2e.lab.model.bill import total
from tests.e2e.lab.model.items import say, shell, think
from tests.e2e.lab.model.script import step, usage
from tests.e2e.lab.runner import Lab
from tests.e2e.lab.scenarios import CATALOGUE
from tests.e2e.lab.truth.expected import expected_turns
from tests.e2e.lab.truth.family import parent_turn
from tests.e2e.lab.truth.ledger import nested_calls

pytestmark = pytest.mark.e2e

RICH = [
    "tools-parallel",
    "subagents-two",
    "subagent-v2-copied",
    "recovered",
    "compaction",
    "review",
]


def test_the_bill_equals_the_usage_that_codex_reports(codex: Path) -> None:
    with Lab(codex) as lab:
        lab.script(
            step(think("hm"), shell("echo hi"), usage=usage(1200, 40, cached=1000, reasoning=16)),
            say("done"),
        )
        run = lab.exec("go")
    reported = run.done.of("turn.completed")[0]["usage"]
    served = total(run.bill)
    assert run.rc == 0
    assert reported["input_tokens"] == served.input_tokens
    assert reported["cached_input_tokens"] == served.cached_input_tokens
    assert reported["output_tokens"] == served.output_tokens
    assert reported["reasoning_output_tokens"] == served.reasoning_output_tokens


@pytest.mark.parametrize("name", RICH)
def test_the_bill_equals_what_codex_wrote_down_response_by_response(codex: Path, name: str) -> None:
    with CATALOGUE[name].lab(codex, DEFAULT_VERSION) as lab:
        CATALOGUE[name].play(lab)
        written = {
            record["response_id"]: (record["turn_id"], record["usage"]["input_tokens"])
            for record in usage_records(lab)
        }
        billed = {
            charge.response_id: (charge.asked.turn_id, charge.usage.input)
            for charge in lab.server.bill
            if charge.usage is not None
        }
    assert written == billed


def test_what_codex_never_received_is_not_billed(codex: Path) -> None:
    with Lab(codex) as lab:
        lab.script(step(say("One word after the other."), delta_delay=0.5))
        run = lab.exec("go", stop=SIGKILL, when="streaming")
        [turn] = expected_turns(lab)
    assert [charge.outcome for charge in run.bill] == ["cut"]
    assert (turn["status"], turn["llm_calls"], turn["input_tokens"]) == ("incomplete", 0, 0)


def test_a_code_mode_script_makes_as_many_calls_as_the_scenario_says(codex: Path) -> None:
    with CATALOGUE["code-mode"].lab(codex, DEFAULT_VERSION) as lab:
        CATALOGUE["code-mode"].play(lab)
        seen = nested_calls(lab.hook_calls())
        said = sum(call.nested for charge in lab.server.bill for call in charge.calls)
    assert len(seen) == said == 5


def test_a_childs_parent_is_found_in_the_requests_of_releases_that_do_not_name_it(
    codex: Path,
) -> None:
    with CATALOGUE["subagents-two"].lab(codex, DEFAULT_VERSION) as lab:
        CATALOGUE["subagents-two"].play(lab)
        children = [request for request in lab.server.requests if request.is_child]
        requests = lab.server.requests
    told = [parent_turn(child, requests) for child in children]
    silent = [replace(child, headers=without_metadata(child)) for child in children]
    assert [parent_turn(child, requests) for child in silent] == told


def test_trusted_hooks_run_and_others_do_not(codex: Path) -> None:
    with Lab(codex, record_hooks=True) as lab:
        witness = lab.home.own / "ran"
        add_hook(lab.home.codex, "Stop", f"touch {witness}", trusted=False)
        lab.script(say("done"))
        lab.exec("go")
        events = [call.event for call in lab.hook_calls()]
        assert not witness.exists()
    assert events == [
        "SessionStart", "UserPromptSubmit", "PreModelRequest", "PostModelRequest", "Stop",
        "SessionEnd",
    ]  # fmt: skip


def test_the_trust_hash_is_the_one_that_codex_shows(codex: Path) -> None:
    with Lab(codex) as lab:
        for event in EVENTS:
            add_hook(lab.home.codex, event, "echo Größe", timeout=7)
        with lab.app_server() as server:
            listed = server.request("hooks/list", {"cwds": [str(lab.home.work)]})
    hooks = listed["data"][0]["hooks"]
    ours = {trust_hash(event, "echo Größe", 7) for event in EVENTS}
    assert {hook["currentHash"] for hook in hooks} == ours
    assert {hook["trustStatus"] for hook in hooks} == {"trusted"}


def without_metadata(asked: Asked) -> dict[str, str]:
    """The headers of a request as an old release sends them: no word of parents."""
    metadata = {"session_id": asked.session_id, "thread_id": asked.thread_id}
    mute = {"x-codex-parent-thread-id", "x-codex-turn-metadata"}
    headers = {name: value for name, value in asked.headers.items() if name not in mute}
    return headers | {"x-codex-turn-metadata": json.dumps(metadata)}


def usage_records(lab: Lab) -> Iterator[Json]:
    """The token_usage_record lines of all rollouts of a laboratory."""
    for path in lab.home.rollouts():
        for line in path.read_text().splitlines():
            record = json.loads(line)
            if record["type"] == "token_usage_record":
                yield record["payload"]
