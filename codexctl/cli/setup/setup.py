"""`codexctl setup`: flags or wizard, one diff, yes or no, apply, proof."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli.edits.applying import allowed, applied
from codexctl.cli.edits.asked_first import rehearsed
from codexctl.cli.edits.interruption import settled_first
from codexctl.cli.edits.outcome import Outcome, show, tell_changes, tell_notes
from codexctl.cli.help.command import Command
from codexctl.cli.keys import Keys, kept, key_from_stdin
from codexctl.cli.render import can_ask, print_json
from codexctl.cli.setup.answers import intent_and_keys, todays_settings
from codexctl.cli.setup.by_plugin import is_plugin_enough, plugin_trust
from codexctl.cli.setup.offers import check_features
from codexctl.cli.setup.options import setup_options
from codexctl.cli.setup.proof import proven
from codexctl.cli.setup.taking_over import start_from, taken_over, with_theirs_of
from codexctl.edit.asking.administrator import checked
from codexctl.edit.files.own_folders import check_folders, check_interpreter
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM, CodexctlError, UsageError
from codexctl.health.governed import as_allowed, check_destinations
from codexctl.locations import Locations, locate
from codexctl.settings.installation.here import passing_note
from codexctl.settings.model import Destination

if TYPE_CHECKING:
    from codexctl.edit.intent.wanted import Intent
    from codexctl.edit.plan import Plan
    from codexctl.edit.transaction.receipts import Receipt


@click.command(cls=Command)
@setup_options
def command(
    scope: str,
    *,
    dry_run: bool,
    yes: bool,
    no_input: bool,
    no_proof: bool,
    as_json: bool,
    api_key_stdin: bool,
    in_place: bool,
    take_over: str,
    **words: Any,
) -> int:
    """Set up tracing: plan, show the diff, apply, prove that it works.

    Without flags it asks; with --yes, or where there is no terminal, flags decide everything.
    """
    from codexctl.edit.intent.flags import flags_from

    locations, asking = locate(os.environ), can_ask(no_input=no_input or as_json)
    said = settled_first(locations, dry_run=dry_run, quiet=as_json)
    root = _project(locations) if scope == "project" else None
    # Looked at before the first question: nobody answers ten of them for nothing.
    if asking and not (yes or dry_run):
        _check_room(locations)
    flags, by_wizard = flags_from(words), asking and not yes
    others = taken_over(take_over, locations, ask=by_wizard and not (flags.decide or take_over))
    start, theirs = start_from(others, locations)
    intent, keys = intent_and_keys(
        flags, start, locations, root, by_wizard=by_wizard and not take_over
    )
    intent, keys, taken = with_theirs_of(intent, keys, start, others, theirs, locations)
    check_features(intent.features, locations, ask=not no_proof)
    if api_key_stdin:
        keys = key_from_stdin(intent.destinations)
    check_destinations(intent.destinations, todays_settings(locations), locations)
    intent = _with_trigger(intent, locations, asking_codex=not (dry_run or no_proof))
    intent = _scoped(_bound(intent, keys), locations)
    intent, governed = as_allowed(intent, locations, asked=bool(words["trust"]))
    check_folders(locations)
    # Judged before Codex is asked: what the policy forbids is not tried out first.
    plan = checked(_plan(intent, locations), locations)
    governed = (*governed, *check_interpreter(), *passing_note())
    asked = rehearsed(plan, locations, must_start=True).notes
    notes = (*said, *taken, *governed, *asked, *_notes(intent, locations))
    outcome = Outcome.of("setup", plan, notes, _pending(intent))
    if not as_json:
        show(plan)
    if not dry_run and (not plan.is_empty or keys):
        _check_room(locations)
        in_place = allowed(plan, locations, yes=yes, asking=asking, in_place=in_place)
        # The keys first: were the files written first, Codex could end a turn for which there is no
        # key.
        with kept(keys, locations):
            outcome = outcome.after(*_apply(intent, locations, in_place=in_place))
    if not as_json:
        tell_changes(outcome, dry_run=dry_run)
    if not (dry_run or no_proof):
        outcome = proven(outcome, intent, locations, aloud=not as_json)
    if as_json:
        print_json(outcome.as_json())
    else:
        tell_notes(outcome)
    return 0 if outcome.ok else EXIT_PROBLEM


def _project(locations: Locations) -> Path:
    from codexctl.projects.root import project_at

    root = project_at(Path.cwd(), locations.codex_home)
    if root is None:
        raise UsageError("--scope project: this folder is in no repository", "cd to one first")
    return root


def _bound(intent: Intent, keys: Keys) -> Intent:
    """The intent with an address written down for every key that is stored, or is to be."""
    from codexctl.settings.destinations.sources import bound

    def own(destination: Destination) -> Destination:
        return (
            bound(destination, given())
            if destination.name in keys or destination.api_key_command
            else destination
        )

    return replace(intent, destinations=tuple(map(own, intent.destinations)))


def _with_trigger(intent: Intent, locations: Locations, *, asking_codex: bool) -> Intent:
    """Decide `auto`: what the policy says, else the hook, in our plugin where that is installed.

    Unless an administrator placed one, or lets only theirs run.
    """
    from codexctl.edit.intent.wanted import Trigger
    from codexctl.health.here import administered
    from codexctl.policy.file.here import policy_on

    if intent.trigger is not Trigger.auto:
        return intent
    required, script = administered(asking=asking_codex)
    policy = policy_on(locations)
    usual = Trigger.hook
    if intent.project is None and is_plugin_enough(locations):
        usual = Trigger.plugin
    wanted = Trigger(policy.chosen.trigger or usual) if policy else usual
    otherwise = Trigger.notify if required.managed_hooks_only else wanted
    return replace(intent, trigger=Trigger.machine if script else otherwise)


def _scoped(intent: Intent, locations: Locations) -> Intent:
    """Say of each destination whose turns it gets: everybody's, or this repository's alone."""
    from codexctl.edit.intent.of_projects import as_scoped
    from codexctl.edit.intent.wanted import Trigger
    from codexctl.health.here import is_called_for_all

    everywhere = intent.trigger is Trigger.machine or is_called_for_all(locations)
    return as_scoped(intent, todays_settings(locations), everywhere=everywhere)


def _plan(intent: Intent, locations: Locations) -> Plan:
    from codexctl.edit.parts.codex_files import read_contents
    from codexctl.edit.plans.setup import plan_setup
    from codexctl.edit.plans.take_over import on_top, without_tracers
    from codexctl.edit.plans.worktree import with_folder
    from codexctl.health.tracers import hook_files_here

    trust = plugin_trust(intent, locations)
    if not intent.take_over:
        contents = read_contents(locations, (intent.hooks_path(locations),))
        planned = plan_setup(
            contents, todays_settings(locations), intent, locations, sys.executable, trust
        )
        return with_folder(planned, intent.project)
    paths = tuple(dict.fromkeys((intent.hooks_path(locations), *hook_files_here(locations))))
    contents = read_contents(locations, paths)
    left = without_tracers(contents, paths, intent.take_over, locations)
    planned = plan_setup(left, todays_settings(locations), intent, locations, sys.executable, trust)
    return with_folder(on_top(planned, contents, left), intent.project)


def _apply(
    intent: Intent, locations: Locations, *, in_place: bool
) -> tuple[Receipt, tuple[str, ...]]:
    """Edit, and have what was on disk before count as seen; gives the receipt and notes."""
    from codexctl.deliver.cursors.catchup import mark_existing_seen
    from codexctl.edit.plans.leftovers import make_room

    # Taken before the edit: a turn that ends while we write is the first to be delivered.
    began_ns = time.time_ns()
    done = applied(lambda: _plan(intent, locations), locations, in_place=in_place)
    make_room(locations)
    mark_existing_seen(
        locations, (destination.name for destination in intent.destinations), began_ns
    )
    return done


def _check_room(locations: Locations) -> None:
    """Raise CodexctlError where the first turn could not be recorded, however it is set up."""
    from codexctl.deliver.worker.disk_space import no_room

    if found := no_room(locations):
        raise CodexctlError(f"nothing was changed: {found.summary}", found.remedy)


def _notes(intent: Intent, locations: Locations) -> tuple[str, ...]:
    from codexctl.edit.intent.of_projects import notes_on
    from codexctl.edit.parts.codex_files import read_contents, understood
    from codexctl.edit.plans.notes import notes
    from codexctl.health.here import has_hooks_for_all
    from codexctl.settings.destinations.sources import overruled

    path = intent.hooks_path(locations)
    files = understood(read_contents(locations, (path,)), locations, path)
    words = (
        word for destination in intent.destinations for word in overruled(destination, given())
    )
    said = notes(intent, files, everywhere=has_hooks_for_all(locations))
    return (*said, *notes_on(intent), *words)


def _pending(intent: Intent) -> tuple[str, ...]:
    """Whoever wants to review the hook themselves still has that before them."""
    from codexctl.edit.intent.wanted import TrustChoice

    return () if intent.trust is TrustChoice.this_hook else ("hooks.trusted",)
