from __future__ import annotations

from codexctl.codex.hooks.events import BY_NAME, EVENTS


def test_there_are_fourteen_events_in_codex_own_order() -> None:
    assert [event.snake for event in EVENTS] == [
        "pre_model_request",
        "post_model_request",
        "pre_tool_use",
        "permission_request",
        "post_tool_use",
        "pre_compact",
        "post_compact",
        "session_start",
        "session_end",
        "user_prompt_submit",
        "subagent_start",
        "subagent_stop",
        "stop",
        "interrupt",
    ]


def test_app_server_spells_them_in_camel_case() -> None:
    assert BY_NAME["UserPromptSubmit"].camel == "userPromptSubmit"


def test_a_timeout_of_zero_becomes_one_second() -> None:
    assert BY_NAME["Stop"].timeout(0) == 1


def test_a_missing_timeout_is_ten_minutes() -> None:
    assert BY_NAME["Stop"].timeout(None) == 600


def test_the_last_events_have_one_second_and_at_most_three() -> None:
    for name in ("SessionEnd", "Interrupt"):
        event = BY_NAME[name]
        assert [event.timeout(written) for written in (None, 0, 2, 600)] == [1, 1, 2, 3]
