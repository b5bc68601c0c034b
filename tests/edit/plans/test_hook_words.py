from __future__ import annotations

import shlex
from typing import Any

import pytest

from codexctl.edit.plans.hook_words import event_name, new_hook
from codexctl.errors import UsageError


def handler(**words: Any) -> dict[str, Any]:
    """The handler that words make."""
    new, _ = new_hook("Stop", words)
    (only,) = new.group["hooks"]
    return dict(only)


def test_a_command_is_all_that_a_hook_needs() -> None:
    new, notes = new_hook("stop", {"shell_command": "echo 'a b'", "async_": False})
    assert (new.event, new.group) == (
        "Stop",
        {"hooks": [{"type": "command", "command": "echo 'a b'"}]},
    )
    (note,) = notes
    said, _, command = note.partition(" until you trust it: ")
    assert said == "Codex skips it silently"
    assert shlex.split(command) == ["codexctl", "hooks", "trust", "echo 'a b'"]


def test_every_member_has_its_word() -> None:
    assert handler(
        shell_command="x", command_windows="y", timeout=0, async_=True, status_message="busy"
    ) == {
        "type": "command",
        "command": "x",
        "commandWindows": "y",
        "timeout": 0,
        "async": True,
        "statusMessage": "busy",
    }
    assert handler(server="s", tool="t") == {"type": "mcp_tool", "server": "s", "tool": "t"}


def test_a_matcher_stands_before_the_handlers() -> None:
    new, notes = new_hook("PreToolUse", {"shell_command": "x", "matcher": "^Bash$"}, trusted=True)
    assert list(new.group) == ["matcher", "hooks"]
    assert notes == ()


def test_what_will_have_no_effect_is_said() -> None:
    words = {"shell_command": "x", "matcher": "y", "timeout": 9, "context_limit": 0}
    _, notes = new_hook("SessionEnd", words, trusted=True)
    assert [note.partition(": ")[0] for note in notes] == [
        "hooks.SessionEnd[0].hooks[0].timeout",
        "hooks.SessionEnd[0].hooks[0].additionalContextLimit",
    ]


@pytest.mark.parametrize(
    "words",
    [{}, {"server": "s"}, {"shell_command": "x", "server": "s", "tool": "t"}, {"tool": "t"},
     {"server": "s", "tool": "t", "timeout": -1}],
)  # fmt: skip
def test_words_that_do_not_fit_together_are_refused(words: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        new_hook("Stop", words)


@pytest.mark.parametrize("word", ["PreToolUse", "pre_tool_use", "preToolUse"])
def test_an_event_has_three_spellings(word: str) -> None:
    assert event_name(word) == "PreToolUse"


def test_an_event_that_codex_does_not_have_gets_a_guess() -> None:
    with pytest.raises(UsageError, match="no event") as error:
        event_name("SubagentStopped")
    assert error.value.hint == "did you mean SubagentStop?"
