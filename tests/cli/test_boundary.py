"""Every way in which a command may end, told in two lines at most."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from codexctl.cli import boundary
from codexctl.cli.main import codexctl
from codexctl.errors import CodexctlError, UsageError
from tests.cli.conftest import Shell

SECRET = "kanarienvogel"


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log file that bugs are written to."""
    monkeypatch.setenv("CODEXCTL_HOME", str(tmp_path))
    return tmp_path / "logs" / "codexctl.log"


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (CodexctlError("no such thing", "look"), 1, "codexctl: no such thing\nhint: look\n"),
        (UsageError("not so", "so"), 2, "codexctl: not so\nhint: so\n"),
        (KeyboardInterrupt(), 130, "codexctl: interrupted\n"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/there"),
            1,
            "codexctl: /there: permission denied\nhint: ls -ld /there; df -h /there\n",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device", b"/there"),
            1,
            "codexctl: /there: no space left on device\nhint: ls -ld /there; df -h /there\n",
        ),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_what_was_to_be_expected_is_said_plainly(
    raised: BaseException,
    code: int,
    said: str,
    log: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ends_with(raised, monkeypatch)
    assert boundary.run(["status"]) == code
    assert capfd.readouterr().err == said
    assert not log.exists()


@pytest.mark.parametrize("raised", [ValueError(SECRET), FileNotFoundError(2, SECRET, SECRET)])
def test_a_bug_is_logged_without_what_it_was_about(
    raised: Exception, log: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ends_with(raised, monkeypatch)
    assert boundary.run(["status"]) == 3
    said = capfd.readouterr().err
    assert said.startswith(f"codexctl: a bug in codexctl: {type(raised).__name__}\nhint: ")
    assert str(log) in said
    assert SECRET not in said + log.read_text()
    assert "test_boundary.py" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_wrong_words_name_the_help(log: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert boundary.run(["status", "--onlin"]) == 2
    assert capfd.readouterr().err.endswith("hint: codexctl status --help\n")
    assert not log.exists()


def ends_with(raised: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next command end in this way."""

    def main(**_: object) -> int:
        raise raised

    monkeypatch.setattr(codexctl, "main", main)


@pytest.mark.parametrize("words", [(), ("config",), ("trace",), ("hooks",)])
def test_a_group_alone_prints_its_help(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell.run(*words)
    asked = shell.run(*words, "--help")
    assert (done.code, done.out, done.err) == (0, asked.out, "")
    assert "\n  list" in done.out or "\n  setup" in done.out or "\n  get" in done.out


@pytest.mark.parametrize("group", ["config", "trace", "hooks", "auth", "policy", "features"])
def test_no_sentence_of_a_groups_help_is_cut(shell: Shell, group: str) -> None:
    _, _, commands = shell.run(group, "--help").out.partition("Commands:")
    assert commands
    assert "..." not in commands
