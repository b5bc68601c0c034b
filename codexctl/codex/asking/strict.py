"""The installed Codex as the judge of its configuration: `codex app-server --strict-config`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from codexctl.codex.asking.app_server import without_plugin_sync
from codexctl.codex.asking.program import run_codex
from codexctl.codex.config.findings import Finding
from codexctl.codex.secrets.sentences import without_value

# Seconds.
TIMEOUT = 10.0
_ERROR = re.compile(r"^Error: (.*?)(?:\n\n|\Z)", re.DOTALL | re.MULTILINE)
# If loading failed, the reason is the cause below; the error itself says only that it failed.
_CAUSE = re.compile(r"Caused by:\n\s+(.*?)(?:\n\n|\Z)", re.DOTALL)
_WHERE = re.compile(r"(/.*?|[A-Za-z]:\\.*?):(\d+):(\d+): (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Codex says of all its configuration layers together.

    `known` is False for a release without --strict-config (before 0.131). It stops at the first
    thing that it does not like, so there is one `finding` at most; none means that all is well.
    """

    known: bool = True
    finding: Finding | None = None


def strict_verdict(
    binary: Path, home: Path, cwd: Path, environ: Mapping[str, str], timeout: float = TIMEOUT
) -> Verdict:
    """Start Codex so that it reads its configuration and ends; `cwd` decides on the project.

    The home must exist: Codex creates files in it. Raises CodexSilent if it cannot be started
    or does not end within `timeout` seconds.
    """
    with without_plugin_sync(home):
        done = run_codex(binary, ("app-server", "--strict-config"), home, cwd, environ, timeout)
    return read_verdict(done.returncode, done.stderr.decode(errors="replace"), str(home))


def read_verdict(code: int, stderr: str, home: str) -> Verdict:
    """Read how it ended and what it wrote.

    `code` is the exit code; `home` is named where Codex names no file of its own.
    """
    if code == 0:
        return Verdict()
    # Releases before 0.131 do not know the flag and say nothing about the configuration.
    if "unexpected argument '--strict-config'" in stderr:
        return Verdict(known=False)
    found = _CAUSE.search(stderr) if "failed to load configuration\n" in stderr else None
    found = found or _ERROR.search(stderr)
    said = found[1].strip().splitlines()[0] if found else f"it ended with code {code}"
    said = without_value(said)
    where = _WHERE.fullmatch(said)
    hint = "the installed Codex says so"
    if where is None:
        return Verdict(finding=Finding(f"{home}/config.toml", 1, 1, said, hint))
    path, line, column, what = where.groups()
    return Verdict(finding=Finding(path, int(line), int(column), what, hint))
