"""The address of a destination: who says it, and what an address without a path stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codexctl.errors import CodexctlError
from codexctl.settings.destination_fields import wrong_address
from codexctl.settings.destinations import otel_env
from codexctl.settings.destinations.said import Said, Voice, environment_first, said
from codexctl.settings.model import Destination

if TYPE_CHECKING:
    from codexctl.settings.destinations.presets import Preset

# A line break in a header would begin another one.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
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
    if why := parameter_misfit(name, found.value, destination, preset):
        hint = f"codexctl setup --param {destination.name}:{name}=…  ({slot.help})"
        raise Unresolved(f"{destination.name}: {name} {why}", hint)
    return found


def parameter_misfit(name: str, value: str, destination: Destination, preset: Preset) -> str:
    """Say what a value of a parameter is not; empty where it fits. A secret is not repeated.

    The sentence goes on from the parameter's name. `destination` is what it would be a part of: on
    a server of one's own, a vendor's rules do not hold.
    """
    slot = preset.parameters[name]
    if slot.is_secret(value):
        return "contains the secret key"
    if not value:
        return "is needed" if slot.required else ""
    if f"{{{name}}}" in preset.endpoint and wrong_address(f"https://{value}/"):
        return f"is not part of an address: a name without https:// ({slot.help})"
    if _UNPRINTABLE.search(value):
        return "contains a line break"
    written = replace(destination, parameters=((name, value), *destination.parameters))
    server = urlsplit(written.endpoint or _as_written(preset, written)).hostname or ""
    is_theirs = server == slot.at or server.endswith(f".{slot.at}")
    if slot.pattern and is_theirs and not re.fullmatch(slot.pattern, value):
        return f"is not {slot.help}"
    return ""


def _as_written(preset: Preset, destination: Destination) -> str:
    """The preset's address with what is written down, or else the default, in its braces."""
    said = dict(reversed(destination.parameters))
    return _PARAMETER.sub(
        lambda found: said.get(found[1]) or preset.parameters[found[1]].default, preset.endpoint
    )


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
