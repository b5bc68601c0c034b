"""A destination as it is written down to one that can be sent to: address, headers, key form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from codexctl.errors import CodexctlError
from codexctl.settings.destinations import otel_env
from codexctl.settings.destinations.presets import Preset, Slot, presets
from codexctl.settings.model import OTLP, Destination

_OF_AN_ENTITY = "entity/project"
_ENTITY_PROJECT = re.compile(r"[^\s/]+/[^\s/]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


class Unresolved(CodexctlError):
    """Something that the destination cannot do without is not said anywhere."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A destination that lacks nothing but its key.

    `destination` has its full address, all headers and the form of its key; `resource` are
    resource attributes for it alone; `key_env` are further variables that may hold its key, and
    `netrc` the machines of ~/.netrc; without a key it takes nothing where `key_required`; `basic`
    says that the key is the password of basic authentication.
    """

    destination: Destination
    resource: tuple[tuple[str, str], ...] = ()
    key_env: tuple[str, ...] = ()
    netrc: tuple[str, ...] = ()
    key_required: bool = False
    basic: bool = False


def resolve(destination: Destination, environ: Mapping[str, str]) -> Resolved:
    """Fill in what the preset and the environment say; what is written down goes first.

    Raises Unresolved, naming what is missing and how to say it.
    """
    if destination.kind != OTLP:
        return Resolved(destination)
    found = _by_preset if destination.preset else _plain
    return _usable(found(destination, environ))


def _by_preset(destination: Destination, environ: Mapping[str, str]) -> Resolved:
    preset = presets()[destination.preset]
    values = _parameters(destination, preset, environ)
    headers, resource = _project(destination, preset, environ)
    headers |= {name: _filled(text, values) for name, text in preset.headers.items()}
    host_of_its_own = _usual_address(destination, preset, environ)
    endpoint = destination.endpoint or host_of_its_own or _filled(preset.endpoint, values)
    usual = urlsplit(endpoint).hostname == urlsplit(preset.endpoint).hostname
    complete = replace(
        destination,
        endpoint=endpoint,
        headers=tuple((headers | dict(destination.headers)).items()),
        api_key_header=preset.key.header,
        api_key_prefix="Bearer " if preset.key.form == "bearer" else "",
        api_key_user=values.get(preset.key.user, "") if preset.key.form == "basic" else "",
    )
    netrc = (urlsplit(endpoint).hostname or "", *(preset.key.netrc if usual else ()))
    return Resolved(
        complete,
        tuple(resource.items()),
        preset.key.env,
        netrc if preset.key.netrc else (),
        # At an address of one's own there may be no log-in at all.
        (preset.key.required and not destination.endpoint) or bool(destination.api_key_env),
        preset.key.form == "basic",
    )


def address_of(destination: Destination, environ: Mapping[str, str]) -> str:
    """The full address; empty where it is not known, which no list of allowed ones contains."""
    try:
        return resolve(destination, environ).destination.endpoint
    except Unresolved:
        return ""


def traces_path(destination: Destination, address: str = "") -> str:
    """The path that an address without one stands for: a server of one's own may have another."""
    preset = presets().get(destination.preset)
    if preset and preset.base and address and address.rstrip("/") not in preset.base.usual:
        return preset.base.path
    return urlsplit(preset.endpoint).path if preset else otel_env.TRACES_PATH


def _usable(found: Resolved) -> Resolved:
    """Refuse what no request can be made with: the parts may come from anywhere."""
    one = found.destination
    parts = urlsplit(one.endpoint)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or _UNPRINTABLE.search(one.endpoint)
    ):
        raise Unresolved(
            f"{one.name}: {one.endpoint!r} is no http:// or https:// address", "codexctl setup"
        )
    for name, value in one.headers:
        if _UNPRINTABLE.search(name + value):
            raise Unresolved(
                f"{one.name}: the header {name!r} holds a line break", "codexctl setup"
            )
    return found


def _plain(destination: Destination, environ: Mapping[str, str]) -> Resolved:
    named = otel_env.endpoint(environ)
    endpoint = destination.endpoint or named
    if not endpoint:
        raise Unresolved(
            f"{destination.name}: no address; OTEL_EXPORTER_OTLP_ENDPOINT is not set here",
            f"codexctl setup --endpoint {destination.name}:URL",
        )
    if endpoint != named:
        # Headers of the environment are meant for the address of the environment, keys included.
        return _with_own_key(destination)
    if problem := otel_env.unusable_protocol(environ):
        raise Unresolved(f"{destination.name}: {problem}", "use http/protobuf")
    headers = otel_env.headers(environ) | dict(destination.headers)
    complete = replace(destination, endpoint=endpoint, headers=tuple(headers.items()))
    return _with_own_key(complete)


def _with_own_key(destination: Destination) -> Resolved:
    required, basic = bool(destination.api_key_env), bool(destination.api_key_user)
    return Resolved(destination, key_required=required, basic=basic)


def _parameters(
    destination: Destination, preset: Preset, environ: Mapping[str, str]
) -> dict[str, str]:
    said, values = dict(destination.parameters), {}
    for name, slot in preset.parameters.items():
        values[name] = said.get(name) or _from_slot(slot, environ)
        if slot.required and not values[name] and _is_needed(name, destination, preset):
            hint = f"codexctl setup --param {destination.name}:{name}=…  ({slot.help})"
            raise Unresolved(f"{destination.name}: {preset.title} needs {name}", hint)
    return values


def _is_needed(name: str, destination: Destination, preset: Preset) -> bool:
    """Whether a parameter is for more than an address that is named in full."""
    elsewhere = f"{{{name}}}" in "".join(preset.headers.values()) or name == preset.key.user
    return elsewhere or not destination.endpoint


def _project(
    destination: Destination, preset: Preset, environ: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    form = preset.project
    if form is None:
        return {}, {}
    name = destination.project or _from_slot(form.slot, environ)
    if not name:
        if not form.slot.required:
            return {}, {}
        what = f" ({form.slot.help})" if form.slot.help else ""
        hint = f"codexctl setup --project {destination.name}:NAME{what}"
        raise Unresolved(f"{destination.name}: {preset.title} needs a project", hint)
    if form.slot.help == _OF_AN_ENTITY and not _ENTITY_PROJECT.fullmatch(name):
        hint = f"codexctl setup --project {destination.name}:ENTITY/PROJECT"
        raise Unresolved(f"{destination.name}: {name!r} is no {_OF_AN_ENTITY}", hint)
    value = form.value.replace("{project}", name)
    return (
        {form.header: value} if form.header else {},
        {form.resource: value} if form.resource else {},
    )


def _from_slot(slot: Slot, environ: Mapping[str, str]) -> str:
    return (environ.get(slot.env, "") if slot.env else "") or slot.default


def _usual_address(destination: Destination, preset: Preset, environ: Mapping[str, str]) -> str:
    """The server that the backend's own variable names, if it is another than the usual one."""
    base = environ.get(preset.base.env, "").rstrip("/") if preset.base else ""
    if not base or not preset.base or base in preset.base.usual or destination.endpoint:
        return ""
    return base + preset.base.path


def _filled(template: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], template)
