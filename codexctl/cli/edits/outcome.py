"""The result of commands that edit, for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from codexctl.checks import Check, State
from codexctl.cli.edits.asking import confirm
from codexctl.cli.render import check_lines, diff_lines, print_json, tell
from codexctl.errors import CodexctlError, UsageError
from codexctl.wording import counted, safe

if TYPE_CHECKING:
    from codexctl.deliver.worker.selftest import Selftest
    from codexctl.edit.plan import Plan
    from codexctl.edit.transaction.receipts import Receipt

WAY_BACK = {
    "setup": "changed; codexctl uninstall undoes everything.",
    "uninstall": "restored.",
    "sync": "updated; codexctl undo undoes it.",
    "undo": "restored.",
    "edit": "changed; codexctl undo undoes it.",
}
# The messages if no file changes, by the same keys.
UNCHANGED = {
    "setup": "Everything is set up already: nothing to change.",
    "uninstall": "Nothing is set up: nothing to undo.",
    "sync": "No script needs an update: nothing to change.",
    "undo": "Nothing is left to undo.",
    "edit": "Nothing to change: it is already as you want it.",
    "fleet": "Everything is rolled out already: nothing to change.",
    "fleet remove": "Nothing is rolled out: nothing to remove.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run of a command that edits.

    `changes` are pairs of a path and `created`, `edited` or `deleted`. `receipt` is the receipt's
    id, None if nothing was applied. `pending` are the ids of checks that wait for the person, and
    so are not failures. `way_back` replaces the message about the changed files (`WAY_BACK`), and
    `unchanged` the one for no changes (`UNCHANGED`); empty for the usual ones. `purged` are pairs
    of a path and its content in words: these are deleted in addition, and cannot be restored.
    """

    command: str
    diff: str
    changes: tuple[tuple[str, str], ...]
    applied: bool = False
    receipt: str | None = None
    checks: tuple[Check, ...] = ()
    selftest: Selftest | None = None
    notes: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    way_back: str = ""
    unchanged: str = ""
    purged: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls, command: str, plan: Plan, notes: tuple[str, ...] = (), pending: tuple[str, ...] = ()
    ) -> Outcome:
        """The outcome of a plan before it is applied.

        `command` is the word in the schema's name and a key of UNCHANGED.
        """
        from codexctl.edit.plan import diff

        return cls(command, diff(plan), changes_of(plan), notes=notes, pending=pending)

    def after(self, receipt: Receipt, notes: tuple[str, ...] = ()) -> Outcome:
        """The outcome after the plan was applied, with more notes.

        A receipt without files was not saved, so it is not named.
        """
        kept = receipt.id if receipt.files else None
        return replace(self, applied=True, receipt=kept, notes=(*self.notes, *notes))

    @property
    def ok(self) -> bool:
        """Whether all checks passed."""
        wrong = (c for c in self.checks if c.state is State.problem and c.id not in self.pending)
        return not any(wrong) and (self.selftest is None or self.selftest.ok)

    def as_json(self) -> dict[str, Any]:
        """The form of `--json`."""
        return {
            "schema": f"codexctl.{self.command}/1",
            "ok": self.ok,
            "applied": self.applied,
            "changes": [
                *({"path": path, "change": change} for path, change in self.changes),
                *({"path": path, "change": "deleted"} for path, _ in self.purged),
            ],
            "diff": self.diff,
            "receipt": self.receipt,
            "checks": [check_json(check) for check in self.checks],
            "selftest": asdict(self.selftest) if self.selftest else None,
            "notes": list(self.notes),
        }


def check_json(check: Check) -> dict[str, str]:
    """One check in the form of `--json`."""
    return {
        "id": check.id,
        "state": check.state.value,
        "summary": check.summary,
        "remedy": check.remedy,
    }


def changes_of(plan: Plan) -> tuple[tuple[str, str], ...]:
    """The change of each file of a plan: pairs of a path and `created`, `edited` or `deleted`."""
    return tuple((str(edit.path), _change(edit.before, edit.after)) for edit in plan.edits)


def _change(before: bytes | None, after: bytes | None) -> str:
    if before is None:
        return "created"
    return "deleted" if after is None else "edited"


def show(plan: Plan) -> None:
    """Print the diff of a plan on stdout."""
    from codexctl.edit.plan import diff

    if not plan.is_empty:
        for line in diff_lines(diff(plan)):
            click.echo(line)


def show_purged(purged: Iterable[tuple[str, str]]) -> None:
    """Print each path that is deleted permanently, with its content in words, on stdout."""
    for path, holds in purged:
        tell(f"delete {safe(path)}  ({safe(holds)})")


def agree(question: str, *, yes: bool, asking: bool, default: bool = True) -> None:
    """Require consent, from the flag or from the person.

    Raises UsageError without either, CodexctlError for a no.
    """
    if yes:
        return
    if not asking:
        raise UsageError("nothing was changed: no terminal to confirm on", "add --yes to apply it")
    if not confirm(question, default=default, err=True):
        raise CodexctlError("nothing was changed")


def finish(outcome: Outcome, *, dry_run: bool, as_json: bool) -> None:
    """Print the result: as JSON, or as checks and notes for people."""
    if as_json:
        print_json(outcome.as_json())
        return
    tell_changes(outcome, dry_run=dry_run)
    tell_checks(outcome)
    tell_selftest(outcome)
    tell_notes(outcome)


def tell_changes(outcome: Outcome, *, dry_run: bool) -> None:
    """Say how many files were changed, and how to undo that."""
    if not outcome.changes and not outcome.purged:
        tell(outcome.unchanged or UNCHANGED[outcome.command])
    if outcome.changes and not dry_run:
        count = len(outcome.changes)
        back = outcome.way_back or WAY_BACK[outcome.command]
        tell(f"{counted(count, 'file')} {back}")
    if outcome.purged and not dry_run:
        tell(f"{counted(len(outcome.purged), 'path')} deleted permanently.")


def tell_checks(outcome: Outcome) -> None:
    """Print the checks, without those that are not active."""
    for line in check_lines(check for check in outcome.checks if check.state is not State.inactive):
        tell(line)


def tell_selftest(outcome: Outcome) -> None:
    """Print the result of the test turn, if there was one."""
    from codexctl.cli.edits.selftest_lines import lines

    for line in lines(outcome.selftest) if outcome.selftest else ():
        tell(line)


def tell_notes(outcome: Outcome) -> None:
    """Print the notes."""
    for note in outcome.notes:
        tell(f"note: {note}", err=True)
