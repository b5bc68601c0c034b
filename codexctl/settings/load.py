"""settings.toml to `Settings`: strict, so that a typing error is named instead of ignored."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codexctl.bounded_toml import loads
from codexctl.errors import CodexctlError
from codexctl.redact.rules import RuleError
from codexctl.safe_read import read_bytes
from codexctl.settings.capture import CATEGORIES, DEFAULT_MODE, CaptureLimits, CaptureMode
from codexctl.settings.destinations.presets import presets
from codexctl.settings.model import (
    DELIVERY,
    LOCAL,
    MAX_LINE_MB,
    MAX_QUIET_S,
    OTLP,
    Delivery,
    Destination,
    Keep,
    Settings,
    TraceParentUse,
)
from codexctl.settings.prices import Price, prices_from
from codexctl.settings.redaction import Redaction, redaction_from

VERSION = 1
_TOP = {
    "version",
    "capture",
    "destinations",
    "resource",
    "auto_sync",
    "redaction",
    "traceparent",
    "local",
    "deliver",
    "prices",
}
# The members of a destination, with the type that each must have.
_DESTINATION: dict[str, type] = {
    "name": str,
    "kind": str,
    "endpoint": str,
    "headers": dict,
    "api_key_env": str,
    "api_key_header": str,
    "api_key_prefix": str,
    "api_key_user": str,
    "api_key_command": list,
    "preset": str,
    "parameters": dict,
    "project": str,
    "capture": str,
}
# Quiet times in seconds, by their names in the file and in the model.
_QUIET = {"quiet_seconds": "quiet_s", "unseen_quiet_seconds": "unseen_quiet_s"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


class SettingsError(CodexctlError):
    """settings.toml cannot be used; nothing is captured or sent until it is mended."""


def load(path: Path) -> Settings:
    """Read the settings file; defaults when there is none.

    Raises SettingsError when it cannot be read or says something that is not understood: a
    worker then delivers nothing (and loses nothing, since rollouts wait), rather than guess.
    """
    try:
        raw = read_bytes(path)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}", "check its permissions") from None
    try:
        data = loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}", f"mend {path}") from None
    return from_data(data, path)


def from_data(data: Mapping[str, Any], path: Path) -> Settings:
    """Read parsed settings; `path` is named in errors.

    What is accepted is what `schemas/settings.schema.json` describes (a test compares them).
    """
    return _Reader(path).settings(data)


def load_prices(path: Path) -> Mapping[str, Price]:
    """The prices that a person set. Raises SettingsError, as sums without them would be wrong."""
    return load(path).prices


class _Reader:
    """Turns parsed TOML into the model, naming the file and key of whatever does not fit."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def settings(self, data: Mapping[str, Any]) -> Settings:
        if data.get("version", VERSION) != VERSION:
            raise self.error("version", f"{data['version']!r} is not {VERSION}")
        self.known(data, _TOP, "")
        destinations = tuple(
            self.destination(item, f"destinations[{index}]")
            for index, item in enumerate(self.list_of(data, "destinations", dict))
        )
        names = [d.name for d in destinations]
        if len(set(names)) != len(names):
            raise self.error("destinations", "two have the same name")
        return Settings(
            capture=self.capture(self.of_type(data, "capture", dict, {})),
            destinations=destinations,
            resource=self.pairs(data, "resource", "resource"),
            auto_sync=self.of_type(data, "auto_sync", bool, default=False),
            redaction=self.redaction(self.of_type(data, "redaction", dict, {})),
            keep=self.keep(self.of_type(data, "local", dict, {})),
            traceparent=self.traceparent(data),
            delivery=self.delivery(self.of_type(data, "deliver", dict, {})),
            prices=prices_from(self.of_type(data, "prices", dict, {}), self.error),
        )

    def traceparent(self, data: Mapping[str, Any]) -> TraceParentUse:
        use = data.get("traceparent", TraceParentUse.link)
        if use not in (*TraceParentUse,):
            known = ", ".join(TraceParentUse)
            raise self.error("traceparent", f"{use!r} is not one of {known}")
        return TraceParentUse(use)

    def capture(self, data: Mapping[str, Any]) -> CaptureLimits:
        self.known(data, {"mode", "exclude"}, "capture.")
        mode = self.of_type(data, "mode", str, DEFAULT_MODE.name)
        if mode not in CaptureMode.__members__:
            raise self.error(
                "capture.mode", f"{mode!r} is not one of {', '.join(CaptureMode.__members__)}"
            )
        exclude = frozenset(self.list_of(data, "exclude", str))
        if not exclude <= CATEGORIES:
            unknown = ", ".join(sorted(exclude - CATEGORIES))
            raise self.error(
                "capture.exclude", f"unknown: {unknown}; known: {', '.join(sorted(CATEGORIES))}"
            )
        source = "settings" if data else "default"
        return CaptureLimits(CaptureMode[mode], exclude, source)

    def keep(self, data: Mapping[str, Any]) -> Keep:
        self.known(data, {"keep_days", "max_mb"}, "local.")
        for key, value in data.items():
            if type(value) is not int or value < 1:
                raise self.error(f"local.{key}", "must be a whole number from 1")
        return Keep(data.get("keep_days"), data.get("max_mb"))

    def delivery(self, data: Mapping[str, Any]) -> Delivery:
        self.known(data, {*_QUIET, "debug", "longest_line_mb"}, "deliver.")
        quiet = {}
        for key, member in _QUIET.items():
            value = data.get(key, getattr(DELIVERY, member))
            if type(value) not in (int, float) or not 0 <= value <= MAX_QUIET_S:
                raise self.error(f"deliver.{key}", f"must be a number from 0 to {MAX_QUIET_S}")
            quiet[member] = float(value)
        longest = data.get("longest_line_mb", DELIVERY.longest_line_mb)
        if type(longest) not in (int, float) or not 0 < longest <= MAX_LINE_MB:
            raise self.error("deliver.longest_line_mb", f"must be a number up to {MAX_LINE_MB}")
        debug = self.of_type(data, "debug", bool, default=False)
        return Delivery(**quiet, debug=debug, longest_line_mb=float(longest))

    def redaction(self, data: Mapping[str, Any]) -> Redaction:
        self.known(data, {"kinds", "rule"}, "redaction.")
        kinds, rules = self.list_of(data, "kinds", str), self.list_of(data, "rule", dict)
        try:
            return redaction_from(kinds, rules)
        except RuleError as error:
            raise self.error("redaction", str(error)) from None

    def destination(self, data: Mapping[str, Any], where: str) -> Destination:
        self.known(data, set(_DESTINATION), f"{where}.")
        members: dict[str, Any] = {
            key: self.of_type(data, key, kind, default=None)
            for key, kind in _DESTINATION.items()
            if key in data
        }
        if not _NAME.fullmatch(members.get("name", "")):
            raise self.error(where, "needs a name of letters, digits, _, - and .")
        if members.get("kind") not in (LOCAL, OTLP):
            raise self.error(where, f"needs a kind ({LOCAL} or {OTLP})")
        for key in ("headers", "parameters"):
            members[key] = self.pairs(data, key, f"{where}.{key}")
        members["api_key_command"] = tuple(self.list_of(data, "api_key_command", str))
        members["capture"] = self.mode(data, f"{where}.capture") if "capture" in data else None
        self.remote(members, where)
        return Destination(**members)

    def remote(self, members: Mapping[str, Any], where: str) -> None:
        endpoint, preset = members.get("endpoint"), members.get("preset", "")
        if endpoint is not None and not endpoint.startswith(("http://", "https://")):
            raise self.error(f"{where}.endpoint", "must be an http:// or https:// address")
        if preset and preset not in presets():
            known = ", ".join(presets())
            raise self.error(f"{where}.preset", f"{preset!r} is not known; known: {known}")

    def mode(self, data: Mapping[str, Any], where: str) -> CaptureMode:
        mode = data["capture"]
        if mode not in CaptureMode.__members__:
            raise self.error(where, f"{mode!r} is not one of {', '.join(CaptureMode.__members__)}")
        return CaptureMode[mode]

    def pairs(self, data: Mapping[str, Any], key: str, where: str) -> tuple[tuple[str, str], ...]:
        table = self.of_type(data, key, dict, {})
        if not all(isinstance(value, str) for value in table.values()):
            raise self.error(where, "values must be text")
        return tuple(table.items())

    def list_of(self, data: Mapping[str, Any], key: str, kind: type) -> list[Any]:
        items: list[Any] = self.of_type(data, key, list, [])
        if not all(isinstance(item, kind) for item in items):
            raise self.error(key, "has an item of the wrong type")
        return items

    def of_type(self, data: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
        value = data.get(key, default)
        if key in data and not isinstance(value, kind):
            raise self.error(key, f"{value!r} is of the wrong type")
        return value

    def known(self, data: Mapping[str, Any], keys: set[str], prefix: str) -> None:
        for key in data:
            if key not in keys:
                raise self.error(f"{prefix}{key}", f"unknown key; known: {', '.join(sorted(keys))}")

    def error(self, key: str, what: str) -> SettingsError:
        return SettingsError(f"{self.path}: {key}: {what}", "mend that line")
