from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.codex.asking.requirements import NONE, Requirements, from_answer, read_requirements
from codexctl.errors import DocumentError


def test_no_file_requires_nothing(tmp_path: Path) -> None:
    assert read_requirements(tmp_path / "requirements.toml") == NONE


@pytest.mark.parametrize("table", ["features", "feature_requirements"])
def test_the_file_can_silence_users_hooks_and_pin_the_feature(tmp_path: Path, table: str) -> None:
    path = tmp_path / "requirements.toml"
    path.write_text(f"allow_managed_hooks_only = true\n[{table}]\nhooks = false\n")
    assert read_requirements(path) == Requirements(managed_hooks_only=True, hooks_pinned=False)


def test_a_file_that_does_not_parse_is_named(tmp_path: Path) -> None:
    path = tmp_path / "requirements.toml"
    path.write_text("x =")
    with pytest.raises(DocumentError, match=r"requirements\.toml"):
        read_requirements(path)


def test_codex_answer_is_read_the_same_way() -> None:
    assert from_answer({"requirements": None}) == NONE
    answer = {
        "requirements": {"allowManagedHooksOnly": True, "featureRequirements": {"hooks": True}}
    }
    assert from_answer(answer) == Requirements(managed_hooks_only=True, hooks_pinned=True)
    assert from_answer({"requirements": {"allowManagedHooksOnly": None}}) == NONE
