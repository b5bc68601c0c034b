"""A destination as it is written down to one that can be sent to: address, headers, key form."""

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

# A line break in a header or an address would begin another header.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_NOBODY = Said()


@dataclass(frozen=True, slots=True)
class Resolved:
    """A destination that lacks nothing but its key.

    `destination` has its full address, all headers and the form of its key; `resource` are
    resource attributes for it alone; `key_env` are further variables that may hold its key, and
    `netrc` the machines of ~/.netrc; without a key it takes nothing where `key_required`; `basic`
    says that the key is the password of basic authentication. `home` is the address that stored
    keys were given for. `address`, `project` and `headers` say who said them.
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
        """Whether a variable points to another address than the one stored keys are for."""
        return self.address.voice is Voice.environment and self.address.value != self.home


def resolve(destination: Destination, environ: Mapping[str, str]) -> Resolved:
    """Fill in what the environment and the preset say.

    For a destination with its backend's own name the environment goes before what is written
    down; for another it only says what is not written down (ADR 75). Raises Unresolved, naming
    what is missing and how to say it.
    """
    if destination.kind != OTLP:
        return Resolved(destination)
    find = _by_preset if destination.preset else _plain
    if destination.administration is None:
        return _usable(replace(find(destination, environ), home=home_of(destination)))
    try:
        # No variable has a say in what the administrator wrote.
        return _usable(_of_policy(find(destination, {}), destination.administration))
    except Unresolved as error:
        if destination.administration.is_adopted:
            raise
        # No command of a person's completes it.
        hint = f"complete [destination.{destination.name}] in the policy"
        raise Unresolved(error.message, hint) from None


def _by_preset(destination: Destination, environ: Mapping[str, str]) -> Resolved:
    from codexctl.settings.destinations.presets import presets  # here: many have none

    preset = presets()[destination.preset]
    address = preset_address(destination, preset, environ)
    project = _project(destination, preset, environ)
    headers = _headers(destination, preset, project, environ)
    own_server = bool(destination.endpoint) and address.value == destination.endpoint
    # ~/.netrc entries of the vendor's hosts are for the vendor's own servers alone.
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
        # At an address of one's own there may be no log-in at all.
        (preset.key.required and not own_server) or bool(destination.api_key_env),
        preset.key.form == "basic",
        address=address,
        project=project,
        headers=headers,
    )


def address_of(destination: Destination, environ: Mapping[str, str]) -> str:
    """The full address; empty where it is not known, which no list of allowed ones contains."""
    try:
        return resolve(destination, environ).destination.endpoint
    except Unresolved:
        return ""


def project_misfit(project: str, preset: Preset | None) -> str:
    """Say why a backend takes no project of such a name; empty where it does.

    Names are checked by the preset's `pattern`; a backend without one takes any.
    """
    form = preset.project if preset else None
    if form is None or not form.pattern or re.fullmatch(form.pattern, project):
        return ""
    return f"{project!r} is no {form.slot.help}"


def _of_policy(found: Resolved, administration: Administration) -> Resolved:
    """What is written down for one of the administrator's was written by the policy.

    A person's own that is held to a required address takes a key where it has one, and none from
    ~/.netrc or a backend's variable.
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
    """Refuse what no request can be made with: the parts may come from anywhere."""
    destination = found.destination
    endpoint = destination.endpoint
    if (wrong := wrong_address(endpoint)) or _UNPRINTABLE.search(endpoint):
        # One with an @ may hold a password, which is not to be shown.
        shown = "its address" if "@" in endpoint else f"{endpoint!r}"
        what = wrong or "contains characters that cannot be printed"
        raise Unresolved(f"{destination.name}: {shown} {what}", "codexctl setup")
    # The key's header has a name of the person's choice, and the key is what they say it is.
    for name, value in (*destination.headers, (destination.api_key_header, "")):
        if wrong := wrong_header(name, value):
            raise Unresolved(f"{destination.name}: the header {name!r}: {wrong}", "codexctl setup")
    return found


def _plain(destination: Destination, environ: Mapping[str, str]) -> Resolved:
    address = plain_address(destination, environ)
    headers = {name: Said(value, Voice.settings) for name, value in destination.headers}
    if address.value == otel_env.endpoint(environ):
        # Headers of the environment are meant for the address of the environment, keys included;
        # those that are written down are meant for the address that is written down.
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
    """The preset's headers under those that are written down; its variables' as their order is."""
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
