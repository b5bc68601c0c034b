"""What a person puts before our imports is left out; a program of their own stays theirs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from codexctl import isolation
from codexctl.locations import POLICY_FILE_ELSEWHERE, POLICY_FILES

ROOT = Path(__file__).parents[2]
# Says how it would start anew, or what comes first on the path if it goes on.
PROGRAM = """\
import os, site, sys
from codexctl.isolation import isolate
if len(sys.argv) > 1:
    site.ENABLE_USER_SITE, site.USER_SITE = True, sys.argv[1]
    sys.path.append(sys.argv[1])
here = sys.path[0]
os.execv = lambda program, words: print("anew", *words[1:]) or sys.exit()
isolate("codexctl", ["trace", "list"])
print("on", here in sys.path)
"""
ANEW, ON = "anew -I -m codexctl trace list", "on False"

posix = pytest.mark.skipif(os.name != "posix", reason="on Windows nothing is started anew")


def outcome(
    folder: Path, *words: str, flags: tuple[str, ...] = (), environ: Mapping[str, str] | None = None
) -> str:
    program = folder / "program.py"
    program.write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, *flags, str(program), *words],
        env={"PATH": os.environ["PATH"], **(environ or {})},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_usually_it_goes_on_without_the_folder_of_the_program(tmp_path: Path) -> None:
    assert outcome(tmp_path) == ON
    assert outcome(tmp_path, environ={"PYTHONUNBUFFERED": "1"}) == ON


@posix
@pytest.mark.parametrize("name", ["PYTHONPATH", "PYTHONPYCACHEPREFIX", "PYTHONUSERBASE"])
def test_it_starts_anew_where_python_was_told_to_look_elsewhere(tmp_path: Path, name: str) -> None:
    assert outcome(tmp_path, environ={name: str(tmp_path)}) == ANEW


@posix
def test_a_persons_own_packages_do_not_go_before_ours(tmp_path: Path) -> None:
    assert outcome(tmp_path, str(tmp_path / "site")) == ANEW


BOUND = """\
import os, sys
from codexctl import isolation
isolation.is_policy_here = lambda: True
if len(sys.argv) > 1:
    sys.executable = ""
carried = lambda: sorted(name for name in os.environ if "THEIRS" in name or name.startswith("LD_"))
os.execv = lambda program, words: print("anew", *words[1:], *carried()) or sys.exit()
try:
    isolation.isolate("codexctl", [])
except isolation.NotIsolated as error:
    print(error, "|", error.hint)
else:
    print("on")
"""


def bound(
    folder: Path,
    *words: str,
    flags: tuple[str, ...] = (),
    variable: str = "X",
    value: str = "",
    **environ: str,
) -> str:
    """What becomes of it where a policy holds; with any word Python does not know where it is."""
    program = folder / "program.py"
    program.write_text(BOUND)
    done = subprocess.run(
        [sys.executable, *flags, str(program), *words],
        env={"PATH": os.environ["PATH"], variable: value, **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@posix
def test_under_a_policy_all_that_may_have_come_in_is_left_behind(tmp_path: Path) -> None:
    anew = "anew -I -m codexctl"
    assert bound(tmp_path) == "on"
    assert bound(tmp_path, PYTHONUNBUFFERED="1", PYTHONNOUSERSITE="1") == "on"
    assert bound(tmp_path, PYTHONWARNINGS="ignore") == anew
    assert bound(tmp_path, PYTHONPATH=f"/mine:{ROOT}") == anew
    for name in ("LD_LIBRARY_PATH", "LD_PRELOAD", "LD_AUDIT", "GCONV_PATH", "LOCPATH"):
        assert bound(tmp_path, variable=name).startswith(anew)
        assert bound(tmp_path, flags=("-I",), variable=name).startswith(anew)
    assert bound(tmp_path, LD_BIND_NOW="1", THEIRS="x") == f"{anew} CODEXCTL_CARRIED_THEIRS"


@posix
def test_under_a_policy_what_cannot_be_isolated_does_not_start(tmp_path: Path) -> None:
    for name in ("PYTHONPATH", "PYTHONHOME", "LD_PRELOAD", "PYTHONWARNINGS"):
        value = sys.base_prefix if name == "PYTHONHOME" else ""
        said = bound(tmp_path, "lost", variable=name, value=value)
        assert said == (
            f"a policy applies here, and {name!r} controls what Python loads"
            " | unset it, or install codexctl in its own environment, for example with pipx"
        )
    assert bound(tmp_path, "lost") == "on"


def test_the_policy_is_looked_for_where_it_lies() -> None:
    known = {name: str(path) for name, path in POLICY_FILES.items()}
    assert known == isolation._POLICIES
    assert str(POLICY_FILE_ELSEWHERE) == isolation._POLICY_ELSEWHERE


@pytest.mark.parametrize("state", ["none", "file", "dangling folder", "dangling file", "a loop"])
def test_a_policy_in_whatever_state_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    folder = tmp_path / "etc"
    path = folder / "policy.toml"
    monkeypatch.setattr(isolation, "_POLICIES", {})
    monkeypatch.setattr(isolation, "_POLICY_ELSEWHERE", str(path))
    if state == "dangling folder":
        folder.symlink_to("/nowhere")
    elif state == "a loop":
        folder.symlink_to(folder)
    else:
        folder.mkdir()
    if state == "file":
        path.touch()
    if state == "dangling file":
        path.symlink_to("/nowhere")
    assert isolation.is_policy_here() is (state != "none")


def test_it_goes_on_where_there_is_nothing_to_get_away_from(tmp_path: Path) -> None:
    elsewhere = {"PYTHONPATH": str(tmp_path)}
    assert outcome(tmp_path, flags=("-I",), environ=elsewhere) == "on True"
    assert outcome(tmp_path, flags=("-E",), environ=elsewhere) == ON


def test_a_codexctl_that_is_itself_found_that_way_goes_on(tmp_path: Path) -> None:
    assert outcome(tmp_path, environ={"PYTHONPATH": str(ROOT)}) == ON


def test_a_program_given_in_words_is_not_started_anew() -> None:
    program = "from codexctl.isolation import isolate; isolate('codexctl', []); print('on')"
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout == "on\n"


@posix
def test_words_and_exit_code_survive_the_new_start(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise SystemExit(99)")
    for words, code in ((["--version"], 0), (["trace", "sing it"], 2)):
        done = subprocess.run(
            [sys.executable, "-m", "codexctl", *words],
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(tmp_path)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr


def test_it_starts_itself_again_from_whichever_folder(tmp_path: Path) -> None:
    (tmp_path / "codexctl.py").write_text("raise SystemExit('not ours')")
    program = "import subprocess; from codexctl.isolation import ourselves;"
    program += "raise SystemExit(subprocess.call([*ourselves(), '--version']))"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "program.py").write_text(program)
    done = subprocess.run(
        [sys.executable, str(tmp_path / "bin" / "program.py")],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
