"""The accounts and groups of a machine, where users have numbers; Windows gives none."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NamedTuple


class Account(NamedTuple):
    """An account: its name, its numbers, its home (empty if it has none) and its shell."""

    name: str
    uid: int
    gid: int
    home: str
    shell: str


class Group(NamedTuple):
    """A group by its number: its name, and its members besides those whose own group it is."""

    name: str
    members: frozenset[str]


def everybody() -> list[Account]:
    """All accounts that the system lists."""
    if sys.platform == "win32":
        return []
    import pwd

    return [_account(entry) for entry in pwd.getpwall()]


def named(name: str) -> Account | None:
    """The account with that name; None where the system knows none."""
    if sys.platform == "win32":
        return None
    import pwd

    try:
        return _account(pwd.getpwnam(name))
    except KeyError:
        return None


def numbered(number: int) -> Account | None:
    """The account of that number; None where the system knows none."""
    if sys.platform == "win32":
        return None
    import pwd

    try:
        return _account(pwd.getpwuid(number))
    except KeyError:
        return None


def group(number: int) -> Group | None:
    """The group of that number; None where the system knows none."""
    if sys.platform == "win32":
        return None
    import grp

    try:
        found = grp.getgrgid(number)
    except KeyError:
        return None
    return Group(found.gr_name, frozenset(found.gr_mem))


def groups_of(account: str, own: int) -> list[int]:
    """The numbers of all groups that an account is in; `own` is the number of its own."""
    if sys.platform == "win32":
        return []
    return os.getgrouplist(account, own)


def _account(entry: Sequence[object]) -> Account:
    name, _, uid, gid, _, home, shell = entry
    return Account(str(name), int(str(uid)), int(str(gid)), str(home), str(shell))
