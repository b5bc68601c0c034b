from __future__ import annotations

from codexctl.codex.notify.entry import notify_program


def test_notify_is_one_command_with_its_arguments() -> None:
    assert notify_program({"notify": ["prog", "-a"]}) == ("prog", "-a")


def test_an_empty_list_is_a_value_and_anything_else_is_none() -> None:
    assert notify_program({"notify": []}) == ()
    for config in ({}, {"notify": "prog"}, {"notify": [1]}):
        assert notify_program(config) is None
