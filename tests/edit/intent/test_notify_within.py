"""Our notify script inside another program's arguments, put there after we were set up."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from codexctl.codex.notify.within import Naming, naming, without
from codexctl.document import toml_keys
from codexctl.edit.intent.wanted import Intent, Trigger
from codexctl.edit.plans.undo import plan_undo
from codexctl.errors import EditRefused
from tests.edit.machine import Machine, machine

BY_NOTIFY = Intent(trigger=Trigger.notify)
SCRIPT = Path("/home/dév/own/notify.sh")
SAY = ["/usr/bin/say", "done"]

Wrap = Callable[[list[str]], list[str]]


def as_json(argv: list[str]) -> list[str]:
    return ["/opt/wrap", "turn-ended", "--previous-notify", json.dumps(argv)]


def as_spaced_json(argv: list[str]) -> list[str]:
    return ["/opt/wrap", "--previous", json.dumps({"then": argv}, ensure_ascii=False, indent=1)]


def as_an_option_with_a_value(argv: list[str]) -> list[str]:
    return ["/opt/wrap", f"--previous-notify={json.dumps(argv)}", "turn-ended"]


def as_words(argv: list[str]) -> list[str]:
    return ["/opt/wrap", "--", *argv]


def nested_twice(argv: list[str]) -> list[str]:
    return ["/opt/outer", "--previous-notify", json.dumps(as_json(argv))]


def as_words_in_json(argv: list[str]) -> list[str]:
    return ["/opt/outer", json.dumps(as_words(argv))]


EXACT = [
    as_json,
    as_spaced_json,
    as_an_option_with_a_value,
    as_words,
    nested_twice,
    as_words_in_json,
]


def in_a_shell_line(argv: list[str]) -> list[str]:
    return ["sh", "-c", shlex.join(argv) + ' "$@"', "sh"]


def with_something_after_it(argv: list[str]) -> list[str]:
    return ["sh", "-c", f'{shlex.quote(argv[0])} "$1"; other']


def as_the_value_of_an_option(argv: list[str]) -> list[str]:
    return ["/opt/wrap", f"--then={argv[0]}", "--quiet"]


def before_an_option(argv: list[str]) -> list[str]:
    return ["/opt/wrap", "--then", argv[0], "--quiet"]


KEPT = [in_a_shell_line, with_something_after_it, as_the_value_of_an_option, before_an_option]


@pytest.mark.parametrize("wrap", [*EXACT, *KEPT])
def test_ours_inside_anothers_arguments_is_found(wrap: Wrap) -> None:
    assert naming(wrap([str(SCRIPT), *SAY]), SCRIPT) is Naming.within


@pytest.mark.parametrize(
    "program",
    [
        None,
        [],
        SAY,
        ["/home/dév/own/notify.sh.bak"],
        ["/backup/home/dév/own/notify.sh"],
        ["/opt/wrap", "/home/dév/own/notify.sh/x"],
        as_json(["/home/dév/own/other-notify.sh", "say"]),
    ],
)
def test_what_only_looks_like_ours_is_not_ours(program: Sequence[str] | None) -> None:
    assert naming(program, SCRIPT) is Naming.none


@pytest.mark.parametrize("wrap", EXACT)
def test_it_is_taken_out_exactly(wrap: Wrap) -> None:
    assert without(wrap([str(SCRIPT), *SAY]), SCRIPT, SAY) == wrap(SAY)


@pytest.mark.parametrize("wrap", KEPT)
def test_where_that_is_not_exact_nothing_is_guessed(wrap: Wrap) -> None:
    program = wrap([str(SCRIPT), *SAY])
    assert without(program, SCRIPT, SAY) == program


def test_an_empty_list_is_not_left_to_a_wrapper_that_may_not_expect_it() -> None:
    program = as_json([str(SCRIPT)])
    assert without(program, SCRIPT, ()) == program


@pytest.fixture
def box(tmp_path: Path) -> Machine:
    return machine(tmp_path)


def wrapped_since(box: Machine, wrap: Wrap, theirs: list[str] = SAY) -> None:
    """Set up by notify, and then somebody puts themselves before all of it."""
    box.write(config=f"# mine\nnotify = {json.dumps(theirs)} # loud\n" if theirs else "# mine\n")
    box.setup(BY_NOTIFY)
    text = box.locations.config_toml.read_text()
    new = toml_keys.set_value(text, ("notify",), wrap(list(box.config["notify"])))
    box.locations.config_toml.write_text(new)


@pytest.mark.parametrize("wrap", EXACT)
def test_uninstall_takes_it_out_of_the_wrapper_and_leaves_nothing_of_ours(
    box: Machine, wrap: Wrap
) -> None:
    wrapped_since(box, wrap)
    box.uninstall()
    assert box.config["notify"] == wrap(SAY)
    assert not box.locations.notify_script.exists()
    assert box.locations.config_toml.read_text().startswith("# mine\nnotify =")


@pytest.mark.parametrize("wrap", KEPT)
def test_uninstall_keeps_a_script_that_is_still_named_and_that_does_nothing_of_ours(
    box: Machine, wrap: Wrap
) -> None:
    wrapped_since(box, wrap)
    before = box.config["notify"]
    box.uninstall()
    assert box.config["notify"] == before
    script = box.locations.notify_script.read_text()
    assert "codexctl.deliver" not in script
    assert os.access(box.locations.notify_script, os.X_OK)
    assert not box.locations.settings_toml.exists()
    assert box.removal().is_empty


def test_the_persons_own_notifier_is_still_called_with_every_argument(
    box: Machine, tmp_path: Path
) -> None:
    log = tmp_path / "said"
    say = tmp_path / "say me"
    say.write_text(f'#!/bin/sh\nprintf "%s|" "$@" >>{log}\n')
    say.chmod(0o755)
    wrapped_since(box, in_a_shell_line, [str(say), "do ne"])
    box.uninstall()
    subprocess.run([*box.config["notify"], '{"type": "x y"}'], check=True)
    assert log.read_text() == 'do ne|{"type": "x y"}|'


def test_ours_alone_in_a_wrapper_stays_and_calls_nobody(box: Machine) -> None:
    wrapped_since(box, as_json, [])
    box.uninstall()
    assert box.config["notify"] == as_json([str(box.locations.notify_script)])
    subprocess.run([str(box.locations.notify_script), "{}"], check=True)


def test_the_next_uninstall_removes_it_once_nobody_names_it(box: Machine) -> None:
    wrapped_since(box, in_a_shell_line)
    box.uninstall()
    box.write(config="# mine\n")
    box.uninstall()
    assert not box.locations.notify_script.exists()


def test_a_profiles_file_that_names_it_counts_too(box: Machine) -> None:
    box.setup(BY_NOTIFY)
    profile = box.locations.codex_home / "work.config.toml"
    profile.write_text(f'notify = ["/opt/wrap", "{box.locations.notify_script}"]\n')
    box.uninstall()
    assert box.locations.notify_script.exists()


def test_setting_up_again_brings_it_back_to_work_and_wraps_nothing_twice(box: Machine) -> None:
    wrapped_since(box, in_a_shell_line)
    before = box.config["notify"]
    box.uninstall()
    box.setup(BY_NOTIFY)
    assert box.config["notify"] == before
    assert "codexctl.deliver" in box.locations.notify_script.read_text()
    assert box.plan(BY_NOTIFY).is_empty


@pytest.mark.parametrize("wrap", [*EXACT, *KEPT])
def test_going_over_to_the_hook_never_has_both_tell_us(box: Machine, wrap: Wrap) -> None:
    wrapped_since(box, wrap)
    box.setup(Intent(trigger=Trigger.hook))
    if naming(box.config["notify"], box.locations.notify_script) is Naming.none:
        assert box.config["notify"] == wrap(SAY)
    else:
        assert "codexctl.deliver" not in box.locations.notify_script.read_text()


def test_undo_leaves_everything_where_a_wrapper_came_since(box: Machine) -> None:
    box.write(config=f"notify = {json.dumps(SAY)}\n")
    receipt = box.setup(BY_NOTIFY)
    text = box.locations.config_toml.read_text()
    box.write(config=toml_keys.set_value(text, ("notify",), as_json(list(box.config["notify"]))))
    with pytest.raises(EditRefused, match="edited since"):
        plan_undo(receipt, box.locations)
    assert box.locations.notify_script.exists()


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        (["SCRIPT", "/usr/bin/tell", "me"], ["/usr/bin/tell", "me"]),
        (["/usr/bin/tell"], ["/usr/bin/tell"]),
        ([], []),
        (None, None),
        (["SCRIPT"], None),
    ],
)
def test_a_notifier_that_they_changed_since_stays_as_they_left_it(
    box: Machine, changed: list[str] | None, left: list[str] | None
) -> None:
    box.write(config=f"notify = {json.dumps(SAY)}\n")
    box.setup(BY_NOTIFY)
    script = str(box.locations.notify_script)
    now = changed and [script if word == "SCRIPT" else word for word in changed]
    box.write(config="# mine\n" if now is None else f"# mine\nnotify = {json.dumps(now)}\n")
    box.uninstall()
    assert box.config.get("notify") == left
    assert not box.locations.notify_script.exists()
