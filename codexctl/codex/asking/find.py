"""Where the installed Codex is, at little cost: many machines that codexctl runs on have none."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path


def find_codex(environ: Mapping[str, str]) -> Path | None:
    """Find the `codex` that the person's PATH finds.

    None where there is none; `environ` is the person's own environment.
    """
    found = shutil.which("codex", path=environ.get("PATH", ""))
    return Path(found) if found else None
