"""Addresses to which spans may be sent: by scheme, host, port and beginning of the path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

# schemas/policy.schema.json has the same expression. `*.` before a host means its subdomains, `*`
# alone means any host.
PATTERN = (
    r"^https?://(\*|(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?"
    r"(/[A-Za-z0-9._~:@!$&'()*+,;=/-]*)?$(?!\n)"
)
_PORTS = {"http": 80, "https": 443}
# What a parser may read differently than a server: encoded dots and slashes, a zero byte,
# everything but printable ASCII. It is a negated set, because a set of a million characters
# compiles slowly.
_AMBIGUOUS = re.compile(r"[^!-\[\]-~]|%(?:2[eEfF]|5[cC]|00)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One entry of `destinations.allow` or `required`: a URL with the beginning of a path."""

    text: str

    def matches(self, endpoint: str) -> bool:
        """Whether a URL matches this entry; never if it can be read in two ways."""
        mine, theirs = urlsplit(self.text), _clear(endpoint)
        if theirs is None or theirs.scheme != mine.scheme:
            return False
        if not _same_host(mine, theirs) or _port(theirs) != _port(mine):
            return False
        return _below(mine.path, theirs.path or "/")


def _clear(endpoint: str) -> SplitResult | None:
    """Split a URL, if it can be read in only one way; None if it cannot, or if it names a user."""
    # An allowlist is safe only if everybody reads an address in the same way: if the client that
    # sends may see another host or path than this code, the address is not allowed.
    if _AMBIGUOUS.search(endpoint):
        return None
    try:
        parts = urlsplit(endpoint)
        # The port is parsed when it is accessed, so an invalid one raises ValueError here, not
        # later.
        _port(parts)
    except ValueError:
        return None
    if "@" in parts.netloc or not parts.hostname or parts.scheme not in _PORTS:
        return None
    # Some servers treat what follows a semicolon as a parameter: for them, `..;x` is `..`.
    steps = {step.partition(";")[0] for step in parts.path.split("/")}
    return None if {".", ".."} & steps else parts


def _same_host(mine: SplitResult, theirs: SplitResult) -> bool:
    # A dot at the end of a host name does not change its meaning.
    wanted, host = mine.hostname or "", (theirs.hostname or "").removesuffix(".")
    if wanted == "*":
        return True
    return host.endswith(wanted[1:]) if wanted.startswith("*.") else host == wanted


def _port(parts: SplitResult) -> int | None:
    return parts.port or _PORTS.get(parts.scheme)


def _below(beginning: str, path: str) -> bool:
    """Whether a path begins with another, up to a boundary: `/v1` does not allow `/v1x`."""
    if not path.startswith(beginning):
        return False
    rest = path[len(beginning) :]
    return not beginning or beginning.endswith("/") or not rest or rest.startswith("/")
