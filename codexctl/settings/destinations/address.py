"""The address of a destination: its source, and the path if it is written without one."""

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

# A line break in a header would start another one.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_PARAMETER = re.compile(r"\{(\w+)\}")


class Unresolved(CodexctlError):
    """A value that the destination needs is missing or wrong."""


def completed(address: str, preset: Preset | None) -> str:
    """Complete an address as people write it: without a path, the backend's usual path is added.

    It is used for addresses from flags, the wizard, the backend's own variable and other tracers'
    settings, so that the same server always has the same address.

    `preset` is None for an unknown backend; the path is then OpenTelemetry's, `/v1/traces`.
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
    """The traces address on a server that the backend's own variable names without a path.

    It is the preset's address if the server is one of the preset's usual ones.
    """
    server = base.rstrip("/")
    if preset.base is None or server in preset.base.usual:
        return preset.endpoint
    return server if server.endswith(preset.base.path) else server + preset.base.path


def preset_address(destination: Destination, preset: Preset, environ: Mapping[str, str]) -> Said:
    """The address of a backend with a preset. Raises Unresolved if a part of it is missing.

    The result includes its source. `environ` has the backend's own variables.
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
    """A text of a preset with the parameters filled in, and its source.

    `template` has parameters in braces. If the values have several sources, the result has the one
    that comes first in `Voice`; a text without parameters has the source `default`. Raises
    Unresolved if a required parameter is missing, or a value is wrong.
    """
    names = _PARAMETER.findall(template)
    parts = {name: parameter(name, destination, preset, environ) for name in names}
    text = _PARAMETER.sub(lambda found: parts[found[1]].value, template)
    first = min(parts.values(), key=lambda part: [*Voice].index(part.voice), default=Said())
    return Said(text, first.voice, first.variable)


def plain_address(destination: Destination, environ: Mapping[str, str]) -> Said:
    """The address of a destination without a preset. Raises Unresolved if there is none.

    It comes from settings.toml or from OpenTelemetry's variables.
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
    """The value of a preset's parameter, and its source.

    `name` is one of the preset's parameters; an optional one that is not set is empty. Raises
    Unresolved if a required one is not set, or if the value is wrong. A secret is refused, too,
    because parameters are sent and shown unmasked.
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
    """Say what is wrong with a parameter's value; empty if it is valid. Never repeats a secret.

    The text follows the parameter's name in a sentence. `destination` is the one that would get the
    value: a vendor's rules do not apply to other servers.
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
    """The preset's address, filled in with the parameters in settings.toml, or their defaults."""
    said = dict(reversed(destination.parameters))
    return _PARAMETER.sub(
        lambda found: said.get(found[1]) or preset.parameters[found[1]].default, preset.endpoint
    )


def home_of(destination: Destination) -> str:
    """The address if no environment variable is used; empty if only a variable names one.

    A stored key is for this address, and is sent to no other.
    """
    try:
        return _without_variables(destination).value
    except Unresolved:
        return ""


def _without_variables(destination: Destination) -> Said:
    if destination.preset:
        from codexctl.settings.destinations.presets import presets  # here: every worker calls this

        if preset := presets().get(destination.preset):
            return preset_address(destination, preset, {})
    return plain_address(destination, {})
