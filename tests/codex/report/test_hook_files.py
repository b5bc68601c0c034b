from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.trust import current_hash
from codexctl.codex.report.hook_files import Entry, entries, hook_files, to_trust, to_untrust
from codexctl.codex.report.hook_listing import listed, with_word
from codexctl.codex.report.selectors import select, short_name
from codexctl.codex.report.trust_check import stale_trust
from codexctl.errors import UsageError
from tests.codex.asking.test_judge import seen
from tests.edit.machine import hooks_json

INLINE = '[[hooks.Stop]]\nhooks = [{ type = "command", command = "inline" }]\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "hooks.json").write_text(hooks_json(Stop=["one", "two"], PreToolUse=["three"]))
    (tmp_path / "config.toml").write_text(INLINE)
    return tmp_path


def found(home: Path, *trusted: str) -> tuple[Entry, ...]:
    """The hooks of a home of which those with these commands are trusted."""
    files = hook_files([home])
    state = {
        file.hooks.key(hook): {"trusted_hash": current_hash(hook)}
        for file in files
        for hook in file.hooks.hooks
        if hook.command in trusted
    }
    return tuple(entries(files, state))


def test_files_come_in_codex_order_each_hook_with_its_standing(home: Path) -> None:
    rows = [(entry.hook.command, entry.standing) for entry in found(home, "two")]
    assert rows == [
        ("one", "untrusted"), ("two", "trusted"), ("three", "untrusted"), ("inline", "untrusted")
    ]  # fmt: skip


def test_the_administrators_hooks_are_managed(home: Path, tmp_path: Path) -> None:
    managed = tmp_path / "etc"
    managed.mkdir()
    (managed / "requirements.toml").write_text(INLINE)
    first = next(iter(entries(hook_files([home], managed), {})))
    assert (first.standing, first.hook.command) == ("managed", "inline")


def test_a_file_that_codex_drops_has_no_hooks_but_a_reason(home: Path) -> None:
    (home / "hooks.json").write_text("{,")
    (home / "config.toml").write_text("x = ")
    rejected = [file.hooks.rejected for file in hook_files([home])]
    assert ["not valid JSON" in rejected[0], "cannot be read" in rejected[1]] == [True, True]


@pytest.mark.parametrize(
    ("word", "command"),
    [
        ("hooks.json:stop:0:0", "one"),
        ("config.toml:stop:0:0", "inline"),
        ("stop:1:0", "two"),
        ("Stop:1", "two"),
        ("PreToolUse", "three"),
        ("pre_tool_use", "three"),
        ("two", "two"),
    ],
)
def test_a_hook_has_many_names(home: Path, word: str, command: str) -> None:
    (entry,) = select(found(home), [word])
    assert entry.hook.command == command


def test_the_whole_trust_key_is_a_name_too(home: Path) -> None:
    first = found(home)[0]
    assert select(found(home), [first.key]) == (first,)
    assert short_name(first) == "stop:0:0"


@pytest.mark.parametrize("word", ["Stop", "stop:0:0", "nothing"])
def test_a_name_of_several_or_of_none_is_refused(home: Path, word: str) -> None:
    with pytest.raises(UsageError):
        select(found(home), [word])


def test_all_means_those_that_need_it(home: Path) -> None:
    entries = found(home, "two")
    assert [entry.hook.command for entry in to_trust(entries)] == ["one", "three", "inline"]
    assert [entry.hook.command for entry in to_untrust(entries)] == ["two"]


def test_codex_own_word_replaces_ours_and_adds_what_only_it_knows(home: Path) -> None:
    first = found(home)[0]
    word = seen(
        hooks=[
            {"key": first.key, "eventName": "stop", "trustStatus": "trusted", "command": "one"},
            {"key": "p@m:hooks.json:stop:0:0", "eventName": "stop", "trustStatus": "untrusted",
             "command": "plugin"},
        ]
    )  # fmt: skip
    rows = with_word(listed(hook_files([home]), {}), word).rows
    assert [(row.runs, row.standing) for row in rows] == [
        ("one", "trusted"),
        ("two", "not listed"),
        ("three", "not listed"),
        ("inline", "not listed"),
        ("plugin", "untrusted"),
    ]
    assert rows[-1].source == "p@m:hooks.json"


def test_what_codex_never_runs_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        '[[hooks.Stop]]\nhooks = [{ type = "prompt" }, { type = "command", command = " " }]\n'
    )
    rows = listed(hook_files([tmp_path]), {}).rows
    assert [(row.runs, row.standing) for row in rows] == [("(prompt)", "skipped"), (" ", "skipped")]


def test_trust_in_a_hook_that_is_gone_is_noted_but_not_that_of_other_files(home: Path) -> None:
    path = home / "hooks.json"
    text = f"""[hooks.state."{path}:stop:0:0"]
trusted_hash = "sha256:1"
[hooks.state."{path}:stop:7:0"]
trusted_hash = "sha256:2"
[hooks.state."plugin@market:hooks.json:stop:7:0"]
trusted_hash = "sha256:3"
"""
    files = [file.hooks for file in hook_files([home])]
    (finding,) = stale_trust(text, str(home / "config.toml"), files)
    assert (finding.line, "stop:7:0" in finding.what) == (3, True)
    assert list(stale_trust(text, "c", [Hooks(str(path), rejected="x")])) == []
