"""A machine on which codexctl is run as a program."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from codexctl.locations import Locations, locate
from tests.cli.words.literals import wrong_hint
from tests.forked.client import run

# With these a process that is started here counts for the coverage as well.
MEASURED = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}


@dataclass(frozen=True)
class Done:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    """An environment in which every file lies below a temporary folder."""

    environ: Mapping[str, str]
    cwd: Path

    @property
    def locations(self) -> Locations:
        return locate(self.environ)

    def run(self, *arguments: str, **environ: str) -> Done:
        done = run(arguments, {**self.environ, **MEASURED, **environ}, self.cwd, timeout_s=60)
        assert "Traceback" not in done.stderr
        for line in done.stderr.splitlines():
            if line.startswith("hint: "):
                assert not wrong_hint(arguments, line.removeprefix("hint: ")), line
        return Done(done.returncode, done.stdout, done.stderr)

    def files(self) -> dict[str, bytes]:
        """Everything that is on this machine."""
        paths = (path for path in self.locations.home.rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in paths}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A fresh machine with a Codex home and no `codex` on its PATH."""
    home, cwd = tmp_path / "home", tmp_path / "work"
    (home / ".codex").mkdir(parents=True)
    cwd.mkdir()
    environ = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    return Shell(environ, cwd)
