"""Addresses that spans may be sent to: by scheme, host, port and the beginning of the path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

# The same expression stands in schemas/policy.schema.json. `*.` before a host means its
# subdomains, `*` alone any host.
PATTERN = (
    r"^https?://(\*|(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?"
    r"(/[A-Za-z0-9._~:@!$&'()*+,;=/-]*)?$(?!\n)"
)
_PORTS = {"http": 80, "https": 443}
# What a parser might read otherwise than a server does: encoded dots and slashes, a zero byte, and
# all but printable ASCII. Said by what it is not, as a set of a million characters compiles slowly.
_AMBIGUOUS = re.compile(r"[^!-\[\]-~]|%(?:2[eEfF]|5[cC]|00)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry of `destinations.allow` or `required`: a URL whose path is a beginning."""

    text: str

    def matches(self, endpoint: str) -> bool:
        """Whether a URL lies under this one. One that can be read in two ways does not."""
        mine, theirs = urlsplit(self.text), _clear(endpoint)
        if theirs is None or theirs.scheme != mine.scheme:
            return False
        if not _same_host(mine, theirs) or _port(theirs) != _port(mine):
            return False
        return _below(mine.path, theirs.path or "/")


def _clear(endpoint: str) -> SplitResult | None:
    """Take a URL apart, if there is only one way to do it; no user, no detours in the path."""
    # An allowlist is only as good as its reading: if the sending client may see another host or
    # path than we do here, the address is not allowed.
    if _AMBIGUOUS.search(endpoint):
        return None
    try:
        parts = urlsplit(endpoint)
        # The port is parsed when asked for: a wrong one raises ValueError here, not later.
        _port(parts)
    except ValueError:
        return None
    if "@" in parts.netloc or not parts.hostname or parts.scheme not in _PORTS:
        return None
    # What comes after a semicolon in a step is a parameter to some servers: `..;x` is `..` there.
    steps = {step.partition(";")[0] for step in parts.path.split("/")}
    return None if {".", ".."} & steps else parts


def _same_host(mine: SplitResult, theirs: SplitResult) -> bool:
    # A dot at the end of a host name means the same host.
    wanted, host = mine.hostname or "", (theirs.hostname or "").removesuffix(".")
    if wanted == "*":
        return True
    return host.endswith(wanted[1:]) if wanted.startswith("*.") else host == wanted


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)


def _below(beginning: str, path: str) -> bool:
    """Whether a path begins so, at a boundary: `/v1` does not allow `/v1x`."""
    if not path.startswith(beginning):
        return False
    rest = path[len(beginning) :]
    return not beginning or beginning.endswith("/") or not rest or rest.startswith("/")
