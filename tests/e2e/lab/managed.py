"""A machine with an administrator: real files in /etc/codex, for one Codex alone.

Codex runs in a mount namespace of its own, in which /etc/codex is a folder of the test's; so is
/etc/codexctl, the policy's, whose files may change while Codex runs.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

ETC = Path("/etc/codex")


def obstacle() -> str:
    """Why this machine cannot do it; empty if it can."""
    if shutil.which("unshare") is None:
        return "there is no unshare here"
    done = subprocess.run(
        ["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    )
    return "" if done.returncode == 0 else "no mount namespaces without root"


def managed_codex(binary: Path, folder: Path, policy: Path | None = None, **files: str) -> Path:
    """A `codex` that finds these files in /etc/codex; `files`: name without .toml → content.

    `policy` is the folder that it and whatever it starts find as /etc/codexctl.
    """
    etc = folder / "etc-codex"
    etc.mkdir(parents=True)
    for name, content in files.items():
        (etc / f"{name}.toml").write_text(content)
    wrapper = folder / "bin" / "codex"
    wrapper.parent.mkdir()
    upper, work = folder / "upper", folder / "ovl"
    bound = f" && mount --bind {shlex.quote(str(policy))} /etc/codexctl" if policy else ""
    inner = (
        # An overlay, so that not even an empty folder is left in the real /etc.
        f"mount -t tmpfs none /mnt && mkdir -p /mnt/{upper.name}/codex /mnt/{upper.name}/codexctl"
        f" /mnt/{work.name}"
        f" && cp {shlex.quote(str(etc))}/* /mnt/{upper.name}/codex/"
        f" && mount -t overlay overlay"
        f" -o lowerdir=/etc,upperdir=/mnt/{upper.name},workdir=/mnt/{work.name} /etc{bound}"
        f' && exec {shlex.quote(str(binary))} "$@"'
    )
    wrapper.write_text(f'#!/bin/sh\nexec unshare -m sh -c {shlex.quote(inner)} codex "$@"\n')
    wrapper.chmod(0o755)
    return wrapper
