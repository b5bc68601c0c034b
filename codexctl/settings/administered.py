"""What an administrator chooses for everybody, combined with a person's settings.

All code that delivers to destinations, counts, shows or checks them gets them from `joined`, so the
same rules apply everywhere.
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
    """What the policy sets in place of a person's choice.

    `destinations` are those of the policy; `required` are addresses that also get everything.
    `resource` are attributes of every span. `user` and `team` are written as in the policy:
    `account`, `hash` (with `salt`), `env:VARIABLE`, or for `team` a text. `trigger` and `trust`
    are used by `setup`.
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
        """Whether the policy names a destination or a required address."""
        return bool(self.destinations or self.required)


NOTHING = Administered()


def joined(settings: Settings, chosen: Administered) -> Settings:
    """Combine the administrator's destinations with a person's.

    The administrator's come first. A person's destination with the same name is left out, and is
    named in `given_way`. A destination is added for each required address, unless one already has
    exactly that address. If that one is a person's, it gets the same rules as the administrator's,
    but keeps the person's key.
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
    """The full address for a required one; empty if it is only a pattern (with `*`).

    If it ends with a slash, OpenTelemetry's own path is added.
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
    """Whether a person's destination has this required address, and nothing that changes it.

    An address from a variable or a preset does not count. Headers, parameters, a project or folders
    are not allowed either: they could send the traces to another account or leave some out.
    """
    if destination.kind != OTLP or destination.endpoint != address:
        return False
    elsewhere = (
        *(destination.headers, destination.parameters, destination.project),
        *(destination.only_in, destination.preset),
    )
    # The person chooses the key: in another header it could name another owner of the traces.
    return destination.api_key_header == _KEY_HEADER and not any(elsewhere)


def _adopted(destination: Destination) -> Destination:
    """The same destination under the administrator's rules; only its key is the person's."""
    members = {part.name: getattr(destination, part.name) for part in fields(Destination)}
    return OfPolicy(**members, administration=Administration(is_adopted=True))


def _made(addresses: list[str], taken: set[str]) -> Iterator[Destination]:
    """A destination for each address, with a unique name made from its host."""
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
