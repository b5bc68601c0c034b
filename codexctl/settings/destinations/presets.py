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
    """How a backend wants its key, and where its users have it already.

    `form` is `raw` (the key alone), `bearer` or `basic`; `user` the parameter that is the user
    name of `basic`. `env` are the backend's own variables, in the order in which they are asked,
    `netrc` its hosts in ~/.netrc.
    """

    header: str
    form: str
    user: str = ""
    required: bool = False
    env: tuple[str, ...] = ()
    netrc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """Something that a person fills in: a parameter, or the project.

    `env` is the backend's own variable for it, `help` what it is, for people. `secret` is how the
    secret begins that people take for it, empty where they take none. `pattern` is what a value
    looks like on the vendor's own servers, whose names end with `at`; empty where any will do.
    """

    help: str = ""
    default: str = ""
    required: bool = False
    env: str = ""
    secret: str = ""
    pattern: str = ""
    at: str = ""

    def is_secret(self, value: str) -> bool:
        """Whether a value is the secret that people take for this."""
        return bool(self.secret) and value.strip().startswith(self.secret)


@dataclass(frozen=True, slots=True)
class ProjectForm:
    """How a backend is told the project: in a header, in the resource, or in both.

    `pattern` is what a project's name must look like, empty where any will do.
    """

    slot: Slot
    header: str = ""
    resource: str = ""
    value: str = "{project}"
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """A variable of the backend's own that names another server, and the path there.

    `usual` are the servers for which the preset's own address holds.
    """

    env: str
    path: str
    usual: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preset:
    """One backend. The members are described in `schemas/presets.schema.json`."""

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
        """Whether it takes metrics beside traces."""
        return self.metrics != "none"


def extras_of(preset: str) -> Extras:
    """What spans get that are sent by a preset; nothing where there is no such preset."""
    known = presets().get(preset) if preset else None
    return known.spans if known else NO_EXTRAS


@cache
def presets() -> Mapping[str, Preset]:
    """Every preset by its name, in the order of the file.

    Read once a process. The file is ours, so that an error in it is a fault of the package.
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
