"""A throwaway home in which codexctl is set up and the demo's turn has been traced."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from codexctl.deliver.rollouts.replay import demo_turn
from codexctl.trace.values import NS_PER_S

CODEXCTL = (sys.executable, "-m", "codexctl")
# When the turn ended: pictures of it are the same on every day.
ENDED = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


def environ_of(home: Path) -> dict[str, str]:
    """An environment in which every file of Codex's and ours lies below `home`."""
    return {
        "HOME": str(home),
        "CODEX_HOME": str(home / ".codex"),
        "CODEXCTL_HOME": str(home / ".codexctl"),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


def traced(home: Path) -> Mapping[str, str]:
    """Set up in `home`, which must be there, and trace the turn; gives its environment."""
    environ = environ_of(home)
    thread_id, lines = demo_turn(int(ENDED.timestamp()) * NS_PER_S)
    day = Path(environ["CODEX_HOME"], "sessions", f"{ENDED:%Y}", f"{ENDED:%m}", f"{ENDED:%d}")
    codexctl(environ, "setup", "--destination", "local", "--yes")
    day.mkdir(parents=True)
    (day / f"rollout-{ENDED:%Y-%m-%dT%H-%M-%S}-{thread_id}.jsonl").write_bytes(lines)
    codexctl(environ, "trace", "export", "--all")
    return environ


def codexctl(environ: Mapping[str, str], *words: str) -> str:
    """Run a command of ours there, without a terminal; gives what it printed."""
    done = subprocess.run(
        [*CODEXCTL, *words],
        env=dict(environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"codexctl {' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout
