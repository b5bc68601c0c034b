"""What Codex sees: its configuration layer by layer, and its hooks, as Codex itself says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codexctl.codex.asking.required_values import allowed_values
from codexctl.codex.asking.requirements import NONE, Requirements, from_answer
from codexctl.codex.hooks.events import EVENTS
from codexctl.codex.hooks.trust import Trust
from codexctl.codex.secrets.sentences import without_value

_NAMES = {event.camel: event.name for event in EVENTS}


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
class Layer:
    """One configuration layer.

    `name` is its file, or its kind where it has none; `disabled` says why Codex ignores it,
    empty where it does not.
    """

    name: str
    config: Mapping[str, Any]
    disabled: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The answers of one Codex.

    `layers` come highest first, none of them if it cannot use its configuration; `hooks` is None
    where this release cannot list them; `pins` are the features that an administrator fixed,
    `allowed` the values that they leave a key of config.toml, `disabled_servers` the MCP servers
    that they switched off, each with the reason.
    """

    version: str
    layers: tuple[Layer, ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)
    hooks: tuple[ListedHook, ...] | None = None
    warnings: tuple[str, ...] = ()
    requirements: Requirements = NONE
    pins: Mapping[str, bool] = field(default_factory=dict)
    allowed: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    disabled_servers: Mapping[str, str] = field(default_factory=dict)

    def layer(self, path: Path) -> Layer | None:
        """The layer that a file makes; None where Codex does not read the file from here."""
        return next((layer for layer in self.layers if layer.name == str(path)), None)

    def decided_by(self, said: Callable[[Mapping[str, Any]], object]) -> str:
        """Name the highest layer that says what holds in the end; empty where none is found.

        `said` reads one thing in a configuration; it gives None where that says nothing of it.
        """
        wanted = said(self.config)
        if wanted is None:
            return ""
        in_use = (layer for layer in self.layers if not layer.disabled)
        return next((layer.name for layer in in_use if said(layer.config) == wanted), "")


def read_answers(
    hello: Mapping[str, Any],
    config: Mapping[str, Any],
    listed: Mapping[str, Any] | None,
    required: Mapping[str, Any],
) -> Seen:
    """Read the results of the four calls; what a release does not answer is empty.

    In order: `initialize`, `config/read`, `hooks/list` (None where the release has no such call),
    `configRequirements/read`.
    """
    folder = ((listed or {}).get("data") or [{}])[0]
    errors = (error.get("message", "") for error in folder.get("errors", ()))
    pins = (required.get("requirements") or {}).get("featureRequirements") or {}
    return Seen(
        # The user agent is `NAME/VERSION (system) …`.
        version=str(hello.get("userAgent", "")).partition("/")[2].partition(" ")[0],
        layers=tuple(map(_layer, config.get("layers") or ())),
        config=config.get("config") or {},
        hooks=None if listed is None else tuple(map(listed_hook, folder.get("hooks", ()))),
        warnings=tuple(map(without_value, (*folder.get("warnings", ()), *errors))),
        requirements=from_answer(required),
        pins=pins,
        allowed=allowed_values(required),
    )


def _layer(raw: Mapping[str, Any]) -> Layer:
    name = raw.get("name") or {}
    folder = name.get("dotCodexFolder")
    file = name.get("file") or (f"{folder}/config.toml" if folder else name.get("type", ""))
    return Layer(str(file), raw.get("config") or {}, str(raw.get("disabledReason") or ""))


def listed_hook(raw: Mapping[str, Any]) -> ListedHook:
    """Read one hook of a `hooks/list` answer.

    What a release does not say is empty; a hook of which it does not say so is enabled.
    """
    name = str(raw.get("eventName", ""))
    return ListedHook(
        key=str(raw.get("key", "")),
        event=_NAMES.get(name, name),
        command=str(raw.get("command") or ""),
        status=str(raw.get("trustStatus", "")),
        enabled=raw.get("enabled") is not False,
        current_hash=str(raw.get("currentHash", "")),
    )
