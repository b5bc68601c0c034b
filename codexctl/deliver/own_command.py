"""A command of ours that a worker has done by a process of its own, as another room does it."""

from __future__ import annotations

from codexctl.environment import given
from codexctl.isolation import started_as


def done_quietly(*words: str, seconds: float) -> bool:
    """Run `codexctl WORDS` with nothing to say and nobody to ask; whether it ended with 0.

    Raises TimeoutExpired after so many seconds.
    """
    import subprocess  # here: a worker needs it once a day, or once a version

    done = subprocess.run(
        [*started_as("codexctl"), *words],
        env=given(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=seconds,
        check=False,
    )
    return done.returncode == 0
