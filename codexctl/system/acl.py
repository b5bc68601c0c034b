"""What a Windows access list means: who could put another file where this one is.

The list is read as text, in the Security Descriptor Definition Language (SDDL), so that this
runs, and is tried, on every system.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

SYSTEM = frozenset(
    {
        # The system, the administrators, and the installer of Windows itself.
        *("SY", "S-1-5-18", "BA", "S-1-5-32-544", "LA"),
        "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
    }
)
"""Who may write anywhere on a machine."""

# The owner's own rights, and what a new file's creator gets: both are judged by who owns it.
_OWNERS = frozenset({"OW", "S-1-3-4", "CO", "S-1-3-0"})
_NAMES = {
    "WD": "Everyone",
    "S-1-1-0": "Everyone",
    "AU": "Authenticated Users",
    "S-1-5-11": "Authenticated Users",
    "BU": "Users",
    "S-1-5-32-545": "Users",
    "IU": "Interactive",
    "BG": "Guests",
    "AN": "Anonymous",
}
_EVERYBODY = frozenset({"WD", "S-1-1-0", "AU", "S-1-5-11", "BU", "S-1-5-32-545", "AN", "IU"})
# Two letters each: rights of files by their bits (winnt.h).
_RIGHTS = {
    "GA": 0x10000000,
    "GX": 0x20000000,
    "GW": 0x40000000,
    "GR": 0x80000000,
    "FA": 0x1F01FF,
    "FR": 0x120089,
    "FW": 0x120116,
    "FX": 0x1200A0,
    "SD": 0x10000,
    "RC": 0x20000,
    "WD": 0x40000,
    "WO": 0x80000,
    "CC": 0x1,
    "DC": 0x2,
    "LC": 0x4,
    "SW": 0x8,
    "RP": 0x10,
    "WP": 0x20,
    "DT": 0x40,
    "LO": 0x80,
    "CR": 0x100,
}
# Another file under a name that is there: its folder's right to delete what is in it, the right
# to delete it, and those by which one gives oneself the others.
_REPLACES = 0x40 | 0x10000 | 0x40000 | 0x80000 | 0x10000000
# Into a file, and new files into a folder.
_WRITES = 0x2 | 0x4 | 0x40000000
_ENTRY = re.compile(r"\((\w+);(\w*);(\w*);[^;]*;[^;]*;([\w-]+)")
_OWNER = re.compile(r"\AO:(S-[\d-]+|[A-Z]{2})")


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who could change what a path leads to; `is_everybody` tells a group of all."""

    name: str
    is_everybody: bool = False
    is_owner: bool = False


def writers(sddl: str, trusted: frozenset[str], *, is_last: bool) -> Iterator[Writer]:
    """Who, besides `trusted` (SIDs, or SDDL's letters for them), could put something else there.

    `sddl` is a file's or folder's owner and access list. `is_last` is for the end of a way: there
    writing counts as well, while further up nobody can replace what is not theirs by that.
    """
    owner = _OWNER.match(sddl)
    if owner and owner[1] not in trusted:
        yield Writer(_name(owner[1]), is_owner=True)
    if "D:" not in sddl or "NO_ACCESS_CONTROL" in sddl:
        yield Writer("Everyone", is_everybody=True)  # no list at all allows everything
        return
    counted = _REPLACES | (_WRITES if is_last else 0)
    for kind, flags, rights, who in _ENTRY.findall(sddl.partition("D:")[2]):
        # One that is only inherited speaks of what is below, which is asked itself.
        if kind not in ("A", "XA") or "IO" in _pairs(flags) or who in trusted | _OWNERS:
            continue
        if _mask(rights) & counted:
            yield Writer(_name(who), who in _EVERYBODY)


def _mask(rights: str) -> int:
    if rights.lower().startswith("0x"):
        return int(rights, 16)
    return reduce(or_, (_RIGHTS.get(pair, 0) for pair in _pairs(rights)), 0)


def _pairs(letters: str) -> list[str]:
    return [letters[at : at + 2] for at in range(0, len(letters), 2)]


def _name(who: str) -> str:
    return _NAMES.get(who, who)
