"""What a person wants from `setup`: from flags, or from answers in the wizard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.environment import given

if TYPE_CHECKING:
    from codexctl.edit.intent.flags import Flags
    from codexctl.edit.intent.their_settings import Theirs
    from codexctl.edit.intent.wanted import Intent
    from codexctl.health.tracers import Other
    from codexctl.locations import Locations
    from codexctl.settings.model import Settings
    from codexctl.wizard.interview import Interview
    from codexctl.wizard.questions import Today


@dataclass(frozen=True, slots=True)
class Answers:
    """The wanted setup, with the keys that were typed (by destination), and where it started from.

    `others` are tracers to import from, `theirs` their settings, and `start` today's settings
    together with those.
    """

    intent: Intent
    keys: dict[str, str]
    start: Settings
    others: tuple[Other, ...] = ()
    theirs: tuple[Theirs, ...] = ()


def by_flags(flags: Flags, take_over: str, locations: Locations, root: Path | None) -> Answers:
    """The flags, on top of today's settings and those of imported tracers."""
    from codexctl.edit.intent.from_flags import intent_from
    from codexctl.health.tracers import chosen

    others = chosen(take_over, locations) if take_over else ()
    start, theirs = start_from(others, locations)
    return Answers(intent_from(flags, start, root, given()), {}, start, others, theirs)


def by_wizard(
    locations: Locations, root: Path | None
) -> tuple[tuple[str, ...], Callable[[Interview], Answers]]:
    """The steps and questions of an interview, starting from what is on this machine."""
    from codexctl.health.tracers import ALL, chosen, others_here
    from codexctl.wizard.questions import ask, steps, take_over

    here = chosen(ALL, locations) if others_here(locations) else ()
    names = " and ".join(other.tracer for other in here)
    look = _today(locations, root)
    settings = start_from((), locations)[0]
    plain = look(settings)
    every = steps(
        tracers=bool(here), hooks_off=plain.hooks_off, repository=plain.repository is not None
    )

    def questions(talk: Interview) -> Answers:
        talk.steps(every)
        others = here if here and take_over(talk, names) else ()
        start, theirs = start_from(others, locations)
        intent, keys = ask(look(start) if others else plain, talk)
        return Answers(intent, keys, start, others, theirs)

    return every, questions


def _today(locations: Locations, root: Path | None) -> Callable[[Settings], Today]:
    """The answers with which the wizard starts, made from settings."""
    from codexctl.cli.auth.group import source_of
    from codexctl.cli.setup.offers import offers
    from codexctl.edit.intent.of_projects import concerned
    from codexctl.edit.intent.trust_today import trust_today
    from codexctl.edit.intent.wanted import Trigger
    from codexctl.health.here import codex_here, hooks_path_here
    from codexctl.projects.root import project_at
    from codexctl.wizard.questions import Today

    hooks_off, hooks_path = _hooks_off(locations), hooks_path_here(locations)
    found = codex_here(locations, hooks_path, asking=False)
    repository = root or project_at(Path.cwd(), locations.codex_home)
    for_project = root is not None or hooks_path != locations.hooks_json

    def start(settings: Settings) -> Today:
        here = concerned(settings, repository if for_project else None)
        return Today(
            settings=replace(settings, destinations=here),
            hooks_off=hooks_off,
            repository=repository,
            for_project=for_project,
            trigger=Trigger.notify if found.by_notify else Trigger.auto,
            trust=trust_today(found),
            environ=given(),
            offers=offers(settings, locations),
            sources={destination.name: source_of(destination, locations) for destination in here},
        )

    return start


def start_from(
    others: Sequence[Other], locations: Locations
) -> tuple[Settings, tuple[Theirs, ...]]:
    """The settings to start from: today's, completed with those of other tracers.

    Also returns what was read from each of the `others`. Raises SettingsError.
    """
    from codexctl.edit.intent.their_settings import adopted
    from codexctl.health.tracers import theirs_of

    start, theirs = todays_settings(locations), theirs_of(others, locations)
    for source in theirs:
        start = adopted(start, source)
    return start, theirs


def todays_settings(locations: Locations) -> Settings:
    """Today's settings. Raises SettingsError with the way to make setup run again."""
    from codexctl.settings.load import SettingsError, load

    try:
        return load(locations.settings_toml)
    except SettingsError as error:
        raise SettingsError(error.message, "fix that line, then run: codexctl setup") from None


def _hooks_off(locations: Locations) -> bool:
    """Whether hooks are switched off in config.toml; the first reading of Codex's files."""
    from codexctl.codex.config.features import HOOKS, feature
    from codexctl.edit.parts.codex_files import read_contents, understood

    paths = (locations.hooks_json,)
    found = feature(understood(read_contents(locations, paths), locations, *paths).config, HOOKS)
    return found is not None and not found.value
