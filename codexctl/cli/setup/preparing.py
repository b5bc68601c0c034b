"""Makes a plan from what is wanted: what is possible and allowed, and notes about it."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codexctl.cli.edits.asked_first import rehearsed
from codexctl.cli.edits.outcome import Outcome
from codexctl.cli.edits.shown import in_reading_order
from codexctl.cli.keys import Keys, key_from_stdin
from codexctl.cli.setup.answers import Answers, todays_settings
from codexctl.cli.setup.by_plugin import is_plugin_enough, plugin_trust
from codexctl.cli.setup.offers import check_features
from codexctl.edit.asking.administrator import checked
from codexctl.edit.files.own_folders import check_folders, check_interpreter
from codexctl.environment import given
from codexctl.health.governed import as_allowed, check_destinations
from codexctl.locations import Locations
from codexctl.settings.installation.here import passing_note
from codexctl.settings.model import Destination

if TYPE_CHECKING:
    from codexctl.edit.intent.wanted import Intent
    from codexctl.edit.plan import Plan


@dataclass(frozen=True, slots=True)
class Wishes:
    """How to carry out a setup.

    `asking` means that a person can answer questions; `is_trust_named` that a flag named the kind
    of trust; `said` are earlier notes.
    """

    dry_run: bool
    yes: bool
    asking: bool
    no_proof: bool
    as_json: bool
    in_place: bool
    key_from_stdin: bool
    is_trust_named: bool
    said: tuple[str, ...] = ()

    @property
    def has_proof(self) -> bool:
        """Whether to ask Codex and send a test turn."""
        return not (self.dry_run or self.no_proof)


def prepared(
    answers: Answers, wishes: Wishes, locations: Locations
) -> tuple[Intent, Keys, Outcome, Plan]:
    """Plan a setup, and check it as far as that is possible without writing anything.

    Returns the intent as far as the policy allows it, the keys to store (by destination), the
    outcome with all notes, and the plan. Raises CodexctlError for what is impossible, PolicyRefused
    for what is forbidden, and EditRefused if Codex would not start with the new files.
    """
    intent, keys, taken = _with_theirs(answers, locations)
    check_features(intent.features, locations, ask=not wishes.no_proof)
    if wishes.key_from_stdin:
        keys = key_from_stdin(intent.destinations)
    check_destinations(intent.destinations, todays_settings(locations), locations)
    intent = _with_trigger(intent, locations, asking_codex=wishes.has_proof)
    intent = _scoped(_bound(intent, keys), locations)
    intent, governed = as_allowed(intent, locations, asked=wishes.is_trust_named)
    check_folders(locations)
    # Checked before Codex is asked: what the policy forbids is not even tried.
    plan = checked(plan_of(intent, locations), locations)
    governed = (*governed, *check_interpreter(), *passing_note())
    asked = rehearsed(plan, locations, must_start=True).notes
    notes = (*wishes.said, *taken, *governed, *asked, *_notes(intent, locations))
    outcome = Outcome.of("setup", in_reading_order(plan, locations), notes, _pending(intent))
    return intent, keys, outcome, plan


def _with_theirs(
    answers: Answers, locations: Locations
) -> tuple[Intent, dict[str, str], tuple[str, ...]]:
    """The intent and keys with everything that was imported, and notes about it."""
    from codexctl.edit.intent.their_settings import with_theirs
    from codexctl.health.tracers import keys_of, others_here, said_of

    intent, others, theirs = answers.intent, answers.others, answers.theirs
    if not others:
        here = "".join(f" {other.tracer}" for other in others_here(locations))
        twice = f"each turn is traced twice, as by{here}: codexctl setup --take-over"
        return intent, answers.keys, (twice,) if here else ()
    found, said = keys_of(theirs, locations)
    having = {
        destination.name
        for destination in intent.destinations
        if destination.api_key_env or destination.api_key_command
    }
    own = {name: key for name, key in found.items() if name not in having}
    intent = with_theirs(intent, todays_settings(locations), answers.start)
    intent = replace(intent, take_over=tuple(other.tracer for other in others))
    return intent, own | answers.keys, (*said, *said_of(theirs, others, intent.capture))


def _bound(intent: Intent, keys: Keys) -> Intent:
    """The intent with an address for every key that is stored or will be."""
    from codexctl.settings.destinations.sources import bound

    def own(destination: Destination) -> Destination:
        return (
            bound(destination, given())
            if destination.name in keys or destination.api_key_command
            else destination
        )

    return replace(intent, destinations=tuple(map(own, intent.destinations)))


def _with_trigger(intent: Intent, locations: Locations, *, asking_codex: bool) -> Intent:
    """Replace the trigger `auto`: by the policy's, else by the hook (our plugin's if installed).

    It is another trigger if an administrator installed a hook, or allows only managed hooks.
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
    """Set for each destination which turns it gets: all turns, or only this repository's."""
    from codexctl.edit.intent.of_projects import as_scoped
    from codexctl.edit.intent.wanted import Trigger
    from codexctl.health.here import is_called_for_all

    everywhere = intent.trigger is Trigger.machine or is_called_for_all(locations)
    return as_scoped(intent, todays_settings(locations), everywhere=everywhere)


def plan_of(intent: Intent, locations: Locations) -> Plan:
    """The edits that bring an intent about, from the files as they are now."""
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
    """The checks that wait for a person who wants to review the hook."""
    from codexctl.edit.intent.wanted import TrustChoice

    return () if intent.trust is TrustChoice.this_hook else ("hooks.trusted",)
