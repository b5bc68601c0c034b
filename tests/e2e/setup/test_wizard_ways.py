"""Ways through the wizard with the real Codex: back from every step, and the same as a command."""

from __future__ import annotations

import shlex

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.runner import Lab
from tests.e2e.lab.terminal import missing
from tests.e2e.setup.test_wizard_terminal import (
    ALL,
    APPLY,
    CAPTURE,
    MORE,
    QUESTIONS,
    SUMMARY,
    WHERE,
    files,
    terminal,
)

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(missing(), reason="there is no tmux here")]


@pytest.fixture
def installed(lab: Lab) -> Installed:
    return Installed(lab)


@pytest.mark.parametrize("width", [60, 120])
def test_from_every_step_one_key_goes_back_and_enter_returns(
    lab: Lab, installed: Installed, width: int
) -> None:
    lab.git("init", "-q")
    lab.home.append_config("[features]\nhooks = false")
    lab.home.env["FAR_KEY"] = "k"
    before = files(lab)
    steps = list(ALL.items())
    with terminal(lab, "setup", width=width, height=40) as screen:
        for number, (text, keys) in enumerate(steps):
            screen.wait_for(text)
            if number:
                screen.press("Escape")
                screen.wait_for(steps[number - 1][0])
                # The answer that was given is the one that Enter takes.
                screen.press("Enter")
                screen.wait_for(text)
            screen.press(*keys)
        screen.press("C-c")
        screen.wait_for("interrupted: nothing changed")
        assert screen.exit_code() == 130
    assert files(lab) == before


def test_an_answer_is_changed_from_the_summary_and_the_command_says_the_same(
    lab: Lab, installed: Installed
) -> None:
    with terminal(lab, "setup", width=100, height=60) as screen:
        for question in QUESTIONS[: QUESTIONS.index(SUMMARY)]:
            screen.wait_for(question)
            screen.press("Enter")
        screen.wait_for(SUMMARY)
        screen.press("Down", "Enter")
        screen.wait_for("Which answer?")
        screen.press("Down", "Enter")
        screen.wait_for(CAPTURE)
        screen.press("Up", "Enter")
        screen.wait_for(SUMMARY)
        screen.press("Enter")
        screen.wait_for(APPLY)
        screen.press("Escape")
        screen.wait_for(SUMMARY)
        screen.press("Enter")
        screen.wait_for(APPLY)
        screen.press("y")
        shown = screen.wait_for("The same without questions")
        assert screen.exit_code() == 0
        shown = screen.screen()
    command = shown[shown.index("codexctl setup --destination") :].splitlines()[0]
    by_wizard = (installed.home / "settings.toml").read_text()
    assert 'mode = "metadata"' in by_wizard
    assert installed.run("uninstall", "--yes")
    assert installed.run(*shlex.split(command)[1:], "--no-proof")
    assert (installed.home / "settings.toml").read_text() == by_wizard


def test_the_pager_of_the_system_is_left_with_q_and_nothing_is_written(
    lab: Lab, installed: Installed
) -> None:
    before = files(lab)
    lab.home.env.update(PAGER="less")
    with terminal(lab, "setup") as screen:
        for question in QUESTIONS[: QUESTIONS.index(SUMMARY) + 1]:
            screen.wait_for(question)
            screen.press("Enter")
        screen.wait_for("Nothing has changed yet")
        screen.press("/hooks", "Enter", "q")
        screen.wait_for(APPLY)
        screen.press("n")
        screen.wait_for("nothing was changed")
        assert screen.exit_code() == 1
    assert files(lab) == before


def test_nobody_is_asked_twice_for_what_a_flag_has_decided(lab: Lab, installed: Installed) -> None:
    with terminal(lab, "setup", "--capture", "metadata") as screen:
        shown = screen.wait_for(APPLY)
        assert WHERE not in shown
        assert MORE not in shown
        assert "settings.toml: new file" in shown
        screen.press("Escape", "C-c")
        assert screen.exit_code() == 130
