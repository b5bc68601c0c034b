"""A page is followed as somebody would type it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documented.following import follow, unattended


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("codexctl setup", "codexctl setup --yes"),
        ("CODEX_HOME=~/.a codexctl setup --capture full", None),
        ("codexctl setup --dry-run", "codexctl setup --dry-run"),
        ("codexctl doctor", "codexctl doctor"),
        ("codexctl doctor --fix", "codexctl doctor --fix --yes"),
        ("echo codexctl setup", "echo codexctl setup"),
    ],
)
def test_a_command_that_asks_is_told_yes(line: str, typed: str | None) -> None:
    assert unattended(line) == (typed or f"{line} --yes")


def test_each_line_is_executed_and_the_first_that_fails_is_named(tmp_path: Path) -> None:
    assert follow(["echo one; echo two >&2", "pwd"], {}, tmp_path) == [
        "one\ntwo\n",
        f"{tmp_path}\n",
    ]
    with pytest.raises(AssertionError, match=r"(?s)cat gone\nexits 1\n.*gone"):
        follow(["true", "cat gone", "touch never"], {"PATH": "/usr/bin:/bin"}, tmp_path)
    assert not (tmp_path / "never").exists()
