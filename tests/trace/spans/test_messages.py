"""Prompts, answers and calls as messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codexctl.trace.spans.messages import structured
from codexctl.trace.spans.placement import Links, place
from codexctl.trace.spans.project import project
from codexctl.trace.spans.span import Span
from tests.trace.writing import Rollout

INPUT, OUTPUT = "gen_ai.input.messages", "gen_ai.output.messages"


def spans(rollout: Rollout) -> list[Span]:
    turn = rollout.only()
    return list(project(turn, place(turn, Links()), {}))


def of(rollout: Rollout, name: str) -> list[Mapping[str, Any]]:
    """The attributes of the spans whose names begin so."""
    return [span.attributes for span in spans(rollout) if span.name.startswith(name)]


def test_the_agent_span_has_the_prompt_and_the_answer() -> None:
    (agent,) = of(Rollout().started("t").prompt("Why?").said("So.").spent("r").ended(), "invoke")
    assert agent[INPUT] == [{"role": "user", "parts": [{"type": "text", "content": "Why?"}]}]
    (answer,) = agent[OUTPUT]
    assert (answer["role"], answer["finish_reason"]) == ("assistant", "stop")
    assert (agent["input.value"], agent["output.value"]) == ("Why?", "Done.")


def test_a_steered_turn_has_every_prompt() -> None:
    agent = of(Rollout().started("t").prompt("One").prompt("Two").ended(), "invoke")[0]
    assert len(agent[INPUT]) == 2
    assert agent["input.value"] == "One\n\nTwo"


def test_a_chat_span_has_thoughts_words_and_calls_in_the_order_of_the_schema() -> None:
    thought = [{"type": "summary_text", "text": "Hm."}]
    rollout = Rollout().started("t").response("reasoning", summary=thought).said("Look:")
    rollout.called("c", "exec_command", arguments='{"cmd":"ls"}').spent("r").answered("c").ended()
    (message,) = of(rollout, "chat")[0][OUTPUT]
    assert message["finish_reason"] == "tool_call"
    assert message["parts"] == [
        {"type": "reasoning", "content": "Hm."},
        {"type": "text", "content": "Look:"},
        {"type": "tool_call", "id": "c", "name": "exec_command", "arguments": {"cmd": "ls"}},
    ]


def test_hosted_calls_are_the_servers() -> None:
    action = {"type": "search", "query": "x"}
    rollout = Rollout().started("t").response("web_search_call", id="w", action=action).spent("r")
    (part,) = of(rollout.ended(), "chat")[0][OUTPUT][0]["parts"]
    assert (part["type"], part["name"]) == ("server_tool_call", "web_search")
    assert part["server_tool_call"] == {"type": "web_search", "arguments": action}


def test_calls_with_the_same_id_keep_their_own_arguments() -> None:
    rollout = Rollout().started("t").called("c", arguments='{"n":1}').spent("r1").answered("c")
    rollout.called("c", arguments='{"n":2}').spent("r2").answered("c").ended()
    parts = [attributes[OUTPUT][0]["parts"][0] for attributes in of(rollout, "chat")]
    assert [part["arguments"] for part in parts] == [{"n": 1}, {"n": 2}]


def test_a_response_that_was_cut_ended_as_its_turn_did() -> None:
    rollout = Rollout().started("t").said("Half").event("turn_aborted", turn_id="t")
    (chat,) = [span for span in spans(rollout) if span.name.startswith("chat")]
    assert chat.error_type == "interrupted"
    assert chat.attributes["gen_ai.response.finish_reasons"] == ["error"]


def test_the_last_words_of_a_failed_turn_are_an_error_its_calls_before_are_not() -> None:
    error = {"message": "x", "codex_error_info": "other"}
    rollout = Rollout().started("t").called("c").spent("r1").answered("c").said("Half").spent("r2")
    rollout.ended(error=error, last_agent_message=None)
    chats = [span for span in spans(rollout) if span.name.startswith("chat")]
    assert [chat.error_type for chat in chats] == ["", "other"]


def test_a_response_without_usage_in_a_good_turn_is_fine() -> None:
    (chat,) = [s for s in spans(Rollout().started("t").said("x").ended()) if s.kind == "CLIENT"]
    assert (chat.error_type, chat.attributes["gen_ai.response.finish_reasons"]) == ("", ["stop"])
    assert not any(name.startswith("gen_ai.usage") for name in chat.attributes)


def test_arguments_are_the_object_that_they_are_or_else_their_text() -> None:
    assert structured('{"a":[1]}') == {"a": [1]}
    assert structured("{not json") == "{not json"
    assert structured("7") == "7"
    assert structured("[" * 150 + "]" * 150) == "[nested too deeply]"
