"""Ask the installed Codex what it sees: hooks, trust and requirements, through its app-server.

Asking runs the binary and creates files in the Codex home (databases,
an installation id), so it is done on a home that exists already and on no other.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codexctl import __version__
from codexctl.codex.app_server import CodexSilent, Conversation
from codexctl.codex.events import EVENTS
from codexctl.codex.requirements import NONE, Requirements, from_answer
from codexctl.codex.trust import Trust

TIMEOUT = 10.0
_NAMES = {event.camel: event.name for event in EVENTS}
CLIENT = {"name": "codexctl", "title": "codexctl", "version": __version__}


@dataclass(frozen=True, slots=True)
class ListedHook:
    """A hook as Codex itself lists it; `status` is its trust status, `managed` included."""

    key: str
    event: str
    command: str
    status: str
    enabled: bool
    current_hash: str

    @property
    def trust(self) -> Trust:
        """What becomes of it; a managed hook runs, whatever else is said."""
        if self.status == "managed":
            return Trust.trusted
        if not self.enabled:
            return Trust.disabled
        return Trust(self.status) if self.status in Trust.__members__ else Trust.untrusted


@dataclass(frozen=True, slots=True)
class Answer:
    """What Codex said.

    `hooks` is None where this version cannot list them; `hooks_layer` and `notify_layer` are the
    configuration layers that have the last word on the hooks feature and on notify, empty where
    none is named.
    """

    version: str
    hooks: tuple[ListedHook, ...] | None = None
    warnings: tuple[str, ...] = ()
    requirements: Requirements = NONE
    config: Mapping[str, Any] = field(default_factory=dict)
    hooks_layer: str = ""
    notify_layer: str = ""


def find_codex(environ: Mapping[str, str]) -> Path | None:
    """Find the `codex` that the person's PATH finds."""
    found = shutil.which("codex", path=environ.get("PATH", ""))
    return Path(found) if found else None


def ask(
    binary: Path, home: Path, cwd: Path, environ: Mapping[str, str], timeout: float = TIMEOUT
) -> Answer:
    """Ask Codex about `home`, as seen from the folder `cwd` (its project layer counts).

    `timeout` is in seconds, for the whole conversation. Raises CodexSilent when the home does
    not exist, or when the binary cannot be started, says nothing or ends too early.
    """
    if not home.is_dir():
        raise CodexSilent(f"{home} does not exist", "start codex once")
    with Conversation(binary, home, cwd, environ, timeout) as talk:
        capabilities = {"experimentalApi": False}
        hello = talk.call("initialize", {"clientInfo": CLIENT, "capabilities": capabilities})
        talk.tell("initialized")
        listed = talk.call("hooks/list", {"cwds": [str(cwd)]})
        required = talk.call("configRequirements/read", {})
        config = talk.call("config/read", {"cwd": str(cwd), "includeLayers": False})
    return _answer(hello or {}, listed, required or {}, config or {})


def _answer(
    hello: Mapping[str, Any],
    listed: Mapping[str, Any] | None,
    required: Mapping[str, Any],
    config: Mapping[str, Any],
) -> Answer:
    version = str(hello.get("userAgent", "")).partition("/")[2].partition(" ")[0]
    folder = (listed or {}).get("data") or [{}]
    hooks = tuple(listed_hook(raw) for raw in folder[0].get("hooks", ()))
    errors = (error.get("message", "") for error in folder[0].get("errors", ()))
    origins = config.get("origins") or {}
    return Answer(
        version=version,
        hooks=None if listed is None else hooks,
        warnings=(*folder[0].get("warnings", ()), *errors),
        requirements=from_answer(required),
        config=config.get("config") or {},
        hooks_layer=_layer(origins.get("features.hooks") or {}),
        notify_layer=_layer(origins.get("notify.0") or origins.get("notify") or {}),
    )


def _layer(origin: Mapping[str, Any]) -> str:
    """Name a configuration layer by its file, else by its kind."""
    name = origin.get("name") or {}
    folder = name.get("dotCodexFolder")
    return str(name.get("file") or (f"{folder}/config.toml" if folder else name.get("type") or ""))


def listed_hook(raw: Mapping[str, Any]) -> ListedHook:
    """Read one hook of a `hooks/list` answer."""
    name = str(raw.get("eventName", ""))
    return ListedHook(
        key=str(raw.get("key", "")),
        event=_NAMES.get(name, name),
        command=str(raw.get("command") or ""),
        status=str(raw.get("trustStatus", "")),
        enabled=raw.get("enabled") is not False,
        current_hash=str(raw.get("currentHash", "")),
    )
