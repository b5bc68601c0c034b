"""What a person puts before our imports is left out; a program of their own stays theirs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
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
