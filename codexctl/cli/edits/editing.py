"""Shared by all commands that edit Codex's files: options, applying a plan, checking it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli.words.choices import Choice, or_empty
from codexctl.errors import EXIT_PROBLEM, UsageError
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.checks import Check
    from codexctl.edit.intent.scope import Scope
    from codexctl.edit.plan import Plan

GLOBAL, PROJECT = "global", "project"

scope_option = click.option(
    "--scope",
    default=GLOBAL,
    show_default=True,
    type=Choice((GLOBAL, PROJECT)),
    help="Your own files, or this repository's .codex/.",
)
either_scope_option = click.option(
    "--scope",
    callback=or_empty,
    type=Choice((GLOBAL, PROJECT)),
    metavar="[global|project]",
    help="Only your own files, or only this repository's.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
show_secrets_option = click.option(
    "--show-secrets", is_flag=True, help="Print secrets, too, instead of *****."
)
in_place_option = click.option(
    "--in-place",
    is_flag=True,
    help="Write into a file that cannot be replaced (a separate mount), and keep a copy.",
)
_OPTIONS = (
    click.option("--dry-run", is_flag=True, help="Only show the diff."),
    click.option("--yes", is_flag=True, help="Apply without asking."),
    click.option("--no-input", is_flag=True, help="Never ask anything."),
    click.option("--offline", is_flag=True, help="Do not ask the installed Codex afterwards."),
    in_place_option,
    json_option,
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants an edit to be carried out."""

    dry_run: bool
    yes: bool
    no_input: bool
    offline: bool
    as_json: bool
    in_place: bool
    said: tuple[str, ...] = ()


def edit_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options of every edit to a command; it gets them as `wishes`."""

    @wraps(function)
    def wrapped(**words: Any) -> int:
        named = (field.name for field in fields(Wishes) if field.name in words)
        wishes = Wishes(**{name: words.pop(name) for name in tuple(named)})
        return function(wishes=wishes, **words)

    # click lists options in reverse order of their decorators.
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def editing(function: Callable[..., int]) -> Callable[..., int]:
    """Like `edit_options`, for a command that first finishes or undoes an interrupted edit."""

    @wraps(function)
    def wrapped(wishes: Wishes, **words: Any) -> int:
        from codexctl.cli.edits.interruption import settled_first

        locations = locate(os.environ)
        said = settled_first(locations, dry_run=wishes.dry_run, quiet=wishes.as_json)
        return function(wishes=replace(wishes, said=said), **words)

    return edit_options(wrapped)


def scope_here(locations: Locations, scope: str) -> Scope:
    """Find the files of a scope. Raises UsageError for `project` outside of a repository."""
    from codexctl.edit.intent.scope import scope_of
    from codexctl.projects.root import project_at

    if scope == GLOBAL:
        return scope_of(locations)
    root = project_at(Path.cwd(), locations.codex_home)
    if root is None:
        raise UsageError("--scope project: this folder is not in a repository", "cd to one first")
    return scope_of(locations, root)


def scopes_here(locations: Locations, scope: str) -> tuple[Scope, ...]:
    """Find the files of one scope; without a scope, the person's and this repository's."""
    from codexctl.edit.intent.scope import scope_of
    from codexctl.projects.root import project_at

    if scope:
        return (scope_here(locations, scope),)
    root = project_at(Path.cwd(), locations.codex_home)
    scopes = (scope_of(locations), scope_of(locations, root))
    return scopes if root and scopes[1].config.parent != locations.codex_home else scopes[:1]


def carry_out(
    replan: Callable[[], Plan],
    locations: Locations,
    wishes: Wishes,
    *,
    notes: tuple[str, ...] = (),
    undoes: str | None = None,
    proof: Callable[[], Sequence[Check]] | None = None,
) -> int:
    """Show the plan, ask for consent, apply it and have Codex check it; returns the exit code.

    `undoes` is the id of the receipt that the plan undoes; `proof` makes additional checks that
    only this command needs.
    """
    # Imported here: commands that only read import this module, too, and need none of these.
    from codexctl.cli.edits.applying import allowed, applied
    from codexctl.cli.edits.asked_first import rehearsed
    from codexctl.cli.edits.outcome import UNCHANGED, WAY_BACK, Outcome, finish, show
    from codexctl.cli.edits.seen_after import SeenAfter
    from codexctl.cli.render import can_ask
    from codexctl.edit.asking.administrator import checked

    plan = checked(replan(), locations)
    # An undo restores the earlier content even if Codex does not start with it.
    ask = not (wishes.offline or undoes)
    asked = rehearsed(plan, locations) if ask else None
    notes = (*wishes.said, *notes, *(asked.notes if asked else ()))
    outcome = Outcome.of("edit", plan, notes)
    if undoes:
        outcome = replace(outcome, way_back=WAY_BACK["undo"], unchanged=UNCHANGED["undo"])
    if not wishes.as_json:
        show(plan)
    if not wishes.dry_run and not plan.is_empty:
        asking = can_ask(no_input=wishes.no_input or wishes.as_json)
        in_place = allowed(plan, locations, yes=wishes.yes, asking=asking, in_place=wishes.in_place)
        seen = SeenAfter(locations, offline=wishes.offline)
        receipt, tidied = applied(
            replan,
            locations,
            undoes,
            in_place=in_place,
            asking=ask,
            asked=asked,
            meanwhile=seen.ask,
        )
        checks, said = seen.judged(receipt)
        proven = proof() if proof and not wishes.offline else ()
        outcome = replace(outcome.after(receipt, (*said, *tidied)), checks=(*checks, *proven))
    finish(outcome, dry_run=wishes.dry_run, as_json=wishes.as_json)
    return 0 if outcome.ok else EXIT_PROBLEM
