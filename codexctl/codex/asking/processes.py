"""Codex processes that are running: what they were told and in which environment.

Only Linux shows this (/proc); elsewhere nothing is seen and nothing is said.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
_DAEMON = "--managed-daemon"


@dataclass(frozen=True, slots=True)
class Running:
    """One process: its arguments, and the environment that it was started in."""

    pid: int
    words: tuple[str, ...]
    environ: Mapping[str, str]

    @property
    def is_daemon(self) -> bool:
        """Whether it is the daemon that terminals share; hooks run in its environment."""
        return _DAEMON in self.words

    @property
    def switches_hooks_off(self) -> bool:
        """Whether it was started with hooks switched off, by either spelling."""
        for word, value in zip(self.words, (*self.words[1:], ""), strict=True):
            # An option and its value may be one word or two.
            said = f"{word}={value}" if word in ("--disable", "-c", "--config") else word
            if said in ("--disable=hooks", "--disable=codex_hooks"):
                return True
            if said.startswith(("-c", "--config")) and "hooks=false" in said.replace(" ", ""):
                return True
        return False


def running_codex(codex_home: Path, proc: Path = PROC) -> Iterator[Running]:
    """Find the person's processes of `codex` that work on this Codex home.

    `proc` is where the system shows processes. Those of others, which cannot be read, are left out.
    """
    try:
        entries = [entry for entry in proc.iterdir() if entry.name.isdigit()]
    except OSError:
        return
    for entry in entries:
        try:
            words = _strings(entry / "cmdline")
            if not words or Path(words[0]).name != "codex":
                continue
            environ = dict(
                pair.split("=", 1) for pair in _strings(entry / "environ") if "=" in pair
            )
        except OSError:
            continue
        if _home(environ) == codex_home:
            yield Running(int(entry.name), words, environ)


def _strings(path: Path) -> tuple[str, ...]:
    return tuple(os.fsdecode(part) for part in path.read_bytes().split(b"\0") if part)


def _home(environ: Mapping[str, str]) -> Path:
    home = environ.get("CODEX_HOME") or f"{environ.get('HOME', '')}/.codex"
    return Path(os.path.realpath(home))
