"""A machine with an administrator: their files in /etc, for one command alone.

The command runs in a mount namespace of its own, which only root can have.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

import pytest

from tests.cli.conftest import MEASURED, Done, Shell

_MOUNT = (
    "mount -t tmpfs none /mnt && mkdir -p /mnt/up /mnt/work && cp -r {etc}/. /mnt/up"
    " && mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/up,workdir=/mnt/work /etc"
)


def administered(shell: Shell, files: dict[str, str], *arguments: str, **environ: str) -> Done:
    """Run one command of codexctl where these files, by their paths below /etc, exist as well.

    Skips the test where the system has no mount namespaces for us.
    """
    etc = shell.cwd.parent / "etc"
    for name, text in files.items():
        path = etc / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o644)
    mount = _MOUNT.format(etc=shlex.quote(str(etc)))
    words = shlex.join([sys.executable, "-m", "codexctl", *arguments])
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", f"{mount} || exit 77; exec {words}"],
        env={**shell.environ, **MEASURED, **environ}, cwd=shell.cwd, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip("no mount namespaces here")
    assert "Traceback" not in done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can place a policy")
