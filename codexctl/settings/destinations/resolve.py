"""Completes a destination with preset and environment: address, headers and form of the key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codexctl.settings.destination_fields import wrong_address, wrong_header
from codexctl.settings.destinations import otel_env
from codexctl.settings.destinations.address import (
    Unresolved,
    filled_in,
    home_of,
    parameter,
    plain_address,
    preset_address,
)
from codexctl.settings.destinations.said import Said, Voice, environment_first, said
from codexctl.settings.model import OTLP, Administration, Destination

if TYPE_CHECKING:
    from codexctl.settings.destinations.presets import Preset

# A line break in a header or an address would start another header.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_NOBODY = Said()


@dataclass(frozen=True, slots=True)
class Resolved:
    """A destination that is complete except for its key.

    `destination` has its full address, all headers and the form of its key. `resource` are resource
    attributes for this destination only. `key_env` are more variables that may contain its key, and
    `netrc` machines in ~/.netrc. `key_required` means that it accepts nothing without a key,
    `basic` that the key is the password of basic authentication. `home` is the address that stored
    keys are for. `address`, `project` and `headers` have their sources.
    """

    destination: Destination
    resource: tuple[tuple[str, str], ...] = ()
    key_env: tuple[str, ...] = ()
    netrc: tuple[str, ...] = ()
    key_required: bool = False
    basic: bool = False
    home: str = ""
    address: Said = _NOBODY
    project: Said = _NOBODY
    headers: Mapping[str, Said] = field(default_factory=dict)

    @property
    def is_moved(self) -> bool:
        """Whether a variable names another address than the one that stored keys are for."""
        return self.address.voice is Voice.environment and self.address.value != self.home


def resolve(destination: Destination, environ: Mapping[str, str]) -> Resolved:
    """Complete a destination with values from the environment and the preset.

    For a destination with its backend's name, the environment has precedence over settings.toml;
    for any other, it only adds what is missing there (ADR 75). Raises Unresolved, with a hint, if a
    value is missing or wrong.
    """
    if destination.kind != OTLP:
        return Resolved(destination)
    find = _by_preset if destination.preset else _plain
    if destination.administration is None:
        return _usable(replace(find(destination, environ), home=home_of(destination)))
    try:
        # Without the environment: variables must not change the administrator's destination.
        return _usable(_of_policy(find(destination, {}), destination.administration))
    except Unresolved as error:
        if destination.administration.is_adopted:
            raise
        # The error's own hint names a command that changes only a person's destinations.
        hint = f"complete [destination.{destination.name}] in the policy"
        raise Unresolved(error.message, hint) from None


def _by_preset(destination: Destination, environ: Mapping[str, str]) -> Resolved:
    from codexctl.settings.destinations.presets import presets  # here: many have none

    preset = presets()[destination.preset]
    address = preset_address(destination, preset, environ)
    project = _project(destination, preset, environ)
    headers = _headers(destination, preset, project, environ)
    own_server = bool(destination.endpoint) and address.value == destination.endpoint
    # Keys in ~/.netrc for the vendor's hosts are sent only to the vendor's own servers.
    usual = urlsplit(address.value).hostname == urlsplit(preset.endpoint).hostname
    user = preset.key.user if preset.key.form == "basic" else ""
    complete = replace(
        destination,
        endpoint=address.value,
        project=project.value,
        headers=tuple((name, said.value) for name, said in headers.items()),
        api_key_header=preset.key.header,
        api_key_prefix="Bearer " if preset.key.form == "bearer" else "",
        api_key_user=parameter(user, destination, preset, environ).value if user else "",
    )
    netrc = (urlsplit(address.value).hostname or "", *(preset.key.netrc if usual else ()))
    form = preset.project
    return Resolved(
        complete,
        ((form.resource, _told(preset, project)),)
        if form and form.resource and project.value
        else (),
        preset.key.env,
        netrc if preset.key.netrc else (),
        # A person's own server may need no key.
        (preset.key.required and not own_server) or bool(destination.api_key_env),
        preset.key.form == "basic",
        address=address,
        project=project,
        headers=headers,
    )


def address_of(destination: Destination, environ: Mapping[str, str]) -> str:
    """The full address; empty if unknown, and so in no list of allowed addresses."""
    try:
        return resolve(destination, environ).destination.endpoint
    except Unresolved:
        return ""


def project_misfit(project: str, preset: Preset | None) -> str:
    """Say why a backend does not accept the name of a project; empty if it does.

    Names are checked with the preset's `pattern`; without one, any name is valid.
    """
    form = preset.project if preset else None
    if form is None or not form.pattern or re.fullmatch(form.pattern, project):
        return ""
    return f"{project!r} is no {form.slot.help}"


def _of_policy(found: Resolved, administration: Administration) -> Resolved:
    """Mark the values of an administrator's destination as set by the policy.

    Keys from ~/.netrc or from a backend's variable are not used. A person's destination for a
    required address (`is_adopted`) needs no key.
    """
    names = {
        name: replace(said, voice=Voice.policy) if said.voice is Voice.settings else said
        for name, said in found.headers.items()
    }
    return replace(
        found,
        key_env=(),
        netrc=(),
        key_required=found.key_required and not administration.is_adopted,
        home=found.destination.endpoint,
        address=replace(found.address, voice=Voice.policy),
        project=replace(found.project, voice=Voice.policy) if found.project.value else _NOBODY,
        headers=names,
    )


def _usable(found: Resolved) -> Resolved:
    """Check the address and the names of headers, whatever their source. Raises Unresolved."""
    destination = found.destination
    endpoint = destination.endpoint
    if (wrong := wrong_address(endpoint)) or _UNPRINTABLE.search(endpoint):
        # An address with an @ may contain a password, so it is not shown.
        shown = "its address" if "@" in endpoint else f"{endpoint!r}"
        what = wrong or "contains characters that cannot be printed"
        raise Unresolved(f"{destination.name}: {shown} {what}", "codexctl setup")
    # The person also chooses the name of the key's header; the key is checked when it is found.
    for name, value in (*destination.headers, (destination.api_key_header, "")):
        if wrong := wrong_header(name, value):
            raise Unresolved(f"{destination.name}: the header {name!r}: {wrong}", "codexctl setup")
    return found


def _plain(destination: Destination, environ: Mapping[str, str]) -> Resolved:
    address = plain_address(destination, environ)
    headers = {name: Said(value, Voice.settings) for name, value in destination.headers}
    if address.value == otel_env.endpoint(environ):
        # Headers from the environment may contain keys, so they are only for the environment's
        # address; headers in settings.toml are only for the address in settings.toml.
        if problem := otel_env.unusable_protocol(environ):
            raise Unresolved(f"{destination.name}: {problem}", "use http/protobuf")
        variable = otel_env.headers_variable(environ)
        named = otel_env.headers(environ)
        there = {name: Said(value, Voice.environment, variable) for name, value in named.items()}
        own = headers if destination.endpoint in ("", address.value) else {}
        headers = own | there if environment_first(destination) else there | own
    complete = replace(
        destination,
        endpoint=address.value,
        headers=tuple((name, said.value) for name, said in headers.items()),
    )
    required, basic = bool(destination.api_key_env), bool(destination.api_key_user)
    return Resolved(complete, key_required=required, basic=basic, address=address, headers=headers)


def _headers(
    destination: Destination, preset: Preset, project: Said, environ: Mapping[str, str]
) -> dict[str, Said]:
    """The preset's headers, replaced by those in settings.toml, and by variables if they are first.

    Raises Unresolved.
    """
    filled: dict[str, Said] = {}
    if preset.project and preset.project.header and project.value:
        filled[preset.project.header] = replace(project, value=_told(preset, project))
    for header, text in preset.headers.items():
        filled[header] = filled_in(text, destination, preset, environ)
    written = {name: Said(value, Voice.settings) for name, value in destination.headers}
    first = environment_first(destination)
    above = {n: said for n, said in filled.items() if first and said.voice is Voice.environment}
    return filled | written | above


def _project(destination: Destination, preset: Preset, environ: Mapping[str, str]) -> Said:
    form = preset.project
    if form is None:
        return _NOBODY
    found = said(destination, destination.project, form.slot.env, environ, form.slot.default)
    if not found.value and form.slot.required:
        what = f" ({form.slot.help})" if form.slot.help else ""
        hint = f"codexctl setup --project {destination.name}:NAME{what}"
        raise Unresolved(f"{destination.name}: {preset.title} needs a project", hint)
    if found.value and (why := project_misfit(found.value, preset)):
        named = f"${found.variable}: " if found.variable else ""
        hint = f"codexctl setup --project {destination.name}:ENTITY/PROJECT"
        if found.variable:
            hint = f"export {found.variable}=ENTITY/PROJECT"
        raise Unresolved(f"{destination.name}: {named}{why}", hint)
    return found


def _told(preset: Preset, project: Said) -> str:
    return preset.project.value.replace("{project}", project.value) if preset.project else ""
