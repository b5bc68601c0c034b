"""All checks, in the order in which problems should be fixed.

`status`, `doctor`, the test of `setup` and `policy check` all use this table.
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
from codexctl.health.codex.codex_check import CodexCheck
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
from codexctl.health.machine import (
    environment,
    folders_safe,
    interrupted,
    settings_valid,
    traced_twice,
)
from codexctl.health.own_check import OwnCheck

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
    """Run only the checks on Codex.

    In the order of the table; a check may return no line, or several.
    """
    return tuple(check for codex_check in CODEX_CHECKS for check in codex_check.look(snapshot))


def examined(here: Here) -> tuple[Check, ...]:
    """Run all checks that are fast and ask no backend, for `status`."""
    return (*_made(FIRST, here), *codex_checks(here.codex), *_made(LAST, here))


def examined_thoroughly(here: Here, *, offline: bool) -> tuple[Check, ...]:
    """Run all checks, for `doctor`; `offline` sends no request.

    The result of a request now counts more than the last delivery.
    """
    asks = "destination.NAME.answers"
    looked = [own_check for own_check in _thorough() if not (offline and asks in own_check.about)]
    thorough = tuple(_made(looked, here))
    answered = {_of(check, ".answers") for check in thorough if check.id.endswith(".answers")}
    checks = (*examined(here), *thorough)
    return tuple(check for check in checks if _of(check, ".reachable") not in answered)


def causes(checks: Sequence[Check]) -> tuple[Check, ...]:
    """Choose the problems that are causes, the first to fix first.

    If another user owns the folders, nothing else can be fixed.
    """
    wrong = [check for check in checks if check.state is State.problem]
    real = [check for check in wrong if check.id not in follow_ons()]
    foreign = [line for line in real if line.cause is Cause.folder_not_yours]
    return tuple((*foreign, *(line for line in real if line not in foreign)) if real else wrong)


def follow_ons() -> frozenset[str]:
    """The ids of checks with problems that follow from others."""
    own = (check for own_check in (*FIRST, *LAST) if own_check.follows for check in own_check.about)
    codex = (
        check for codex_check in CODEX_CHECKS if codex_check.follows for check in codex_check.about
    )
    return frozenset((*codex, *own))


def abouts() -> dict[str, str]:
    """What each check checks, by its id, thorough ones last: for the pages about checks."""
    found: dict[str, str] = {}
    for own_check in FIRST:
        found |= own_check.about
    for of_codex in CODEX_CHECKS:
        found |= of_codex.about
    for own_check in (*LAST, *_thorough()):
        found |= own_check.about
    return found


def thorough_ones() -> frozenset[str]:
    """The ids of checks that only `doctor` runs."""
    return frozenset(check for own_check in _thorough() for check in own_check.about)


def _thorough() -> tuple[OwnCheck, ...]:
    # Imported here: `status` does not need them.
    from codexctl.health.delivery import answers, sums
    from codexctl.health.machine import installation, processes, script

    return (script.CHECK, installation.CHECK, answers.CHECK, processes.CHECK, sums.CHECK)


def _made(checks: Sequence[OwnCheck], here: Here) -> Iterator[Check]:
    """Run checks; without those that need folders that another user owns.

    The check on folders reports the other owner.
    """
    for own_check in checks:
        try:
            yield from tuple(own_check.look(here))
        except (CodexctlError, OSError):
            if not here.foreign:
                raise


def _of(check: Check, end: str) -> str:
    return check.id.removesuffix(end)
