"""A real Secret Service for one home: gnome-keyring on a session bus of its own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import IO, cast

PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon", "secret-tool")
_START = """\
printf '%s' lab-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
printf '%s\\n' "$DBUS_SESSION_BUS_ADDRESS"
exec cat >/dev/null
"""


def missing() -> str:
    """Which programs this machine lacks; empty if it has them all."""
    return ", ".join(name for name in PROGRAMS if shutil.which(name) is None)


class SecretService:
    """Use as a context manager; `env` is what a process needs in order to find the keyring."""

    def __init__(self, home: Path, environ: dict[str, str]) -> None:
        self._run_dir = home / ".run"
        self._run_dir.mkdir(mode=0o700)
        self.env = environ | {"XDG_RUNTIME_DIR": str(self._run_dir)}

    def __enter__(self) -> SecretService:
        """Start the bus and unlock the keyring."""
        self._process = subprocess.Popen(
            ["dbus-run-session", "--", "sh", "-c", _START],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        address = cast("IO[str]", self._process.stdout).readline().strip()
        self.env["DBUS_SESSION_BUS_ADDRESS"] = address
        return self

    def __exit__(self, *_: object) -> None:
        """End the bus, and with it the keyring."""
        cast("IO[str]", self._process.stdin).close()
        self._process.wait(timeout=10)
        cast("IO[str]", self._process.stdout).close()

    def entries(self) -> str:
        """What the keyring holds of ours, by another program's word; secrets included."""
        done = subprocess.run(
            ["secret-tool", "search", "--all", "service", "codexctl"],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr
