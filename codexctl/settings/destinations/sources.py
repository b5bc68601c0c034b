"""The sources of a destination's values: for `status`, and for notes of `setup`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from codexctl.settings.destinations.address import Unresolved, home_of
from codexctl.settings.destinations.resolve import address_of, resolve
from codexctl.settings.destinations.said import Voice
from codexctl.settings.model import OTLP, Destination


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of a destination's address, project and headers; empty for a missing value."""

    endpoint: str = ""
    project: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def sources(destination: Destination, environ: Mapping[str, str]) -> Sources:
    """The sources of a destination's values; all empty if it is local or incomplete."""
    if destination.kind != OTLP:
        return Sources()
    try:
        there = resolve(destination, environ)
    except Unresolved:
        return Sources()
    headers = {name: said.source for name, said in there.headers.items()}
    project = there.project.source if there.project.value else ""
    return Sources(there.address.source, project, headers)


def overruled(destination: Destination, environ: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each value in settings.toml that a variable overrides."""
    if destination.kind != OTLP:
        return
    try:
        there = resolve(destination, environ)
    except Unresolved:
        return
    for what, written, found in (
        ("address", destination.endpoint, there.address),
        ("project", destination.project, there.project),
    ):
        if written and found.voice is Voice.environment and found.value != written:
            yield f"{destination.name}: ${found.variable} goes before the {what} {written}"


def bound(destination: Destination, environ: Mapping[str, str]) -> Destination:
    """The destination with its address in the settings: a stored key is for this address only.

    It is unchanged if it is local, or if the settings or the preset have its address.
    """
    if destination.kind != OTLP or home_of(destination):
        return destination
    return replace(destination, endpoint=address_of(destination, environ))
