"""A difference as somebody who is to agree to it sees it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codexctl.cli.edits.agreeing import NO, SHOW, YES, agree_or_go_back, key_lines
from codexctl.cli.edits.shown import in_reading_order, shown
from codexctl.edit.plan import FileEdit, Plan
from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate
from codexctl.wizard.question import Around, Back, Question

SECRET = "sk-live-51HxQw8Z1bT4mC2yJ7pN"


@pytest.fixture
def where(tmp_path: Path) -> Locations:
    return locate({"HOME": str(tmp_path), "CODEXCTL_HOME": str(tmp_path / "ctl")})


@pytest.fixture
def plan(where: Locations) -> Plan:
    """Ours first, as plans are made; a secret stands beside what changes in the person's file."""
    before = f'model = "gpt-5.5"\nOPENAI_API_KEY = "{SECRET}"\n'.encode()
    return Plan(
        (
            FileEdit(where.hook_script, None, b"#!/bin/sh\nexit 0\n"),
            FileEdit(where.settings_toml, b"a = 1\nb = 2\n", b"a = 1\nb = 3\nc = 4\n"),
            FileEdit(where.config_toml, before, before + b"x = 1\n"),
        ),
        "setup",
    )


def test_a_persons_files_come_before_ours(plan: Plan, where: Locations) -> None:
    names = [edit.path.name for edit in in_reading_order(plan, where).edits]
    assert names == ["config.toml", "hook.sh", "settings.toml"]


def test_folded_our_files_have_a_line_each(plan: Plan, where: Locations) -> None:
    *_, script, settings = shown(plan, where, folded=True)
    assert script == f"{where.hook_script}: new file, 2 lines"
    assert settings == f"{where.settings_toml}: +2 -1 lines"


def test_folded_or_not_the_persons_files_are_whole(plan: Plan, where: Locations) -> None:
    assert "+x = 1" in list(shown(plan, where, folded=True))
    whole = list(shown(plan, where, folded=False))
    assert {"+x = 1", "+exit 0", "+c = 4"} <= set(whole)


@pytest.mark.parametrize("folded", [True, False])
def test_a_secret_beside_what_changes_is_hidden(plan: Plan, where: Locations, folded: bool) -> None:
    assert SECRET not in "\n".join(shown(plan, where, folded=folded))


def test_a_key_for_the_keyring_is_named_by_its_destination() -> None:
    assert key_lines({"langfuse": SECRET}) == ["keyring: the key for langfuse that you typed"]


def agreed(plan: Plan, where: Locations, *script: Any, **keys: str) -> list[Question]:
    asked: list[Question] = []
    said = iter(script)

    def put(question: Question, around: Around) -> Any:
        asked.append(question)
        answer = next(said)
        if answer is Back:
            assert around.may_go_back
            raise Back
        return answer

    agree_or_go_back(plan, keys, where, put, may_go_back=True)
    return asked


def test_the_whole_of_it_is_shown_as_often_as_somebody_wants(
    plan: Plan, where: Locations, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(agreed(plan, where, SHOW, SHOW, YES)) == 3
    assert capsys.readouterr().out.count("+exit 0") == 2


def test_a_no_changes_nothing(plan: Plan, where: Locations) -> None:
    with pytest.raises(CodexctlError, match="nothing was changed"):
        agreed(plan, where, NO)


def test_somebody_can_go_back(plan: Plan, where: Locations) -> None:
    with pytest.raises(Back):
        agreed(plan, where, Back)


def test_the_question_says_what_a_yes_changes(plan: Plan, where: Locations) -> None:
    (question,) = agreed(plan, where, YES, langfuse=SECRET)
    assert question.choices[0].text.startswith("Yes: change 3 files and 1 key in the keyring")
    (question,) = agreed(Plan((), "setup"), where, YES, langfuse=SECRET)
    assert [choice.value for choice in question.choices] == [YES, NO]
