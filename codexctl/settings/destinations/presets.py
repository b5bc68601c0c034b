"""The backends that come with codexctl: `templates/presets.toml` as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from codexctl.settings.destinations.extras import NO_EXTRAS, Extra, Extras


@dataclass(frozen=True, slots=True)
class KeyForm:
    """How a backend expects its key, and where its users usually have it.

    `form` is `raw` (the key alone), `bearer` or `basic`; `user` is the parameter with the user name
    for `basic`. `env` are the backend's own variables, in the order of the search; `netrc` are its
    hosts in ~/.netrc.
    """

    header: str
    form: str
    user: str = ""
    required: bool = False
    env: tuple[str, ...] = ()
    netrc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that a person fills in: a parameter, or the project.

    `env` is the backend's own variable for it, `help` describes it for people. `secret` is how the
    secret begins that people enter here by mistake; empty if there is none. `pattern` is a regular
    expression for values on the vendor's own servers, whose names end with `at`; empty for any
    value.
    """

    help: str = ""
    default: str = ""
    required: bool = False
    env: str = ""
    secret: str = ""
    pattern: str = ""
    at: str = ""

    def is_secret(self, value: str) -> bool:
        """Whether a value is the secret that people enter here by mistake."""
        return bool(self.secret) and value.strip().startswith(self.secret)


@dataclass(frozen=True, slots=True)
class ProjectForm:
    """How the project is sent to a backend: in a header, in the resource, or in both.

    `pattern` is a regular expression for the names of projects; empty for any name.
    """

    slot: Slot
    header: str = ""
    resource: str = ""
    value: str = "{project}"
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """The backend's own variable that names another server, and the path on that server.

    `usual` are the servers for which the preset's own address is used.
    """

    env: str
    path: str
    usual: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preset:
    """One backend; `schemas/presets.schema.json` describes the members."""

    name: str
    title: str
    endpoint: str
    verified: str
    key: KeyForm
    project: ProjectForm | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Slot] = field(default_factory=dict)
    base: Base | None = None
    notes: tuple[str, ...] = ()
    spans: Extras = NO_EXTRAS
    metrics: str = "none"

    @property
    def takes_metrics(self) -> bool:
        """Whether the backend accepts metrics."""
        return self.metrics != "none"


def extras_of(preset: str) -> Extras:
    """The additional attributes of spans for a preset; none for an unknown or empty name."""
    known = presets().get(preset) if preset else None
    return known.spans if known else NO_EXTRAS


@cache
def presets() -> Mapping[str, Preset]:
    """All presets by name, in the order of the file.

    The file is read once per process. It belongs to the package, so an error in it is a bug.
    """
    return {name: _preset(name, raw) for name, raw in tomllib.loads(_text())["presets"].items()}


def _text() -> str:
    from importlib.resources import files  # here: many processes need no preset

    return (files("codexctl.templates") / "presets.toml").read_text("utf-8")


def _preset(name: str, raw: Mapping[str, Any]) -> Preset:
    base = raw.get("base")
    key: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw["key"].items()}
    return Preset(
        name=name,
        title=raw["title"],
        endpoint=raw["endpoint"],
        verified=raw["verified"],
        key=KeyForm(**key),
        project=_project(raw["project"]) if "project" in raw else None,
        headers=raw.get("headers", {}),
        parameters={name: Slot(**slot) for name, slot in raw.get("parameters", {}).items()},
        base=Base(base["env"], base["path"], tuple(base["usual"])) if base else None,
        notes=tuple(raw.get("notes", ())),
        spans=_extras(raw.get("spans", {})),
        metrics=raw.get("metrics", "none"),
    )


def _extras(raw: Mapping[str, Any]) -> Extras:
    added = (
        Extra(name, said["of"], on, said.get("as", "value"))
        for on, names in raw.items()
        if isinstance(names, dict)
        for name, said in names.items()
    )
    return Extras(tuple(added), raw.get("usage_on_agent", False))


def _project(raw: Mapping[str, Any]) -> ProjectForm:
    form = {key: raw[key] for key in ("header", "resource", "value", "pattern") if key in raw}
    slot = {key: raw[key] for key in ("help", "default", "required", "env") if key in raw}
    return ProjectForm(Slot(**slot), **form)
