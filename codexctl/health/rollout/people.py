"""The users of a machine who could run Codex."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codexctl.errors import UsageError
from codexctl.system import accounts

# The first user id of a person, if the system does not define another (login.defs(5)).
_FIRST, _NOBODY = 1000, 65534
_LOGIN_DEFS, _SHELLS = Path("/etc/login.defs"), Path("/etc/shells")
_UID_MIN = re.compile(r"^UID_MIN\s+(\d+)", re.MULTILINE)
_NO_LOGIN = ("nologin", "false", "sync", "halt", "shutdown")


@dataclass(frozen=True, slots=True)
class Person:
    """An account: its name, numbers, home and shell."""

    name: str
    uid: int
    gid: int
    home: Path
    shell: str = "/bin/sh"


def person_named(name: str) -> Person:
    """Look an account up. Raises UsageError if there is none with that name."""
    found = accounts.named(name)
    if found is None:
        raise UsageError(f"there is no account {name!a} on this machine", "getent passwd")
    return _person(found)


def people_here() -> tuple[Person, ...]:
    """All users with a login shell and a home, by number; without root.

    Users in a directory that does not list them must be named.
    """
    listed = map(_person, accounts.everybody())
    first, shells = _first(), _shells()
    found = {person.uid: person for person in listed if _signs_in(person, first, shells)}
    return tuple(found[uid] for uid in sorted(found))


def nobody() -> Person:
    """The user nobody, for a machine without user accounts."""
    return Person("nobody", _NOBODY, _NOBODY, Path("/nonexistent"))


def groups_of(person: Person) -> list[int]:
    """The groups of a user after logging in."""
    return [] if person.uid == _NOBODY else accounts.groups_of(person.name, person.gid)


def environment_of(person: Person, path: str) -> dict[str, str]:
    """A user's environment after logging in, without the caller's variables; `path` is the PATH."""
    return {
        "HOME": str(person.home),
        "USER": person.name,
        "LOGNAME": person.name,
        "SHELL": person.shell,
        "PATH": path,
        "LANG": "C.UTF-8",
    }


def _person(account: accounts.Account) -> Person:
    return Person(account.name, account.uid, account.gid, Path(account.home), account.shell)


def _signs_in(person: Person, first: int, shells: frozenset[str]) -> bool:
    if not first <= person.uid or person.uid == _NOBODY or not _is_shell(person.shell, shells):
        return False
    try:
        home = person.home.stat()
    except OSError:
        return False
    return stat.S_ISDIR(home.st_mode) and home.st_uid == person.uid


def _is_shell(shell: str, shells: frozenset[str]) -> bool:
    if shells:
        return shell in shells
    return bool(shell) and Path(shell).name not in _NO_LOGIN


def _shells() -> frozenset[str]:
    return frozenset(line for line in _lines(_SHELLS) if line.startswith("/"))


def _first() -> int:
    found = _UID_MIN.search("\n".join(_lines(_LOGIN_DEFS)))
    return int(found[1]) if found else _FIRST


def _lines(path: Path) -> Iterator[str]:
    try:
        yield from path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
