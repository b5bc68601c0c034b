"""A whole machine for one script of root's: its /etc, /home and the like are thrown away after.

In a mount namespace of its own, with real accounts in it, and a Python that they can all run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.cli.conftest import MEASURED, Done
from tests.e2e.lab.managed import obstacle as no_namespace
from tests.policy.doors.lock_machine import ROOT, opened

_FOLDERS = ("/etc", "/usr", "/opt", "/var", "/home")
# What an administrator of the machine that the test runs on may have placed.
_ADMINISTERED = ("/etc/codex", "/etc/codexctl", "/usr/local/lib/codexctl", "/var/lib/codexctl")


def obstacle() -> str:
    """Why this machine cannot have another one in it; empty if it can."""
    return "only root can set up a machine" if os.geteuid() else no_namespace()


def _laid_over(folder: str) -> str:
    """The command that has changes of a folder go elsewhere."""
    up, work = f"/mnt/up{folder}", f"/mnt/work{folder}"
    layers = f"lowerdir={folder},upperdir={up},workdir={work}"
    return f"mkdir -p {up} {work} && mount -t overlay none -o {layers} {folder}"


def on_a_machine(script: str, environ: Mapping[str, str] | None = None) -> Done:
    """Run a script of root's there: `$C` is codexctl, `person NAME` makes an account."""
    lines = [
        "set -e",
        "mount -t tmpfs -o mode=755 none /mnt",
        *map(_laid_over, _FOLDERS),
        f"rm -rf {' '.join(_ADMINISTERED)}",
        # Nobody of the machine that the test runs on.
        "sed -i '/^[^:]*:[^:]*:[1-9][0-9][0-9][0-9]:/d' /etc/passwd",
        *opened({Path(sys.base_prefix), Path(sys.prefix), ROOT}),
        "person() { useradd --create-home --home-dir /home/$1 --shell /bin/bash $1; }",
        script,
    ]
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", "\n".join(lines)],
        env={
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "C": f"{sys.executable} -m codexctl",
            "PY": sys.executable,
            **MEASURED,
            **(environ or {}),
        },
        cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)
