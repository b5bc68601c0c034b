from __future__ import annotations

from typing import Any

import pytest

from codexctl.codex.asking.feature_list import (
    DEFAULT,
    PINNED,
    Flag,
    check_known,
    read_rows,
    with_sources,
    without_effect,
    written_flags,
)
from codexctl.errors import UsageError
from tests.codex.asking.test_judge import FILE, PROJECT, layer, seen

TABLE = """\
apply_patch_freeform                     removed            false
apps                                     stable             true
agent_message_board                      under development  false
hooks                                    stable             true
guardianv2.thread_context                experimental       false
"""
FLAGS = read_rows(TABLE)


def test_codex_table_is_read_row_by_row() -> None:
    assert len(FLAGS) == 5
    assert FLAGS[2] == Flag("agent_message_board", "under development", value=False)


def test_the_source_is_the_highest_layer_that_names_the_flag_by_any_name() -> None:
    users = {"codex_hooks": True, "apps": True, "guardianv2": {"thread_context": True}}
    found = seen(
        layer(PROJECT, {"features": {"apps": False}}),
        layer(FILE, {"features": users}),
        required={"featureRequirements": {"agent_message_board": False}},
    )  # fmt: skip
    sources = {flag.name: flag.source for flag in with_sources(FLAGS, found)}
    assert sources == {
        "apply_patch_freeform": DEFAULT,
        "apps": str(PROJECT),
        "agent_message_board": PINNED,
        "hooks": str(FILE),
        "guardianv2.thread_context": str(FILE),
    }


def test_a_layer_that_is_switched_off_is_no_source() -> None:
    found = seen(layer(PROJECT, {"features": {"apps": False}}, "not trusted"))
    assert with_sources(FLAGS, found)[1].source == DEFAULT


@pytest.mark.parametrize("name", ["hooks", "codex_hooks", "agent_message_board"])
def test_flags_are_known_by_their_old_names_too(name: str) -> None:
    check_known(name, FLAGS)


def test_a_flag_that_codex_does_not_have_gets_a_guess() -> None:
    with pytest.raises(UsageError, match="this Codex has no feature hoks") as error:
        check_known("hoks", FLAGS)
    assert error.value.hint.startswith("did you mean hooks?")


def test_without_codex_our_own_list_counts() -> None:
    check_known("apps", ())
    with pytest.raises(UsageError, match="codexctl knows of no feature"):
        check_known("no_such_thing_at_all", ())


def test_a_removed_feature_is_worth_a_note() -> None:
    assert list(without_effect("apps", FLAGS)) == []
    assert "ignores it" in next(without_effect("apply_patch_freeform", FLAGS))


def test_what_files_set_is_told_without_codex_the_highest_first() -> None:
    files: dict[str, dict[str, Any]] = {
        "/p/config.toml": {"features": {"apps": False, "table": {"enabled": True}}},
        "/u/config.toml": {"features": {"apps": True, "codex_hooks": True}},
    }
    assert written_flags(files) == (
        Flag("apps", "", value=False, source="/p/config.toml"),
        Flag("hooks", "", value=True, source="/u/config.toml"),
    )
