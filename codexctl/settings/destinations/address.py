"""The address of a destination: who says it, and what an address without a path stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codexctl.errors import CodexctlError
from codexctl.settings.destinations import otel_env
from codexctl.settings.destinations.said import Said, Voice, environment_first, said
from codexctl.settings.model import Destination

if TYPE_CHECKING:
    from codexctl.settings.destinations.presets import Preset

_PARAMETER = re.compile(r"\{(\w+)\}")


class Unresolved(CodexctlError):
    """Something that the destination cannot do without is not said anywhere."""


def completed(address: str, preset: Preset | None) -> str:
    """An address as people write it, in full: without a path it means the backend's usual one.

    A flag, the wizard, the backend's own variable and the settings of another tracer all come
    through here, so that one server has one address whoever names it.

    `preset` is None for a backend that is not known; its path is then OpenTelemetry's,
    `/v1/traces`.
    """
    if preset and preset.base and address.rstrip("/") in preset.base.usual:
        return preset.endpoint
    parts = urlsplit(address)
    if parts.path.strip("/"):
        return address
    if preset is None:
        path = otel_env.TRACES_PATH
    else:
        path = preset.base.path if preset.base else urlsplit(preset.endpoint).path
    return parts._replace(path=path).geturl()


def of_base(base: str, preset: Preset) -> str:
    """The address that the backend's own variable means: it names a server, not a path.

    The preset's own address where the server is one of its usual ones.
    """
    server = base.rstrip("/")
    if preset.base is None or server in preset.base.usual:
        return preset.endpoint
    return server if server.endswith(preset.base.path) else server + preset.base.path


def preset_address(destination: Destination, preset: Preset, environ: Mapping[str, str]) -> Said:
    """The address of a backend that we know. Raises Unresolved where a part of it is missing.

    Who says it is part of the result; `environ` is where the backend's own variables are.
    """
    base = environ.get(preset.base.env, "").strip() if preset.base else ""
    if base and preset.base and (environment_first(destination) or not destination.endpoint):
        return Said(of_base(base, preset), Voice.environment, preset.base.env)
    if destination.endpoint:
        return Said(destination.endpoint, Voice.settings)
    return filled_in(preset.endpoint, destination, preset, environ)


def filled_in(
    template: str, destination: Destination, preset: Preset, environ: Mapping[str, str]
) -> Said:
    """A text of a preset with its parameters, said by whichever of them goes first.

    `template` has parameters in braces. What is made of several values is said by the one whose
    voice comes first in `Voice`; a text without parameters is nobody's. Raises Unresolved.
    """
    names = _PARAMETER.findall(template)
    parts = {name: parameter(name, destination, preset, environ) for name in names}
    text = _PARAMETER.sub(lambda found: parts[found[1]].value, template)
    first = min(parts.values(), key=lambda part: [*Voice].index(part.voice), default=Said())
    return Said(text, first.voice, first.variable)


def plain_address(destination: Destination, environ: Mapping[str, str]) -> Said:
    """The address of any other OpenTelemetry backend. Raises Unresolved where there is none.

    It is said by settings.toml or by OpenTelemetry's variables.
    """
    named, variable = otel_env.endpoint(environ), otel_env.endpoint_variable(environ)
    found = said(destination, destination.endpoint, variable, {variable: named})
    if not found.value:
        raise Unresolved(
            f"{destination.name}: no address; OTEL_EXPORTER_OTLP_ENDPOINT is not set here",
            f"codexctl setup --endpoint {destination.name}:URL",
        )
    return found


def parameter(
    name: str, destination: Destination, preset: Preset, environ: Mapping[str, str]
) -> Said:
    """What a preset leaves open. Raises Unresolved where it cannot do without.

    `name` is one of the preset's parameters. An optional one that nobody says is empty. A
    secret in its place is refused as well: it would be sent, and shown, as what is none.
    """
    slot = preset.parameters[name]
    written = dict(destination.parameters).get(name, "")
    found = said(destination, written, slot.env, environ, slot.default)
    if slot.required and not found.value:
        hint = f"codexctl setup --param {destination.name}:{name}=…  ({slot.help})"
        raise Unresolved(f"{destination.name}: {preset.title} needs {name}", hint)
    if slot.is_secret(found.value):
        hint = f"codexctl setup --param {destination.name}:{name}=…  ({slot.help})"
        raise Unresolved(f"{destination.name}: {name} holds the secret key", hint)
    return found


def home_of(destination: Destination) -> str:
    """The address that holds where no variable has a say; empty where only one names it.

    A stored key was given for it, and goes nowhere else.
    """
    try:
        return _without_variables(destination).value
    except Unresolved:
        return ""


def _without_variables(destination: Destination) -> Said:
    if destination.preset:
        from codexctl.settings.destinations.presets import presets  # here: every worker comes by

        if preset := presets().get(destination.preset):
            return preset_address(destination, preset, {})
    return plain_address(destination, {})
