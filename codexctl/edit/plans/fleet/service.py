"""What has each person's own session deliver what an outage left: a timer of theirs, not root's.

No process of root's reads anybody's home: systemd starts the worker in each person's own manager,
launchd in each person's own session.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

SERVICE, TIMER = "codexctl-deliver.service", "codexctl-deliver.timer"
AGENT = "com.codexctl.deliver.plist"
_UNITS, _AGENTS = Path("/etc/systemd/user"), Path("/Library/LaunchAgents")
# A drop-in makes every user's manager start the timer. It is a plain file, so it needs no link.
_WANTED = "timers.target.d/50-codexctl.conf"


def service_files(python: str, platform: str) -> Mapping[Path, str]:
    """The files by their places; `python` is the machine's interpreter of codexctl.

    `platform` is as in `sys.platform`: a launchd agent on macOS, else units of systemd.
    """
    if platform == "darwin":
        from xml.sax.saxutils import escape  # imports modules for the network, too

        return {_AGENTS / AGENT: _rendered(AGENT, escape(python))}
    return {
        _UNITS / SERVICE: _rendered(SERVICE, _systemd_word(python)),
        _UNITS / TIMER: _rendered(TIMER, ""),
        _UNITS / _WANTED: f"# By codexctl fleet apply.\n[Unit]\nWants={TIMER}\n",
    }


def _rendered(name: str, python: str) -> str:
    from importlib.resources import files  # here: rarely needed, and takes 5 ms

    text = files("codexctl.templates").joinpath("rollout", "service", name).read_text("utf-8")
    return re.sub("@PYTHON@", lambda _: python, text)


def _systemd_word(text: str) -> str:
    """Quote for a unit file, where % and backslash mean something."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
