"""Which version the installed Codex is, from its package if that says so: that starts nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from codexctl.codex.asking.find import find_codex
from codexctl.codex.plugins.fingerprint import FIRST
from codexctl.document import bounded_json

# Seconds.
TIMEOUT = 5.0
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_PACKAGE = "@openai/codex"
# A binary is at most this many folders below its package.
_DEEPEST = 5


def installed_version(environ: Mapping[str, str], home: Path, *, start: bool) -> str:
    """The version of the `codex` on the person's PATH (`0.155.1`); empty if that is not known.

    With `start` a Codex whose package says nothing is started for it (`codex --version`).
    """
    binary = find_codex(environ)
    if binary is None:
        return ""
    return packaged_version(binary) or (_said_version(binary, home, environ) if start else "")


def minds_content(environ: Mapping[str, str], home: Path) -> bool:
    """Whether the installed Codex looks at what else a plugin holds, or is not known.

    Older ones skip the hash of that, and their `--strict-config` rejects it.
    """
    version = installed_version(environ, home, start=True)
    return not version or tuple(map(int, version.split(".")[:2])) >= FIRST


def packaged_version(binary: Path) -> str:
    """What the package.json of npm above a binary says; empty without one."""
    for folder in binary.resolve().parents[:_DEEPEST]:
        with suppress(OSError, ValueError):
            package = bounded_json.loads((folder / "package.json").read_text(encoding="utf-8"))
            if isinstance(package, dict) and str(package.get("name", "")).startswith(_PACKAGE):
                found = _VERSION.match(str(package.get("version", "")))
                return found[0] if found else ""
    return ""


def _said_version(binary: Path, home: Path, environ: Mapping[str, str]) -> str:
    # If the package contains the version, no process is started, and nothing for one is imported.
    from codexctl.codex.asking.app_server import CodexSilent
    from codexctl.codex.asking.program import run_codex

    try:
        done = run_codex(binary, ("--version",), home, Path.cwd(), environ, TIMEOUT)
    except CodexSilent:
        return ""
    found = _VERSION.search(done.stdout.decode(errors="replace"))
    return found[0] if found else ""
