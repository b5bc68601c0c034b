"""Running the installed Codex once, for what a subcommand of it says."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from codexctl.codex.asking.app_server import CodexSilent


def run_codex(
    binary: Path,
    words: tuple[str, ...],
    home: Path,
    cwd: Path,
    environ: Mapping[str, str],
    timeout: float,
) -> subprocess.CompletedProcess[bytes]:
    """Run it on `home`, as seen from the folder `cwd`, with nothing on stdin.

    Raises CodexSilent if it cannot be started or does not end within `timeout` seconds. `words` are
    the arguments; the exit code is the caller's to judge.
    """
    try:
        return subprocess.run(
            [str(binary), *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=cwd,
            env={**environ, "CODEX_HOME": str(home)},
            timeout=timeout,
            check=False,
        )
    except OSError as error:
        raise CodexSilent(f"{binary}: {error.strerror}", "codex --version") from None
    except subprocess.TimeoutExpired:
        raise CodexSilent(f"{binary} did not end in time", "codex doctor") from None
