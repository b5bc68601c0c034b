"""What an administrator chooses for everybody, and how it is put together with a person's settings.

The one place where the two meet (`joined`): whoever delivers, counts, shows or judges destinations
has them from here, so that what holds for one holds for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from urllib.parse import urlsplit

from codexctl.settings.destination_fields import DESTINATION
from codexctl.settings.destinations.otel_env import TRACES_PATH
from codexctl.settings.destinations.resolve import address_of
from codexctl.settings.model import OTLP, Administration, Destination, OfPolicy, Settings

_KEY_HEADER = DESTINATION["api_key_header"].default
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Administered:
    """The policy's part in what a person would choose.

    `destinations` are the administrator's own; `required` addresses that everything goes to as
    well. `resource` are attributes of every span. `user` and `team` say where those come from, in
    the policy's words, `salt` belongs to the hash. `trigger` and `trust` are for who sets up.
    """

    destinations: tuple[Destination, ...] = ()
    required: tuple[str, ...] = ()
    resource: tuple[tuple[str, str], ...] = ()
    user: str = ""
    salt: str = ""
    team: str = ""
    trigger: str = ""
    trust: str = ""

    @property
    def sends(self) -> bool:
        """Whether anything is sent by the administrator's word."""
        return bool(self.destinations or self.required)


NOTHING = Administered()


def joined(settings: Settings, chosen: Administered) -> Settings:
    """Put the administrator's destinations and a person's together.

    The administrator's come first and are as the policy says; a person's destination of the same
    name gives way, and is named in `given_way`. A required address has a destination of its own,
    unless one of the two has exactly that address: a person's is then held to it as if it were the
    administrator's, with the person's key.
    """
    if not chosen.sends:
        return settings
    taken = {destination.name for destination in chosen.destinations}
    own = [d for d in settings.destinations if d.name not in taken]
    missing = []
    for address in chosen.required:
        if any(address_of(destination, {}) == address for destination in chosen.destinations):
            continue
        found = next((n for n, d in enumerate(own) if _fulfils(d, address)), None)
        if found is None:
            missing.append(address)
        else:
            own[found] = _adopted(own[found])
    made = tuple(_made(missing, taken))
    names = taken | {destination.name for destination in made}
    kept = tuple(destination for destination in own if destination.name not in names)
    gone = tuple(d.name for d in settings.destinations if d.name in names)
    return replace(settings, destinations=(*chosen.destinations, *made, *kept), given_way=gone)


def required_address(text: str) -> str:
    """The address that a required one is sent to at; empty where it is only a pattern.

    One that ends with a slash is a beginning, to which OpenTelemetry's own path is added.
    """
    parts = urlsplit(text)
    if "*" in parts.netloc:
        return ""
    path = parts.path or "/"
    if not path.endswith("/"):
        return text
    end = TRACES_PATH.removeprefix("/v1") if path.endswith("/v1/") else TRACES_PATH
    return parts._replace(path=path.rstrip("/") + end).geturl()


def _fulfils(destination: Destination, address: str) -> bool:
    """Whether a person's destination is the required one: that address, and nothing beside it.

    What is not written down does not count, nor does what would file the traces elsewhere there.
    """
    if destination.kind != OTLP or destination.endpoint != address:
        return False
    elsewhere = (
        *(destination.headers, destination.parameters, destination.project),
        *(destination.only_in, destination.preset),
    )
    # Its value is a person's: in any other header it could say whose traces these are.
    return destination.api_key_header == _KEY_HEADER and not any(elsewhere)


def _adopted(destination: Destination) -> Destination:
    """The same, as if it were the administrator's, but for its key."""
    members = {part.name: getattr(destination, part.name) for part in fields(Destination)}
    return OfPolicy(**members, administration=Administration(is_adopted=True))


def _made(addresses: list[str], taken: set[str]) -> Iterator[Destination]:
    """A destination for each address, named after its host; no two have one name."""
    names = set(taken)
    for address in addresses:
        host = _NO_NAME.sub("-", urlsplit(address).hostname or "").strip("-.") or "required"
        name = next(n for n in _numbered(host) if n not in names)
        names.add(name)
        yield OfPolicy(name, OTLP, address)


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1
