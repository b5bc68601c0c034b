"""A person who takes their time to answer, and service tiers: what the real Codex makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codexctl.trace.spans.span import Span
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.mcp_server import as_config
from tests.e2e.lab.model.items import Item, call, code, mcp, patch, say, shell
from tests.e2e.lab.runner import Lab
from tests.trace.recorded import traces

pytestmark = pytest.mark.e2e

_THINKS_S = 1.5
_RIGHTS = {"sandbox_permissions": "require_escalated", "justification": "I want to"}
_PATCH = "*** Add File: a\n+a"
_QUESTION = {
    "id": "colour",
    "header": "Colour",
    "question": "Which one?",
    "options": [{"label": "Red", "description": "warm"}, {"label": "Blue", "description": "cold"}],
}
_PLAN = {"mode": "plan", "settings": {"model": "gpt-5.5"}}


def spans_of(lab: Lab, item: Item, decision: str = "accept", **options: Any) -> list[Span]:
    """The spans of a turn in which a person is asked and thinks about it."""
    lab.script(item, say("Thanks."))
    model = options.pop("model", {})
    with lab.app_server(decision=decision) as server:
        server.thinks_s = _THINKS_S
        thread = server.start_thread(approvalPolicy="on-request", sandbox="read-only", **model)
        text = [{"type": "text", "text": "Ask me"}]
        server.request("turn/start", {"threadId": thread, "input": text, **options})
        server.wait_for("turn/completed")
    (turn,) = traces(lab.home.codex)
    return list(turn.spans)


def waits(spans: list[Span]) -> dict[str, tuple[bool, bool]]:
    """By span: whether the person's time is beside it, and whether its own is without."""
    return {
        span.name: (
            1_400 <= span.attributes.get("codex.person.wait_ms", 0) <= 1_000 * 20,
            span.ended - span.started < 1_400_000_000,
        )
        for span in spans
        if not span.name.startswith("chat")
    }


@pytest.mark.parametrize("version", ["0.169.0", "0.142.0", "0.130.0"])
@pytest.mark.parametrize("decision", ["accept", "decline"])
def test_a_command_is_not_charged_with_the_time_of_the_person_who_was_asked(
    version: str, decision: str
) -> None:
    with Lab(codex_binary(version)) as lab:
        spans = spans_of(lab, shell("sleep 0.1; echo hi", **_RIGHTS), decision)
    assert waits(spans) == {
        "invoke_agent codex": (True, False),
        "execute_tool exec_command": (True, True),
    }


@pytest.mark.parametrize("decision", ["accept", "decline"])
def test_neither_is_a_patch(lab: Lab, decision: str) -> None:
    assert waits(spans_of(lab, patch(_PATCH), decision))["execute_tool apply_patch"] == (True, True)


def test_neither_is_a_command_whose_approval_was_cancelled(lab: Lab) -> None:
    spans = spans_of(lab, shell("echo hi", **_RIGHTS), "cancel")
    assert waits(spans)["execute_tool exec_command"] == (True, True)


def test_neither_is_a_command_that_a_script_asked_for(lab: Lab) -> None:
    rights = 'sandbox_permissions: "require_escalated", justification: "x"'
    script = f'const r = await tools.exec_command({{cmd: "echo hi", {rights}}}); text(r.output)'
    spans = spans_of(lab, code(script, 1), model={"model": "gpt-5.6-sol"})
    assert waits(spans)["execute_tool exec_command"] == (True, True)
    (outer,) = [span for span in spans if span.name == "execute_tool exec"]
    within = outer.attributes["codex.person.wait_within_ms"]
    assert 1_400 <= within <= (outer.ended - outer.started) / 1e6
    assert (outer.ended - outer.started) / 1e6 - within < 1_400


def test_of_a_tool_of_a_server_the_approval_is_the_persons_and_its_own_question_is_not_told_apart(
    codex: Path,
) -> None:
    """Codex records how long the server's tool took, its question included, and no question."""
    with Lab(codex, tables=as_config("lab")) as lab:
        spans = spans_of(lab, mcp("lab", "ask", {}))
    (tool,) = [span for span in spans if span.name == "execute_tool ask"]
    assert 1_400 <= tool.attributes["codex.person.wait_ms"] <= 2_900  # the approval, once
    assert 1.4 <= (tool.ended - tool.started) / 1e9 <= 2.9  # the question


def test_a_turn_killed_with_a_question_open_claims_neither_waiting_nor_work(lab: Lab) -> None:
    """No line tells that it was asked, nor how long: the last one is older than the question."""
    lab.script(shell("echo hi", **_RIGHTS))
    with lab.app_server() as server:
        server.thinks_s, server.dies_asking = _THINKS_S, True
        thread = server.start_thread(approvalPolicy="on-request", sandbox="read-only")
        server.start_turn(thread, "Ask me")
        server.process.wait(20)
    (turn,) = traces(lab.home.codex)
    (tool,) = [span for span in turn.spans if span.name == "execute_tool exec_command"]
    assert (turn.summary["status"], tool.error_type) == ("incomplete", "incomplete")
    assert tool.ended - tool.started < 1_000_000_000
    assert tool.attributes["codex.time.inferred"] is True
    assert not any("codex.person.wait_ms" in span.attributes for span in turn.spans)


def test_the_time_of_a_question_is_the_persons(lab: Lab) -> None:
    question = call("request_user_input", {"questions": [_QUESTION]})
    spans = spans_of(lab, question, collaborationMode=_PLAN)
    assert waits(spans)["execute_tool request_user_input"] == (True, True)


def test_the_tier_of_each_turn_is_that_of_its_model_calls(lab: Lab) -> None:
    lab.script(say("One."), say("Two."), say("Three."))
    with lab.app_server() as server:
        thread = server.start_thread(serviceTier="flex")
        for tier in ({}, {"serviceTier": "fast"}, {"serviceTier": None}):
            text = [{"type": "text", "text": "Go"}]
            asked = {"threadId": thread, "input": text, **tier}
            turn_id = server.request("turn/start", asked)["turn"]["id"]
            server.wait_for("turn/completed", lambda one, its=turn_id: one["turn"]["id"] == its)
    spans = [span for turn in traces(lab.home.codex) for span in turn.spans]
    tiers = [
        span.attributes.get("openai.request.service_tier")
        for span in spans
        if span.kind == "CLIENT"
    ]
    assert tiers == ["flex", "priority", "default"]
