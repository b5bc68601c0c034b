"""Commands run as if this were Windows: where nothing of POSIX is there, and calls are stubs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.system.powershell import commands, mistakes, texts
from tests.system.test_imports import as_windows

_RUN = "from codexctl.cli.boundary import run; import sys; sys.exit(run({words!r}))"


class Home:
    """A throwaway home, and codexctl in it."""

    def __init__(self, folder: Path) -> None:
        self.codex, self.own = folder / ".codex", folder / "local" / "ctl"
        self.codex.mkdir()
        self._environ = {"HOME": str(folder), "CODEXCTL_HOME": str(self.own)}

    def run(self, *words: str, before: str = "") -> tuple[int, str]:
        """Run a command; its exit code, and what it said."""
        done = as_windows(before + _RUN.format(words=list(words)), **self._environ)
        assert "a bug in codexctl" not in done.stderr, (self.own / "logs/codexctl.log").read_text()
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


# The lists that Win32 would give: everything is ours alone.
_OURS = """
import codexctl.system.windows_access as access
access.access_of = lambda path: "O:SYD:P(A;;FA;;;SY)(A;;FA;;;S-1-5-21-1-2-3-1001)"
access.own_sid = lambda: "S-1-5-21-1-2-3-1001"
"""


def test_setup_names_windows_own_powershell_and_uninstall_leaves_nothing(home: Home) -> None:
    theirs = b'{\r\n  "hooks": {}\r\n}\r\n'
    (home.codex / "hooks.json").write_bytes(theirs)
    home.run("setup", "--destination", "local", "--yes", before=_OURS)
    written = (home.codex / "hooks.json").read_bytes()
    assert written.count(b"\n") == written.count(b"\r\n")
    (group,) = json.loads(written)["hooks"]["Stop"]
    (handler,) = group["hooks"]
    assert handler["command"] == handler["commandWindows"]
    assert handler["commandWindows"].endswith(f'-File "{home.own / "hook.ps1"}" Stop')
    assert home.run("uninstall", "--yes", before=_OURS)[0] == 0
    assert (home.codex / "hooks.json").read_bytes() == theirs
    assert not (home.own / "hook.ps1").exists()


def test_the_script_is_powershell_and_starts_the_worker_in_our_folder(home: Home) -> None:
    home.run("setup", "--destination", "local", "--yes", before=_OURS)
    script = (home.own / "hook.ps1").read_text("utf-8")
    assert mistakes(script) == []
    assert commands(script) == ["New-Object"]
    assert {f"'{home.own}'", f"'{home.own / 'hints'}'", f"'{home.own / 'traceparents'}'"} <= set(
        texts(script)
    )
    code, said = home.run("status", "--offline", before=_OURS)
    assert "✓ hooks.runs" in said, said
    del code


def test_a_name_that_the_old_code_page_lacks_is_marked_as_utf8(tmp_path: Path) -> None:
    (tmp_path / "Zoë O’Neill").mkdir()
    home = Home(tmp_path / "Zoë O’Neill")
    home.run("setup", "--destination", "local", "--yes", before=_OURS)
    script = (home.own / "hook.ps1").read_bytes()
    assert script.startswith(b"\xef\xbb\xbf")
    assert "Zoë O’’Neill".encode() in script  # PowerShell ends a text at either quote


def test_a_folder_that_others_can_write_to_gets_no_script(home: Home) -> None:
    theirs = "access.access_of = lambda path: 'O:SYD:(A;;FA;;;SY)(A;OICI;0x1301bf;;;BU)'\n"
    code, said = home.run("setup", "--destination", "local", "--yes", before=_OURS + theirs)
    assert code == 1
    assert "can be written by Users, who could make Codex run anything as you" in said
    assert "hint: icacls" in said
    assert not (home.codex / "hooks.json").exists()


def test_a_change_is_undone_to_the_byte(home: Home) -> None:
    theirs = b'# mine\r\nmodel = "gpt-5.4"\r\n'
    (home.codex / "config.toml").write_bytes(theirs)
    assert home.run("config", "set", "model", "gpt-5.5", "--yes", before=_OURS)[0] == 0
    changed = (home.codex / "config.toml").read_bytes()
    assert changed == b'# mine\r\nmodel = "gpt-5.5"\r\n'
    assert home.run("undo", "--yes", before=_OURS)[0] == 0
    assert (home.codex / "config.toml").read_bytes() == theirs


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("setup", "--destination", "local", "--trigger", "notify", "--yes"), "--trigger hook"),
        (("trace", "watch", "--service", "install", "--yes"), "no service for Windows"),
        (("fleet", "plan"), "codexctl cannot roll out on Windows"),
    ],
)
def test_what_windows_does_not_have_is_refused_by_name(
    home: Home, words: tuple[str, ...], said: str
) -> None:
    code, output = home.run(*words, before=_OURS)
    assert code == 1
    assert said in output


def test_the_worker_delivers_nothing_and_breaks_nothing_where_there_is_nothing(home: Home) -> None:
    script = "from codexctl.deliver.__main__ import main; main()"
    done = as_windows(script, HOME=str(home.codex.parent), CODEXCTL_HOME=str(home.own))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (
        "SetPriorityClass"
        in as_windows(
            "from codexctl.system import detach; detach();import __main__; print(__main__.CALLS)"
        ).stdout
    )
