"""A variable of ours that nobody can read tightens silently inside Codex; a person is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.checks import Check, State
from codexctl.health.machine import environment
from tests.health.test_recipe_check import here


def said(home: Path, **environ: str) -> list[Check]:
    return list(environment.CHECK.look(replace(here(home), environ=environ)))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CODEXCTL_CAPTURE", "redcated", ("redcated", "did you mean redacted?", "metadata holds")),
        ("CODEXCTL_CAPTURE", "FULL", ("metadata, redacted, full", "did you mean full?")),
        ("CODEXCTL_EXCLUDE", "prompts,respones", ("respones", "responses", "all categories")),
    ],
)
def test_a_word_that_is_none_is_named_with_what_holds_instead(
    tmp_path: Path, name: str, value: str, words: tuple[str, ...]
) -> None:
    (check,) = said(tmp_path, **{name: value})
    assert (check.id, check.state) == ("environment.valid", State.problem)
    assert check.summary.startswith(f"{name}: ")
    assert all(word in check.summary for word in words)
    assert check.remedy == f"unset {name}"


def test_both_are_named(tmp_path: Path) -> None:
    found = said(tmp_path, CODEXCTL_CAPTURE="some", CODEXCTL_EXCLUDE="all")
    assert [check.remedy for check in found] == [
        "unset CODEXCTL_CAPTURE", "unset CODEXCTL_EXCLUDE"
    ]  # fmt: skip


@pytest.mark.parametrize("environ", [
    {}, {"CODEXCTL_CAPTURE": "", "CODEXCTL_EXCLUDE": ""},
    {"CODEXCTL_CAPTURE": "metadata", "CODEXCTL_EXCLUDE": " prompts , paths ,"},
])  # fmt: skip
def test_nothing_is_said_of_what_can_be_read(tmp_path: Path, environ: dict[str, str]) -> None:
    assert said(tmp_path, **environ) == []
