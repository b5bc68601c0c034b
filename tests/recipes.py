"""Carries out what CONTRIBUTING.md says under "How to add": on a copy of the code, word by word."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The copy goes before the installed code: it is imported first.
_RUN = "import sys; sys.path.insert(0, sys.argv.pop(1)); import codexctl; "
_CLI = _RUN + "from codexctl.cli.boundary import run; sys.exit(run(sys.argv[1:]))"
_TESTS = _RUN + "import pytest; sys.exit(pytest.main(sys.argv[1:]))"


def blocks(title: str) -> list[str]:
    """The code in the recipe of that title, block by block."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    _, _, recipe = text.partition(f"\n### {title}\n")
    assert recipe, f"CONTRIBUTING.md has no recipe {title!r}"
    return _BLOCK.findall(re.split(r"^##", recipe, flags=re.MULTILINE)[0])


def copied(folder: Path) -> Path:
    """A copy of the code; gives the folder that holds its package."""
    ours = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "codexctl", folder / "codexctl", ignore=ours)
    for data in ("schemas", "templates"):
        shutil.copytree(ROOT / data, folder / "codexctl" / data)
    return folder


def add_row(file: Path, table: str, row: str) -> None:
    """Write a row at the end of a table of a module."""
    text = file.read_text("utf-8")
    found = re.search(rf"^{table}\b[^\n]*[({{]\n.*?(?=^[)}}])", text, re.MULTILINE | re.DOTALL)
    assert found, f"{file.name} has no table {table}"
    file.write_text(text[: found.end()] + row + text[found.end() :], "utf-8")


def add_before(file: Path, table: str, code: str) -> None:
    """Write a function before a table of a module."""
    before, line, after = file.read_text("utf-8").partition(f"\n{table}")
    assert line, f"{file.name} has no table {table}"
    file.write_text(f"{before}\n{code}\n{line}{after}", "utf-8")


def codexctl(copy: Path, *words: str) -> str:
    """What a command of the copy writes."""
    return _done(_CLI, copy, *words)


def run_tests(copy: Path, *words: str) -> str:
    """Run tests against the copy; all of them must be green."""
    return _done(_TESTS, copy, "-p", "no:cacheprovider", *words)


def _done(code: str, copy: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, str(copy), *words],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
