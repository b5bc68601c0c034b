"""Whatever the environment is like, a command works or says in one line what is wrong."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import MEASURED, Done, Shell
from tests.cli.people import ADA, as_user, needs_root

COMMANDS = (
    ("status", "--offline"),
    ("doctor", "--offline"),
    ("setup", "--yes", "--no-proof"),
    ("uninstall", "--yes", "--offline"),
    ("undo", "--yes", "--offline"),
    ("history",),
    ("sync",),
    ("run", "--", "/bin/true", "codex"),
    ("config", "get"),
    ("config", "set", "model", "x", "--yes", "--offline"),
    ("config", "path"),
    ("features", "list"),
    ("hooks", "list"),
    ("notify", "show"),
    ("auth", "list"),
    ("policy", "show"),
    ("policy", "check"),
    ("trace", "list"),
    ("trace", "export"),
)


def ended(words: list[str], environ: dict[str, str], cwd: Path | str = "/", **more: object) -> Done:
    done = subprocess.run(
        words, env={"PATH": "/usr/bin:/bin", **MEASURED, **environ}, cwd=cwd, capture_output=True,
        stdin=subprocess.DEVNULL, check=False, timeout=60, **more,  # type: ignore[call-overload]
    )  # fmt: skip
    out, err = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
    return Done(done.returncode, out, err)


def one_line(done: Done) -> None:
    """An error of two lines, and nothing of a bug in it."""
    assert done.code == 1, done
    assert "a bug in codexctl" not in done.err
    assert "Traceback" not in done.err
    first, *rest = done.err.splitlines()
    assert first.startswith("codexctl: ")
    assert [line[:6] for line in rest] == ["hint: "]


def codexctl(*words: str) -> list[str]:
    return [sys.executable, "-m", "codexctl", *words]


def in_process(*words: str, environ: dict[str, str], cwd: str = "/", user: int = 0) -> Done:
    """A command in a child of this very process: many of them take little time."""
    script = (
        "import io, os, sys\n"
        "from contextlib import redirect_stderr, redirect_stdout\n"
        "from codexctl.cli.boundary import run\n"
        "import codexctl.cli.main\n"
        f"for words in {words!r}:\n"
        "    out, err = io.StringIO(), io.StringIO()\n"
        "    with redirect_stdout(out), redirect_stderr(err):\n"
        "        code = run(words.split('\\0'))\n"
        "    os.write(1, ascii((words, code, err.getvalue())).encode() + b'\\n')\n"
    )
    return ended([*(as_user(user) if user else []), sys.executable, "-c", script], environ, cwd)


def each(environ: dict[str, str], cwd: str = "/", user: int = 0) -> dict[str, Done]:
    """Every command, one after another in one process."""
    done = in_process(
        *("\0".join(command) for command in COMMANDS), environ=environ, cwd=cwd, user=user
    )
    assert done.code == 0, done
    rows = map(ast.literal_eval, done.out.splitlines())
    found = {name.replace("\0", " "): Done(code, "", err) for name, code, err in rows}
    assert len(found) == len(COMMANDS)
    return found


@needs_root
def test_somebody_without_a_name_or_a_home_is_told_so() -> None:
    for name, done in each({}, user=ADA).items():
        one_line(done)
        assert "HOME is not set, and user 4321 has no home in the password file" in done.err, name


@needs_root
def test_the_worker_of_somebody_without_a_home_ends_in_silence() -> None:
    done = ended([*as_user(ADA), sys.executable, "-m", "codexctl.deliver"], {})
    assert (done.code, done.out, done.err) == (1, "", "")


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"HOME": "relative/home"}, "HOME is not an absolute path: 'relative/home'"),
        ({"HOME": "/tmp/\udcff\udcfe"}, "'/tmp/\\xff\\xfe/.config/codexctl' is not UTF-8 text"),
        ({"HOME": "/tmp", "CODEX_HOME": "/tmp/\udcff"}, "'/tmp/\\xff' is not UTF-8 text"),
        ({"HOME": "/tmp", "CODEX_HOME": "/tmp/a\nb"}, "'/tmp/a\\nb' contains a control character"),
        ({"HOME": "/tmp", "CODEXCTL_HOME": "/tmp/\x1b[31m"}, "contains a control character"),
        # In another folder it would be another home, and what was set up here were not there.
        ({"HOME": "/tmp", "CODEXCTL_HOME": "own"}, "CODEXCTL_HOME is not an absolute path: 'own'"),
    ],
)
def test_a_home_that_no_file_can_name_is_refused_by_every_command(
    environ: dict[str, str], said: str
) -> None:
    for done in each(environ).values():
        one_line(done)
        assert said in done.err


def test_who_stands_in_a_folder_that_is_gone_is_told_so(shell: Shell) -> None:
    gone = shell.cwd / "gone"
    gone.mkdir()
    command = 'rmdir "$PWD"; exec "$@"'
    for words in (("status", "--offline"), ("config", "get"), ("setup", "--yes")):
        done = ended(["/bin/sh", "-c", command, "sh", *codexctl(*words)], dict(shell.environ), gone)
        one_line(done)
        assert "the current folder was deleted" in done.err
        gone.mkdir()


def test_a_home_that_is_not_there_is_no_bug(tmp_path: Path) -> None:
    for name, done in each({"HOME": str(tmp_path / "nowhere")}).items():
        assert done.code in (0, 1), (name, done)
        assert "bug" not in done.err, name


@pytest.mark.parametrize(
    "environ",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "POSIX"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"TMPDIR": "/nonexistent"},
        {"CODEX_HOME": "{home}/.codex///"},
        {"CODEX_HOME": "~/.codex"},
        {"CODEX_HOME": "{home}/../home/./.codex"},
    ],
)
def test_other_odd_environments_do_their_work(shell: Shell, environ: dict[str, str]) -> None:
    home = str(shell.locations.home)
    more = {name: value.replace("{home}", home) for name, value in environ.items()}
    assert shell.run("setup", "--yes", "--no-proof", **more).code == 0
    status = shell.run("status", "--offline", **more)
    assert status.code == 0, status
    assert shell.run("uninstall", "--yes", "--offline", **more).code == 0
    assert not shell.locations.hooks_json.exists()


def test_whoever_names_both_folders_needs_no_home(tmp_path: Path) -> None:
    (tmp_path / "codex").mkdir()
    named = {"CODEX_HOME": str(tmp_path / "codex"), "CODEXCTL_HOME": str(tmp_path / "ours")}
    assert ended(codexctl("setup", "--yes", "--no-proof"), named).code == 0
    assert (tmp_path / "ours" / "hook.sh").exists()


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_let_nothing_into_our_files(shell: Shell, closed: str) -> None:
    """The first file that is opened would be number 1: what is printed would go into it."""
    for words in (("setup", "--yes"), ("trace", "export"), ("status", "--offline")):
        done = ended(["/bin/sh", "-c", f'"$@" {closed}', "sh", *codexctl(*words)],
                     dict(shell.environ), shell.cwd)  # fmt: skip
        assert done.code == 0, done
    for path in (shell.locations.cursors_db, shell.locations.traces_db):
        assert path.read_bytes().startswith(b"SQLite format 3\0")
    assert shell.locations.data_dir.joinpath("edit.lock").read_bytes() == b""


def test_a_result_that_cannot_be_written_is_said(shell: Shell) -> None:
    words = codexctl("status", "--offline")
    done = ended(["/bin/sh", "-c", '"$@" >/dev/full', "sh", *words], dict(shell.environ))
    one_line(done)
    assert "the result cannot be written: no space left on device" in done.err


def test_sessions_may_have_names_of_any_bytes(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof", "--destination", "local")
    folder = shell.locations.rollout_folders[0] / "2026"
    folder.mkdir(parents=True)
    for name in (b"rollout-\xff.jsonl", b"a\nb\x1b[31m.jsonl", b"\xfe.jsonl.zst"):
        (folder / os.fsdecode(name)).write_bytes(b"no rollout\n")
    os.mkfifo(folder / "pipe.jsonl")
    for words in (
        ("trace", "export", "--all", "--json"),
        ("trace", "export", "--all"),
        ("trace", "convert", str(folder)),
        ("status", "--offline", "--json"),
    ):
        done = shell.run(*words)
        assert done.code in (0, 1)
        assert "bug" not in done.err
        assert "\x1b" not in done.out + done.err
