from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.edit.intent.wanted import Intent, TrustChoice
from codexctl.edit.parts.codex_files import read_contents, understood
from codexctl.edit.plans.notes import notes
from tests.edit.machine import Machine, machine


@pytest.fixture
def box(tmp_path: Path) -> Machine:
    return machine(tmp_path)


def noted(box: Machine, intent: Intent) -> tuple[str, ...]:
    path = intent.hooks_path(box.locations)
    return notes(intent, understood(read_contents(box.locations, (path,)), box.locations, path))


def test_a_plain_setup_needs_no_note(box: Machine) -> None:
    assert noted(box, Intent()) == ()


@pytest.mark.parametrize(
    ("intent", "said"),
    [
        (Intent(trust=TrustChoice.ask), "until you review it"),
        (Intent(trust=TrustChoice.bypass), "no Codex version that was tested"),
        (Intent(project=Path("/repository")), "once you trust the folder /repository"),
    ],
)
def test_a_choice_with_a_catch_is_told(box: Machine, intent: Intent, said: str) -> None:
    (note,) = noted(box, intent)
    assert said in note


def test_the_hook_for_all_turns_stays_beside_that_of_a_repository(box: Machine) -> None:
    intent = Intent(project=Path("/repository"))
    path = intent.hooks_path(box.locations)
    files = understood(read_contents(box.locations, (path,)), box.locations, path)
    said = notes(intent, files, everywhere=True)
    assert "codexctl uninstall first" in said[-1]


def test_a_bypass_that_was_written_once_is_pointed_at(box: Machine) -> None:
    box.setup(Intent(trust=TrustChoice.bypass))
    (note,) = noted(box, Intent())
    assert "codexctl config unset bypass_hook_trust" in note


def test_hooks_in_both_files_make_codex_remark_on_it(box: Machine) -> None:
    box.write(config='[[hooks.Stop]]\nhooks = [{ type = "command", command = "true" }]\n')
    (note,) = noted(box, Intent())
    assert "hooks of its own" in note
