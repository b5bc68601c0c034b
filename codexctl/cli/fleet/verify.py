"""`codexctl fleet verify`: runs a test turn as each user of the machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from codexctl.checks import Check, State
from codexctl.cli.edits.editing import json_option
from codexctl.cli.edits.outcome import check_json
from codexctl.cli.help.command import Command
from codexctl.cli.render import check_lines, paint, print_json, tell
from codexctl.cli.words.numbers import timeout_option
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM, CodexctlError
from codexctl.isolation import ourselves
from codexctl.locations import locate
from codexctl.system import group, is_root, user
from codexctl.wording import safe

if TYPE_CHECKING:
    from codexctl.health.rollout.people import Person

SCHEMA = "codexctl.fleet-verify/1"


@click.command(cls=Command)
@click.option("--user", "users", multiple=True, metavar="NAME",
              help="The user to test; repeatable. Default: all users who can log in.")  # fmt: skip
@click.option("--me", is_flag=True, help="Test only yourself; the default unless you are root.")
@timeout_option(20.0, "Seconds to wait for each turn.")
@json_option
def command(*, users: tuple[str, ...], me: bool, timeout: float, as_json: bool) -> int:
    """Test a roll-out as each user: policy, hook, what Codex says, and a test turn.

    Root tests every user with a login shell and a home, each in a process of that user, with
    temporary homes of Codex and codexctl.
    """
    people = _people(users, me=me)
    results: dict[str, tuple[int, tuple[Check, ...]]] = {}
    for person in people:
        checks = _mine(timeout) if me or not is_root() else _theirs(person, timeout)
        results[person.name] = (person.uid, checks)
        if not as_json:
            _show(person.name, checks)
    ok = all(map(_holds, (checks for _, checks in results.values())))
    if as_json:
        rows = [_row(name, uid, checks) for name, (uid, checks) in results.items()]
        print_json({"schema": SCHEMA, "ok": ok, "people": rows})
    return 0 if ok else EXIT_PROBLEM


def _people(users: tuple[str, ...], *, me: bool) -> tuple[Person, ...]:
    """The users to test. Raises CodexctlError if somebody who is not root asks for others."""
    from codexctl.health.rollout.people import nobody, people_here, person_named

    if me or not is_root():
        own = _whoever()
        if others := [name for name in users if name != own.name]:
            what = f"only root can run Codex as {', '.join(map(safe, others))}"
            raise CodexctlError(what, "sudo codexctl fleet verify")
        return (own,)
    if users:
        return tuple(map(person_named, dict.fromkeys(users)))
    found = people_here()
    if not found:
        tell("note: this machine has no user accounts yet: tested as the user nobody", err=True)
    return found or (nobody(),)


def _whoever() -> Person:
    from codexctl.health.rollout.people import Person
    from codexctl.owners import name_of

    me = user()
    return Person(name_of(me), me, group(), locate(os.environ).home)


def _mine(timeout: float) -> tuple[Check, ...]:
    from codexctl.health.rollout.mine import look

    return tuple(look(locate(os.environ), given(), timeout))


def _theirs(person: Person, timeout: float) -> tuple[Check, ...]:
    from codexctl.health.rollout.theirs import checks_of

    words = [*ourselves(), "fleet", "verify", "--me", "--json", "--timeout", str(timeout)]
    return checks_of(person, words, timeout)


def _show(name: str, checks: tuple[Check, ...]) -> None:
    mark = paint("✓", "green") if _holds(checks) else paint("✗", "red")
    tell(f"{mark} {safe(name)}")
    for line in check_lines(map(_safe, checks)):
        tell(f"  {line}")


def _safe(check: Check) -> Check:
    """The output of another process, with control characters escaped."""
    summary, remedy = safe(check.summary), safe(check.remedy)
    return Check(safe(check.id), check.state, summary, remedy, check.cause)


def _holds(checks: tuple[Check, ...]) -> bool:
    return bool(checks) and not any(check.state is State.problem for check in checks)


def _row(name: str, uid: int, checks: tuple[Check, ...]) -> Mapping[str, Any]:
    return {
        "name": name,
        "uid": uid,
        "ok": _holds(checks),
        "checks": [check_json(check) | {"cause": _cause(check)} for check in checks],
    }


def _cause(check: Check) -> str:
    if check.state is not State.problem:
        return ""
    return check.cause.value if check.cause else check.id
