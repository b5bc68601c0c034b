"""The output of `--version`, with `-v` including all paths."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from codexctl import __version__


def version_lines(*, verbose: bool) -> Iterator[str]:
    """The version; with `verbose` also Python's and Codex's, and the paths of all files."""
    yield f"codexctl, version {__version__}"
    if not verbose:
        return
    rows = [*_versions(), *_paths()]
    width = max(len(title) for title, _ in rows)
    yield from (f"{title:<{width}}  {said}" for title, said in rows)


def _versions() -> Iterator[tuple[str, str]]:
    from codexctl.codex.asking.find import find_codex
    from codexctl.codex.asking.version import installed_version
    from codexctl.environment import given

    yield "Python", f"{platform.python_version()} ({sys.executable})"
    binary = find_codex(given())
    if binary is None:
        yield "Codex", "there is no codex on the PATH"
        return
    version = installed_version(given(), Path.home(), start=True)
    yield "Codex", f"{version or 'unknown version'} ({binary})"


def _paths() -> Iterator[tuple[str, str]]:
    from codexctl.locations import locate

    locations = locate(os.environ)
    for title, path in (
        ("Codex home", locations.codex_home),
        ("settings", locations.settings_toml),
        ("store", locations.traces_db),
        ("log", locations.log_file),
        ("policy", locations.policy_file),
    ):
        yield title, f"{path}{'' if path.exists() else ' (does not exist)'}"
