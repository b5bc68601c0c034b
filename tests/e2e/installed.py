"""codexctl set up in a laboratory's home, driven as a person drives it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.lab.runner import Lab


class Installed:
    """codexctl for one laboratory: its commands, run in the laboratory's environment."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.home = lab.home.root / "codexctl"
        lab.home.env["CODEXCTL_HOME"] = str(self.home)

    def run(self, *arguments: str, check: bool = True, stdin: str = "") -> str:
        """One command; gives what it prints. Raises AssertionError with its words if it fails."""
        done = self.call(*arguments, stdin=stdin)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def call(
        self, *arguments: str, stdin: str = "", cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """One command, in the work folder or another, and all there is to know of how it went."""
        path = f"{self.lab.binary.parent}:{self.lab.home.env['PATH']}"
        return subprocess.run(
            [sys.executable, "-m", "codexctl", *arguments],
            env=self.lab.home.env | {"PATH": path},
            cwd=cwd or self.lab.home.work,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    def turns(self) -> list[dict[str, Any]]:
        """The turns of the local store, the newest first."""
        return list(json.loads(self.run("trace", "list", "--json"))["turns"])

    def turns_when(
        self, ready: Callable[[list[dict[str, Any]]], bool], within_s: float = 2.0
    ) -> list[dict[str, Any]]:
        """The turns as soon as they are as expected, or as they are when the time is over."""
        began = time.monotonic()
        while True:
            turns = self.turns()
            if ready(turns) or time.monotonic() - began > within_s:
                return turns
            time.sleep(0.05)
