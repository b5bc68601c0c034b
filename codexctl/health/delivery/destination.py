"""What is each destination's address, is it allowed, and is there a key for it?"""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from codexctl.checks import Cause, Check, State
from codexctl.errors import CodexctlError
from codexctl.health.here import Here
from codexctl.health.key_remedy import key_remedy
from codexctl.health.own_check import OwnCheck
from codexctl.policy.limits.effective import Effective
from codexctl.settings.destinations.address import Unresolved
from codexctl.settings.destinations.otel_env import disabled
from codexctl.settings.destinations.resolve import Resolved, resolve
from codexctl.settings.keys.secrets import find_key, lack, stays
from codexctl.settings.model import OTLP, Destination
from codexctl.wording import safe

ADDRESS = "destination.NAME.address"
ALLOWED = "destination.NAME.allowed"
CREDENTIAL = "destination.NAME.credential"
PROJECTS = "destination.NAME.projects"


def look(here: Here) -> Iterator[Check]:
    """Check each destination separately: address, key, and the policy."""
    for destination in here.settings.destinations:
        yield from _projects(destination)
        yield from (
            _remote(destination, here)
            if destination.kind == OTLP
            else _local(destination, here.limits)
        )


def _projects(destination: Destination) -> Iterator[Check]:
    """Say which turns a destination gets, if these are not all."""
    if not destination.only_in:
        return
    gone = [root for root in destination.only_in if not Path(root).is_dir()]
    if gone:
        summary = f"{destination.name} gets the turns in {safe(gone[0])}, which no longer exists"
        remedy = f"codexctl setup --destination {shlex.quote(destination.name)}"
        yield Check(_id(PROJECTS, destination), State.problem, summary, remedy, Cause.project_gone)
        return
    roots = ", ".join(map(safe, destination.only_in))
    summary = f"{destination.name} gets only the turns in {roots}"
    yield Check(_id(PROJECTS, destination), State.ok, summary)


def _local(destination: Destination, limits: Effective) -> Iterator[Check]:
    yield Check(_id(CREDENTIAL, destination), State.inactive, "needs no key")
    if barred := limits.barred(destination):
        yield Check(_id(ALLOWED, destination), State.problem, barred.summary, barred.remedy)


def _remote(destination: Destination, here: Here) -> Iterator[Check]:
    try:
        there = resolve(destination, here.environ)
    except Unresolved as error:
        yield Check(_id(ADDRESS, destination), State.problem, error.message, error.hint)
        return
    yield credential(there, here)
    if not destination.administration and (said := disabled(here.environ)):
        summary = f"nothing is sent: {said}"
        yield Check(_id(ALLOWED, destination), State.problem, summary, "unset it")
    elif barred := here.limits.barred(there.destination):
        yield Check(_id(ALLOWED, destination), State.problem, barred.summary, barred.remedy)


def credential(there: Resolved, here: Here) -> Check:
    """Check whether a destination's key can be found, and where; its value is never shown."""
    check = _id(CREDENTIAL, there.destination)
    try:
        key = find_key(there, here.environ, here.locations)
    except CodexctlError as error:
        return Check(
            check,
            State.problem,
            error.message,
            error.hint or _key_remedy(there, here),
            Cause.key_missing,
        )
    if key:
        return Check(check, State.ok, f"the key is in {key.source}")
    if there.key_required:
        return Check(check, State.problem, lack(there), _key_remedy(there, here), Cause.key_missing)
    summary = f"no key; {stays(there)}" if there.is_moved else "no key is configured"
    return Check(check, State.inactive, summary)


def _key_remedy(there: Resolved, here: Here) -> str:
    if there.is_moved:
        return f"codexctl setup --endpoint {there.destination.name}:{there.address.value}"
    return key_remedy(there, here.locations)


def _id(check: str, destination: Destination) -> str:
    return check.replace("NAME", destination.name)


CHECK = OwnCheck(
    {
        CREDENTIAL: "a destination's key, and where it is",
        ADDRESS: "a destination's address, if it is unknown",
        PROJECTS: "which turns a destination gets, if not all",
        ALLOWED: "a destination to which nothing may be sent",
    },
    look,
)
