"""The user service that follows Codex's sessions: a systemd unit or a launchd agent."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

from codexctl.edit.files.read import read
from codexctl.edit.plan import Effect, FileEdit, Plan
from codexctl.errors import EditRefused
from codexctl.locations import Locations

UNIT = "codexctl-watch.service"
AGENT = "com.codexctl.watch.plist"


def plan_service(locations: Locations, python: str, *, install: bool) -> Plan:
    """Plan to write the service's file, or to remove it.

    `python` is the interpreter that it starts. Raises EditRefused for an unreadable file.
    """
    if sys.platform == "win32" and install:
        raise EditRefused("there is no service for Windows", "codexctl trace watch")
    path = service_file(locations)
    before = read(path)
    after = rendered(python, locations).encode() if install else None
    edits = () if before == after else (FileEdit(path, before, after, 0o600),)
    if install:
        return Plan(edits, "watch service install", Effect.installs)
    return Plan(edits, "watch service remove")


def is_service(content: bytes | None) -> bool:
    """Whether a service's file was written by us."""
    return content is not None and b"Written by codexctl trace watch" in content


def service_file(locations: Locations, platform: str = sys.platform) -> Path:
    """Where the system looks for a person's own services."""
    if platform == "darwin":
        return locations.home / "Library" / "LaunchAgents" / AGENT
    return locations.home / ".config" / "systemd" / "user" / UNIT


def rendered(python: str, locations: Locations, platform: str = sys.platform) -> str:
    """The service's file for this installation and these folders.

    `platform` is as in `sys.platform`: a launchd agent on macOS, else a systemd unit.
    """
    variables = _variables(locations).items()
    if platform == "darwin":
        from xml.sax.saxutils import escape  # imports modules for the network, too

        lines = [
            f"    <key>{key}</key><string>{escape(value)}</string>" for key, value in variables
        ]
        name, values = AGENT, {"PYTHON": escape(python)}
    else:
        lines = [f"Environment={_systemd_word(f'{key}={value}')}" for key, value in variables]
        name, values = UNIT, {"PYTHON": _systemd_word(python)}
    values["ENVIRONMENT"] = "\n".join(lines)
    from importlib.resources import files  # here: rarely needed, and takes 5 ms

    template = (files("codexctl.templates") / name).read_text("utf-8")
    return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], template)


def _variables(locations: Locations) -> dict[str, str]:
    """What the service needs as input, because it does not run in the person's shell."""
    variables = {"CODEX_HOME": str(locations.codex_home)}
    if locations.config_dir == locations.data_dir:
        return variables | {"CODEXCTL_HOME": str(locations.data_dir)}
    if sys.platform in ("darwin", "win32"):
        return variables
    return variables | {
        "XDG_CONFIG_HOME": str(locations.config_dir.parent),
        "XDG_DATA_HOME": str(locations.data_dir.parent),
    }


def stop_command(locations: Locations, platform: str = sys.platform) -> tuple[str, ...]:
    """The program and arguments that stop the service, while its file is still there."""
    if platform == "darwin":
        return ("launchctl", "unload", str(service_file(locations, platform)))
    return ("systemctl", "--user", "disable", "--now", UNIT)


def next_step(locations: Locations, *, install: bool, platform: str = sys.platform) -> str:
    """Return the command that starts the service, or stops it if `install` is False.

    `platform` is as in `sys.platform`.
    """
    if platform == "darwin":
        verb = "load" if install else "unload"
        return f"launchctl {verb} {shlex.quote(str(service_file(locations, platform)))}"
    verb = "enable" if install else "disable"
    return f"systemctl --user daemon-reload && systemctl --user {verb} --now {UNIT}"


def _systemd_word(text: str) -> str:
    """Quote for a unit file, where % and backslash mean something."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'
