"""Reads settings.toml into `Settings`; an unknown key is an error, so that typos are found."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codexctl.bounded_toml import loads
from codexctl.errors import CodexctlError
from codexctl.redact.rules import RuleError
from codexctl.safe_read import read_bytes
from codexctl.settings.capture import (
    CATEGORIES,
    DEFAULT_MODE,
    CaptureLimits,
    CaptureMode,
    Source,
    Voice,
)
from codexctl.settings.destination_fields import DESTINATION
from codexctl.settings.destinations.resolve import project_misfit
from codexctl.settings.fields import FIELDS, TABLES, VERSION, scalars
from codexctl.settings.model import Destination, Settings
from codexctl.settings.redaction import NO_REDACTION, Redaction, redaction_from
from codexctl.settings.values import held, misfit
from codexctl.wording import not_one_of

if TYPE_CHECKING:
    from codexctl.settings.prices import Price


class SettingsError(CodexctlError):
    """settings.toml cannot be used; nothing is captured or sent until it is fixed."""


UNREADABLE = Settings(
    capture=CaptureLimits(CaptureMode.metadata, CATEGORIES, Source(Voice.invalid_settings))
)
"""The settings to use for an invalid file: only metadata is captured; there is no destination."""


def load(path: Path) -> Settings:
    """Read the settings file; the result is the defaults if it does not exist.

    Raises SettingsError if it cannot be read or is not valid. A worker then delivers nothing, and
    nothing is lost, because the rollouts stay on disk.
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
        raise SettingsError(f"{path}: {error}", f"fix {path}") from None
    return from_data(data, path)


def from_data(data: Mapping[str, Any], path: Path) -> Settings:
    """Read parsed settings; `path` is named in errors.

    It accepts what `schemas/settings.schema.json` allows (a test compares them). Raises
    SettingsError, which names the file and the key, for the first mistake.
    """
    return _Reader(path).settings(data)


def load_prices(path: Path) -> Mapping[str, Price]:
    """The prices that a person set, by model. Raises SettingsError: sums would be wrong."""
    return load(path).prices


class _Reader:
    """Makes settings from parsed TOML; an error names the file and the key."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def settings(self, data: Mapping[str, Any]) -> Settings:
        if data.get("version", VERSION) != VERSION:
            raise self.error("version", f"{data['version']!r} is not {VERSION}")
        said = dict(self.said(data))
        return Settings(
            capture=_capture(said, is_said=bool(data.get("capture"))),
            destinations=self.destinations(said.get("destinations", ())),
            resource=said.get("resource", ()),
            redaction=self.redaction(said),
            prices=self.prices(said.get("prices", {})),
            values={place: said[place] for place in scalars() if place in said},
        )

    def said(self, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        """The values that the file sets, by their place in the table, as in the model."""
        self.known(data, {"version", *(place.partition(".")[0] for place in FIELDS)}, "")
        for name in TABLES:
            table = data.get(name, {})
            if not isinstance(table, dict):
                raise self.error(name, "must be a table")
            inside = {
                place.removeprefix(f"{name}.") for place in FIELDS if place.startswith(f"{name}.")
            }
            self.known(table, inside, f"{name}.")
        for place, field in FIELDS.items():
            table, _, key = place.rpartition(".")
            within = data.get(table, {}) if table else data
            if key in within:
                if wrong := misfit(field, within[key]):
                    raise self.error(place, wrong)
                yield place, held(field, within[key])

    def prices(self, said: Mapping[str, Any]) -> Mapping[str, Price]:
        if not said:
            return {}
        from codexctl.settings.prices import prices_from  # here: few people set any, and it is slow

        return prices_from(said, self.error)

    def redaction(self, said: Mapping[str, Any]) -> Redaction:
        kinds, rules = said.get("redaction.kinds", ()), said.get("redaction.rule", ())
        try:
            return redaction_from(kinds, rules) if kinds or rules else NO_REDACTION
        except RuleError as error:
            raise self.error("redaction", str(error)) from None

    def destinations(self, tables: tuple[dict[str, Any], ...]) -> tuple[Destination, ...]:
        read = tuple(self.destination(item, f"destinations[{n}]") for n, item in enumerate(tables))
        if len({destination.name for destination in read}) != len(read):
            raise self.error("destinations", "two have the same name")
        return read

    def destination(self, data: Mapping[str, Any], where: str) -> Destination:
        self.known(data, set(DESTINATION), f"{where}.")
        members: dict[str, Any] = {}
        for key, field in DESTINATION.items():
            if key in data:
                if wrong := misfit(field, data[key]):
                    raise self.error(f"{where}.{key}", wrong)
                members[key] = held(field, data[key])
            elif field.required:
                takes = field.must or f"a {key} ({' or '.join(field.choices)})"
                raise self.error(where, f"needs {takes}")
        if "capture" in members:
            members["capture"] = CaptureMode[members["capture"]]
        self.project(members, where)
        self.parameters(members, where)
        return Destination(**members)

    def project(self, members: Mapping[str, Any], where: str) -> None:
        project = members.get("project", "")
        if not project:
            return  # every worker calls this, and reading the presets takes time
        from codexctl.settings.destinations.presets import presets

        preset = presets().get(members.get("preset", ""))
        if why := project_misfit(project, preset):
            raise self.error(f"{where}.project", why)

    def parameters(self, members: Mapping[str, Any], where: str) -> None:
        said = members.get("parameters", ())
        if not said:
            return
        from codexctl.settings.destinations.presets import presets

        preset = presets().get(members.get("preset", ""))
        known = tuple(preset.parameters) if preset else ()
        self.known(dict(said), set(known), f"{where}.parameters.")

    def known(self, data: Mapping[str, Any], keys: set[str], prefix: str) -> None:
        for key in data:
            if key not in keys:
                what = f"unknown key; it {not_one_of(key, sorted(keys))}" if keys else "unknown key"
                raise self.error(f"{prefix}{key}", what)

    def error(self, key: str, what: str) -> SettingsError:
        return SettingsError(f"{self.path}: {key}: {what}", "fix that line")


def _capture(said: Mapping[str, Any], *, is_said: bool) -> CaptureLimits:
    mode = CaptureMode[said.get("capture.mode", DEFAULT_MODE.name)]
    return CaptureLimits(
        mode,
        said.get("capture.exclude", frozenset()),
        Source(Voice.settings if is_said else Voice.default),
    )
