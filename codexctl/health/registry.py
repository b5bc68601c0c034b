"""Every check there is, in the order in which one would fix what is wrong.

`status`, `doctor`, the proof of `setup` and `policy check` all make theirs from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codexctl.checks import Cause, Check, State
from codexctl.codex.report.snapshot import Snapshot
from codexctl.errors import CodexctlError
from codexctl.health.codex import (
    feature,
    found,
    installed,
    listed,
    managed_only,
    notify,
    others,
    plugin,
    project,
    runs,
    trusted,
)
from codexctl.health.codex.look import CodexCheck
from codexctl.health.delivery import (
    backlog,
    destination,
    died,
    last_error,
    metrics,
    policy,
    reachable,
    store,
    unreadable,
    way,
)
from codexctl.health.here import Here
from codexctl.health.look import OwnCheck
from codexctl.health.machine import (
    environment,
    folders_safe,
    interrupted,
    settings_valid,
    traced_twice,
)

CODEX_CHECKS: tuple[CodexCheck, ...] = (
    found.CHECK,
    managed_only.CHECK,
    feature.CHECK,
    project.CHECK,
    installed.CHECK,
    listed.CHECK,
    trusted.CHECK,
    plugin.CHECK,
    runs.CHECK,
    notify.CHECK,
    others.CHECK,
)
FIRST: tuple[OwnCheck, ...] = (interrupted.CHECK, settings_valid.CHECK, environment.CHECK)
LAST: tuple[OwnCheck, ...] = (
    traced_twice.CHECK,
    folders_safe.CHECK,
    policy.CHECK,
    destination.CHECK,
    way.CHECK,
    reachable.CHECK,
    metrics.CHECK,
    store.CHECK,
    backlog.CHECK,
    unreadable.CHECK,
    died.CHECK,
    last_error.CHECK,
)


def codex_checks(snapshot: Snapshot) -> tuple[Check, ...]:
    """Judge Codex's side alone.

    In the order of the table; a check may give no line, or several.
    """
    return tuple(check for codex_check in CODEX_CHECKS for check in codex_check.look(snapshot))


def examined(here: Here) -> tuple[Check, ...]:
    """Make every check that needs no time and asks no backend: what `status` says."""
    return (*_made(FIRST, here), *codex_checks(here.codex), *_made(LAST, here))


def examined_thoroughly(here: Here, *, offline: bool) -> tuple[Check, ...]:
    """Make every check there is: what `doctor` says; `offline` sends no request.

    A request made now counts for more than how the last delivery ended.
    """
    asks = "destination.NAME.answers"
    looked = [own_check for own_check in _thorough() if not (offline and asks in own_check.about)]
    thorough = tuple(_made(looked, here))
    answered = {_of(check, ".answers") for check in thorough if check.id.endswith(".answers")}
    checks = (*examined(here), *thorough)
    return tuple(check for check in checks if _of(check, ".reachable") not in answered)


def causes(checks: Sequence[Check]) -> tuple[Check, ...]:
    """Pick the problems that are causes, the first to be fixed first.

    Nothing else can be fixed in folders that are another's.
    """
    wrong = [check for check in checks if check.state is State.problem]
    real = [check for check in wrong if check.id not in follow_ons()]
    foreign = [line for line in real if line.cause is Cause.folder_not_yours]
    return tuple((*foreign, *(line for line in real if line not in foreign)) if real else wrong)


def follow_ons() -> frozenset[str]:
    """The ids of the checks whose problems follow from others'."""
    own = (check for own_check in (*FIRST, *LAST) if own_check.follows for check in own_check.about)
    codex = (
        check for codex_check in CODEX_CHECKS if codex_check.follows for check in codex_check.about
    )
    return frozenset((*codex, *own))


def abouts() -> dict[str, str]:
    """What each check looks at, by its id, thorough ones last: for pages about checks."""
    found: dict[str, str] = {}
    for own_check in FIRST:
        found |= own_check.about
    for of_codex in CODEX_CHECKS:
        found |= of_codex.about
    for own_check in (*LAST, *_thorough()):
        found |= own_check.about
    return found


def thorough_ones() -> frozenset[str]:
    """The ids of the checks that only `doctor` makes."""
    return frozenset(check for own_check in _thorough() for check in own_check.about)


def _thorough() -> tuple[OwnCheck, ...]:
    # Imported here: `status` needs none of them.
    from codexctl.health.delivery import answers, sums
    from codexctl.health.machine import installation, processes, script

    return (script.CHECK, installation.CHECK, answers.CHECK, processes.CHECK, sums.CHECK)


def _made(checks: Sequence[OwnCheck], here: Here) -> Iterator[Check]:
    """Make checks; what cannot be looked at in folders that are another's is left out.

    That they are another's is said by the check on folders.
    """
    for own_check in checks:
        try:
            yield from tuple(own_check.look(here))
        except (CodexctlError, OSError):
            if not here.foreign:
                raise


def _of(check: Check, end: str) -> str:
    return check.id.removesuffix(end)
