"""The command by which Codex runs our hook, as each system's shell reads it."""

from __future__ import annotations

import string
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.system.hook_command import POWERSHELL, command_line, in_a_shell, script_in
from codexctl.system.paths import powershell_word, word_of_powershell
from tests.system.powershell import commands, mistakes, texts

# What Windows lets a folder's name hold, the awkward characters often.
_NAMES = st.text(
    st.one_of(
        st.sampled_from(string.ascii_letters + " .-_$`'%&^!;,()[]{}#@~+=\u2019\u201c"),
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='<>:"/\\|?*'),
    ),
    min_size=1,
    max_size=20,
)  # fmt: skip
PATHS = st.lists(_NAMES, min_size=1, max_size=4).map(
    lambda names: PureWindowsPath("C:\\", *names, "hook.ps1")
)


def test_an_ordinary_path_is_named_as_it_is() -> None:
    script = PureWindowsPath(r"C:\Users\Ada Lovelace\codexctl\hook.ps1")
    assert command_line(script, "Stop", "win32") == (
        r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe -NoProfile -NonInteractive"
        r' -ExecutionPolicy Bypass -File "C:\Users\Ada Lovelace\codexctl\hook.ps1" Stop'
    )


@given(PATHS, st.sampled_from(["Stop", "UserPromptSubmit"]))
def test_the_script_is_found_in_what_was_written_for_windows(
    script: PureWindowsPath, event: str
) -> None:
    command = command_line(script, event, "win32")
    assert script_in(command, event, "win32") == script
    assert script_in(command, "SessionEnd", "win32") is None


@given(PATHS)
def test_neither_of_the_two_shells_finds_anything_to_expand(script: PureWindowsPath) -> None:
    command = command_line(script, "Stop", "win32")
    assert not set(command) & set("$`%!")
    assert command.count('"') in (0, 2)
    assert mistakes(command) == []
    assert commands(command) == [POWERSHELL]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0")))
def test_a_text_for_powershell_is_one_word_and_comes_back(text: str) -> None:
    word = powershell_word(text)
    assert word_of_powershell(word) == text
    inside = word[1:-1]
    for quote in "'\u2018\u2019\u201a\u201b":
        assert inside.replace(quote * 2, "").count(quote) == 0
    assert texts(f"$a = {word.translate(dict.fromkeys(map(ord, '‘’‚‛'), 'x'))}")


@pytest.mark.parametrize(
    "command",
    [
        r'"C:\x\hook.ps1" Stop',  # printed by PowerShell, not run
        r"C:\x\hook.ps1 Stop",
        r"powershell.exe -File C:\x\hook.ps1 Stop",
        POWERSHELL + r' -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "x\h.ps1" Stop',
        POWERSHELL + " -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand QQ==",
    ],
)
def test_anything_else_is_not_ours(command: str) -> None:
    assert script_in(command, "Stop", "win32") is None


def test_elsewhere_a_posix_shell_runs_it() -> None:
    script = PurePosixPath("/home/ada lovelace/hook.sh")
    command = command_line(script, "Stop", "linux")
    assert command == "'/home/ada lovelace/hook.sh' Stop"
    assert script_in(command, "Stop", "linux") == script
    assert in_a_shell(command, "darwin") == ["/bin/sh", "-c", command]
    assert in_a_shell(command, "win32") == [POWERSHELL, "-NoProfile", "-Command", command]
