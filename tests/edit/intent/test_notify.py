"""notify as the trigger: ours before theirs in one array, and theirs back byte for byte."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codexctl.codex.hooks.command import NOTIFY_TEMPLATE, interpreter_of, render_script
from codexctl.codex.hooks.trust import Trust
from codexctl.document import hooks_json as hooks_document
from codexctl.edit.intent.wanted import Intent, Trigger
from codexctl.errors import EditRefused
from tests.edit.machine import Machine, hooks_json, machine

BY_NOTIFY = Intent(trigger=Trigger.notify)
THEIRS = """\
# mine
notify   = [
  'say',       # loud
  "it is done",
]
model = "gpt-5.5"
"""


@pytest.fixture
def box(tmp_path: Path) -> Machine:
    return machine(tmp_path)


@pytest.mark.parametrize(
    "config", [None, "", "model = 'x'\n", THEIRS, 'notify = ["a"]', "notify = []\n"]
)
def test_setup_puts_ours_first_and_uninstall_restores_every_byte(
    box: Machine, config: str | None
) -> None:
    box.write(config=config)
    before = box.snapshot()
    theirs = list(box.config.get("notify", []))
    box.setup(BY_NOTIFY)
    assert box.config["notify"] == [str(box.locations.notify_script), *theirs]
    assert not box.locations.hooks_json.exists()
    assert stat.S_IMODE(box.locations.notify_script.stat().st_mode) == 0o700
    box.uninstall()
    assert box.snapshot() == before
    assert not box.locations.notify_script.exists()


def test_a_second_time_there_is_nothing_to_change(box: Machine) -> None:
    box.write(config=THEIRS)
    box.setup(BY_NOTIFY)
    assert box.plan(BY_NOTIFY).is_empty


def test_hooks_that_are_switched_off_do_not_matter(box: Machine) -> None:
    box.write(config="[features]\nhooks = false\n")
    box.setup(BY_NOTIFY)
    assert box.config["features"] == {"hooks": False}


def test_going_over_to_the_hook_leaves_their_program_alone(box: Machine) -> None:
    box.write(config=THEIRS)
    box.setup(BY_NOTIFY)
    box.setup(Intent(trigger=Trigger.hook))
    assert box.config["notify"] == ["say", "it is done"]
    assert box.ours()
    box.uninstall()
    assert box.config == {"notify": ["say", "it is done"], "model": "gpt-5.5"}


def test_going_over_to_notify_takes_the_hooks_away_and_leaves_everybody_elses(
    box: Machine,
) -> None:
    box.write(hooks_json(Stop=["a"]), THEIRS)
    box.trust_by_hand("a")
    before = box.snapshot()
    box.setup(Intent(trigger=Trigger.hook))
    text = box.locations.hooks_json.read_bytes().decode()
    behind = {"hooks": [{"type": "command", "command": "b"}]}
    box.write(hooks_document.append_group(text, "Stop", behind))
    box.trust_by_hand("b")
    box.setup(BY_NOTIFY)
    assert box.config["notify"][0] == str(box.locations.notify_script)
    assert box.ours() == []
    assert box.trust() == {"a": Trust.trusted, "b": Trust.trusted}
    assert len(box.state) == 2
    box.setup(Intent(trigger=Trigger.hook))
    box.setup(BY_NOTIFY)
    assert box.trust() == {"a": Trust.trusted, "b": Trust.trusted}
    box.uninstall()
    assert box.trust() == {"a": Trust.trusted, "b": Trust.trusted}
    assert box.config["notify"] == ["say", "it is done"]
    assert box.snapshot().keys() == before.keys()


def test_there_and_back_again_leaves_not_one_byte_changed(box: Machine) -> None:
    box.write(hooks_json(Stop=["a"]), THEIRS)
    before = box.snapshot()
    for trigger in (Trigger.hook, Trigger.notify, Trigger.hook, Trigger.notify):
        box.setup(Intent(trigger=trigger))
    box.uninstall()
    assert box.snapshot() == before


def test_a_file_of_hooks_that_setup_made_goes_with_uninstall(box: Machine) -> None:
    box.setup(Intent(trigger=Trigger.hook))
    box.setup(BY_NOTIFY)
    box.uninstall()
    assert box.snapshot() == {}


def test_what_somebody_changed_in_the_array_since_stays(box: Machine) -> None:
    box.write(config=THEIRS)
    box.setup(BY_NOTIFY)
    text = box.locations.config_toml.read_text().replace("it is done", "it is all done")
    box.locations.config_toml.write_text(text)
    box.uninstall()
    assert box.config["notify"] == ["say", "it is all done"]


def test_without_receipts_ours_is_recognised(box: Machine) -> None:
    box.setup(BY_NOTIFY)
    for receipt in box.locations.receipts_dir.iterdir():
        receipt.unlink()
    box.uninstall()
    assert "notify" not in box.config


@pytest.mark.parametrize("value", ['"say"', "[1]", "true"])
def test_a_notify_that_codex_rejects_is_named_with_its_line(box: Machine, value: str) -> None:
    box.write(config=f"model = 'x'\nnotify = {value}\n")
    with pytest.raises(EditRefused, match=r"config\.toml:2: notify is not a list of strings"):
        box.setup(BY_NOTIFY)


def test_a_repository_has_no_notify(box: Machine, tmp_path: Path) -> None:
    with pytest.raises(EditRefused, match="ignores notify"):
        box.setup(Intent(trigger=Trigger.notify, project=tmp_path))


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notify script, with a worker that does nothing and a program that notes its arguments."""
    box = machine(tmp_path_factory.mktemp("box"))
    folder = box.locations.home
    (folder / "worker").write_text("#!/bin/sh\n")
    (folder / "theirs").write_text(
        f"#!{sys.executable}\nimport os, sys\n"
        f"open({str(folder / 'seen')!r}, 'wb').write(b'\\0'.join(map(os.fsencode, sys.argv[1:])))\n"
    )
    box.locations.hints_dir.mkdir(parents=True)
    path = box.locations.notify_script
    path.write_text(render_script(str(folder / "worker"), box.locations, NOTIFY_TEMPLATE))
    for file in (path, folder / "worker", folder / "theirs"):
        file.chmod(0o700)
    return path


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXTS, max_size=3), TEXTS)
def test_their_program_gets_every_argument_as_it_came(
    script: Path, own: list[str], payload: str
) -> None:
    home = script.parents[3]
    done = subprocess.run([script, home / "theirs", *own, payload], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")
    seen = (home / "seen").read_bytes().split(b"\0")
    assert seen == [os.fsencode(word) for word in (*own, payload)]


def test_alone_it_calls_nobody_and_leaves_its_hint(script: Path) -> None:
    hint = script.parent / "hints" / "notify"
    hint.unlink(missing_ok=True)
    done = subprocess.run([script, "/bin/false"], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"")
    assert hint.exists()


def test_what_their_program_returns_is_returned(script: Path) -> None:
    done = subprocess.run([script, "/bin/sh", "-c", "exit 7", "{}"], check=False)
    assert done.returncode == 7


def test_the_interpreter_behind_it_is_found(script: Path) -> None:
    assert interpreter_of(script.read_text()) == str(script.parents[3] / "worker")
