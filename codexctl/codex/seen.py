"""What Codex sees: its configuration layer by layer, and its hooks, by its own word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codexctl.codex.app_server import CodexSilent, Conversation
from codexctl.codex.ask import CLIENT, TIMEOUT, ListedHook, listed_hook
from codexctl.codex.requirements import NONE, Requirements, from_answer


@dataclass(frozen=True, slots=True)
class Layer:
    """One configuration layer.

    `name` is its file, or its kind where it has none; `disabled` says why Codex passes over it,
    empty where it does not.
    """

    name: str
    config: Mapping[str, Any]
    disabled: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The answers of one Codex.

    `layers` come highest first, none of them if it cannot use its configuration; `hooks` is None
    where this release cannot list them; `pins` are the features that an administrator fixed.
    """

    version: str
    layers: tuple[Layer, ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)
    hooks: tuple[ListedHook, ...] | None = None
    warnings: tuple[str, ...] = ()
    requirements: Requirements = NONE
    pins: Mapping[str, bool] = field(default_factory=dict)

    def layer(self, path: Path) -> Layer | None:
        """The layer that a file makes; None where Codex does not read the file from here."""
        return next((one for one in self.layers if one.name == str(path)), None)


def see(
    binary: Path, home: Path, cwd: Path, environ: Mapping[str, str], timeout: float = TIMEOUT
) -> Seen:
    """Ask Codex about an existing `home`, as seen from the folder `cwd`.

    Raises CodexSilent where there is no home, or no answer within `timeout` seconds.
    """
    if not home.is_dir():
        raise CodexSilent(f"{home} does not exist", "start codex once")
    with Conversation(binary, home, cwd, environ, timeout) as talk:
        capabilities = {"experimentalApi": False}
        hello = talk.call("initialize", {"clientInfo": CLIENT, "capabilities": capabilities})
        talk.tell("initialized")
        config = talk.call("config/read", {"cwd": str(cwd), "includeLayers": True})
        listed = talk.call("hooks/list", {"cwds": [str(cwd)]})
        required = talk.call("configRequirements/read", {})
    return read_answers(hello or {}, config or {}, listed, required or {})


def read_answers(
    hello: Mapping[str, Any],
    config: Mapping[str, Any],
    listed: Mapping[str, Any] | None,
    required: Mapping[str, Any],
) -> Seen:
    """Read the results of the four calls; what a release does not answer is empty."""
    folder = ((listed or {}).get("data") or [{}])[0]
    errors = (error.get("message", "") for error in folder.get("errors", ()))
    pins = (required.get("requirements") or {}).get("featureRequirements") or {}
    return Seen(
        version=str(hello.get("userAgent", "")).partition("/")[2].partition(" ")[0],
        layers=tuple(map(_layer, config.get("layers") or ())),
        config=config.get("config") or {},
        hooks=None if listed is None else tuple(map(listed_hook, folder.get("hooks", ()))),
        warnings=(*folder.get("warnings", ()), *errors),
        requirements=from_answer(required),
        pins=pins,
    )


def _layer(raw: Mapping[str, Any]) -> Layer:
    name = raw.get("name") or {}
    folder = name.get("dotCodexFolder")
    file = name.get("file") or (f"{folder}/config.toml" if folder else name.get("type", ""))
    return Layer(str(file), raw.get("config") or {}, str(raw.get("disabledReason") or ""))
