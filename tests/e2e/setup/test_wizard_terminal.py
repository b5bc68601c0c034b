"""The wizard on a real terminal, with the real Codex behind it."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from codexctl.settings.destinations.presets import presets
from tests.deliver.sink import Sink
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import REPOSITORY
from tests.e2e.lab.runner import Lab
from tests.e2e.lab.terminal import Terminal, missing

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(missing(), reason="there is no tmux here")]

WHERE, CAPTURE, TRIGGER = (
    "Where should traces",
    "How much may a trace contain",
    "What should Codex call",
)
TRUST, SYNC = "Codex runs only trusted hooks", "Update the hook script"
MORE, SUMMARY, APPLY = "Change more settings: content", "Is that right?", "Apply this?"
QUESTIONS = [WHERE, CAPTURE, TRIGGER, TRUST, SYNC, MORE, SUMMARY, APPLY]
SIZES = [(80, 24), (44, 16)]
# Every question that there is, with the keys that answer it: one OTLP destination in a repository.
ALL = {
    "Codex's hooks are disabled": ("y",),
    WHERE: ("Up", "Space", "Enter"),
    "otlp: its address": ("Enter",),
    "otlp: where is its key": ("Up", "Up", "Enter"),
    "otlp: name of the variable": ("FAR_KEY", "Enter"),
    CAPTURE: ("Enter",),
    "Which turns?": ("Enter",),
    TRIGGER: ("Enter",),
    TRUST: ("Enter",),
    SYNC: ("Enter",),
    MORE: ("y",),
    "What else should traces": ("Space", "Enter"),
    "otlp: how much of this": ("Enter",),
    "Project of all traces": ("shop", "Enter"),
    "Workspace (empty": ("Enter",),
    "Environment, for": ("ci", "Enter"),
    "Your name for this": ("Enter",),
    "Your name in the traces": ("Enter",),
    "Your team (empty": ("Enter",),
    "Codex features to": ("Enter",),
    "How many days should": ("C-u", "90", "Enter"),
    "How many megabytes": ("Enter",),
    "otlp: headers that": ("x-team=a", "Enter"),
    SUMMARY: ("Enter",),
    APPLY: (),
}


@pytest.fixture
def installed(lab: Lab) -> Installed:
    return Installed(lab)


def terminal(lab: Lab, *words: str, width: int = 80, height: int = 24) -> Terminal:
    env = {"PAGER": "cat"} | lab.home.env | {"PATH": f"{lab.binary.parent}:{lab.home.env['PATH']}"}
    return Terminal([sys.executable, "-m", "codexctl", *words], env, lab.home.work, width, height)


def files(lab: Lab) -> dict[str, bytes]:
    paths = (p for p in lab.home.root.rglob("*") if p.is_file() and "tmux" not in str(p))
    return {str(p): p.read_bytes() for p in paths}


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_from_the_first_question_to_the_proof(
    lab: Lab, installed: Installed, width: int, height: int
) -> None:
    with terminal(lab, "setup", width=width, height=height) as screen:
        for question in QUESTIONS[:-1]:
            screen.wait_for(question)
            screen.press("Enter")
        screen.wait_for(APPLY)
        screen.press("y")
        screen.wait_for("the test turn arrived")
        assert screen.exit_code() == 0
    assert installed.run("status", "--offline")
    with terminal(lab, "setup", width=width, height=height) as again:
        for question in QUESTIONS[:-1]:
            again.wait_for(question)
            again.press("Enter")
        again.wait_for("nothing to")  # a narrow screen has the rest on its next line
        assert again.exit_code() == 0


@pytest.mark.parametrize("question", ALL)
def test_ctrl_c_at_any_question_writes_nothing(
    lab: Lab, installed: Installed, question: str
) -> None:
    lab.git("init", "-q")
    lab.home.append_config("[features]\nhooks = false")
    before = files(lab)
    with terminal(lab, "setup", width=60) as screen:
        for text, keys in ALL.items():
            screen.wait_for(text)
            if text == question:
                break
            screen.press(*keys)
        screen.press("C-c")
        screen.wait_for("interrupted")
        assert screen.exit_code() == 130
    assert files(lab) == before


def test_ctrl_c_while_a_key_is_typed_shows_and_writes_nothing(
    lab: Lab, installed: Installed, tmp_path: Path
) -> None:
    # The keyring is only among the choices where there is one.
    lab.home.env.update(
        PYTHONPATH=str(REPOSITORY),
        PYTHON_KEYRING_BACKEND="tests.settings.fake_keyrings.InFile",
        TEST_KEYRING=str(tmp_path / "keyring.json"),
    )
    before = files(lab)
    with terminal(lab, "setup") as screen:
        screen.wait_for(WHERE)
        screen.press(*("Down",) * list(presets()).index("honeycomb"), "Down", "Space", "Enter")
        screen.wait_for("honeycomb: host")
        screen.press("Enter")
        screen.wait_for("where is its key")
        screen.press("Enter")
        screen.wait_for("it is not shown")
        screen.press("secret-key", "C-c")
        shown = screen.wait_for("interrupted")
        assert screen.exit_code() == 130
    assert "secret-key" not in shown
    assert files(lab) == before


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_question_answered_is_the_setup_that_was_meant(
    lab: Lab, installed: Installed, width: int, height: int
) -> None:
    lab.git("init", "-q")
    lab.home.append_config("[features]\nhooks = false")
    with Sink() as sink:
        base = sink.url.removesuffix("/v1/traces")
        lab.home.env.update(FAR_KEY="k", OTEL_EXPORTER_OTLP_ENDPOINT=base)
        with terminal(lab, "setup", width=width, height=height) as screen:
            for text, keys in ALL.items():
                screen.wait_for(text)
                screen.press(*keys)
            screen.press("y")
            screen.wait_for("otlp: the test turn arrived")
            assert screen.exit_code() == 0
    assert not (lab.home.work / ".codex").exists()
    settings = tomllib.loads((installed.home / "settings.toml").read_text())
    assert settings["capture"] == {"mode": "redacted", "exclude": ["prompts"]}
    assert settings["local"] == {"keep_days": 90}
    assert settings["resource"]["deployment.environment.name"] == "ci"
    assert [destination["name"] for destination in settings["destinations"]] == ["local", "otlp"]


def test_a_wrong_key_is_named_in_the_proof(lab: Lab, installed: Installed) -> None:
    with Sink() as sink:
        sink.reply = lambda _: (401, {}, b"")
        lab.home.env["FAR_KEY"] = "wrong"
        flags = ("--destination", "otlp", "--endpoint", sink.url, "--api-key-env", "FAR_KEY")
        with terminal(lab, "setup", *flags) as screen:
            screen.wait_for(APPLY)
            screen.press("y")
            shown = screen.wait_for("HTTP 401: the key is missing or wrong")
            assert screen.exit_code() == 1
        assert "wrong" not in shown.replace("or wrong", "")


def test_the_example_of_each_capture_mode_is_shown_under_the_cursor(
    lab: Lab, installed: Installed
) -> None:
    with terminal(lab, "setup") as screen:
        screen.wait_for(WHERE)
        screen.press("Enter")
        screen.wait_for("[redacted:…]")
        screen.press("Down")
        screen.wait_for("sk-live-51H…")
        screen.press("C-c")
        assert screen.exit_code() == 130
