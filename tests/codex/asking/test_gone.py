from __future__ import annotations

import pytest

from codexctl.checks import State
from codexctl.codex.asking.seen import Layer, ListedHook, Seen
from codexctl.codex.asking.uninstall_check import hooks_gone, runs_our_script
from codexctl.codex.hooks.command import command_for
from codexctl.locations import locate

WHERE = locate({"HOME": "/home/dev with space"})
OURS = ListedHook(
    "K:stop:0:0", "Stop", command_for(WHERE.hook_script, "Stop"), "trusted", True, "sha256:0"
)
THEIRS = ListedHook("K:stop:1:0", "Stop", "notify-send done", "trusted", True, "sha256:1")
NOTIFY = {"notify": [str(WHERE.notify_script), "say"]}


def test_what_is_left_of_others_is_not_ours() -> None:
    check = hooks_gone([Seen("0.169.0", hooks=(THEIRS,), config={"notify": ["say"]})], WHERE)
    assert (check.state, check.summary) == (
        State.ok,
        "Codex 0.169.0 lists nothing of codexctl any more",
    )


def test_a_hook_of_ours_is_named_by_its_key_from_whichever_folder_it_is_seen() -> None:
    check = hooks_gone([Seen("0.169.0", hooks=()), Seen("0.169.0", hooks=(OURS, THEIRS))], WHERE)
    assert check.state is State.problem
    assert "K:stop:0:0" in check.summary
    assert "K:stop:1:0" not in check.summary


def test_a_notify_of_ours_is_named_by_its_layer() -> None:
    layer = Layer("/etc/codex/managed_config.toml", NOTIFY)
    check = hooks_gone([Seen("0.169.0", (layer,), NOTIFY, hooks=())], WHERE)
    assert check.state is State.problem
    assert "/etc/codex/managed_config.toml" in check.summary


def test_a_codex_that_cannot_list_hooks_proves_nothing() -> None:
    assert hooks_gone([Seen("0.117.0")], WHERE).state is State.inactive


@pytest.mark.parametrize("command", ["", "echo 'open", f"echo {WHERE.hook_script}"])
def test_a_command_that_only_mentions_the_script_is_not_ours(command: str) -> None:
    assert not runs_our_script(command, WHERE.hook_script)
