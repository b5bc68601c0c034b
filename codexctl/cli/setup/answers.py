"""What a person wants of `setup`: by flags, or by what they answer in the wizard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.environment import given

if TYPE_CHECKING:
    from codexctl.edit.intent.flags import Flags
    from codexctl.edit.intent.wanted import Intent
    from codexctl.locations import Locations
    from codexctl.settings.model import Settings


def intent_and_keys(
    flags: Flags, today: Settings, locations: Locations, root: Path | None, *, by_wizard: bool
) -> tuple[Intent, dict[str, str]]:
    """The intent, and the keys that somebody typed, by destination."""
    from codexctl.edit.intent.from_flags import intent_from

    if by_wizard and not flags.decide:
        return _asked(today, locations, root)
    return intent_from(flags, today, root, given()), {}


def _asked(
    today: Settings, locations: Locations, root: Path | None
) -> tuple[Intent, dict[str, str]]:
    """Have the wizard ask, starting from what is on this machine."""
    from codexctl.cli.auth import source_of
    from codexctl.cli.setup.offers import offers
    from codexctl.edit.intent.of_projects import concerned
    from codexctl.edit.intent.trust_today import trust_today
    from codexctl.edit.intent.wanted import Trigger
    from codexctl.health.governed import ways_to_trust
    from codexctl.health.here import codex_here, hooks_path_here
    from codexctl.projects.root import project_at
    from codexctl.wizard.questions import Today, ask

    hooks_off, hooks_path = _hooks_off(locations), hooks_path_here(locations)
    found = codex_here(locations, hooks_path, asking=False)
    repository = root or project_at(Path.cwd(), locations.codex_home)
    for_project = root is not None or hooks_path != locations.hooks_json
    here = concerned(today, repository if for_project else None)
    start = Today(
        settings=replace(today, destinations=here),
        hooks_off=hooks_off,
        repository=repository,
        for_project=for_project,
        trigger=Trigger.notify if found.by_notify else Trigger.auto,
        trust=trust_today(found),
        trusting=ways_to_trust(locations),
        environ=given(),
        offers=offers(today, locations),
        sources={destination.name: source_of(destination, locations) for destination in here},
    )
    return ask(start)


def todays_settings(locations: Locations) -> Settings:
    """The settings as they stand. Raises SettingsError, with how setup comes to run again."""
    from codexctl.settings.load import SettingsError, load

    try:
        return load(locations.settings_toml)
    except SettingsError as error:
        raise SettingsError(error.message, "fix that line, then run: codexctl setup") from None


def _hooks_off(locations: Locations) -> bool:
    """Whether somebody switched hooks off in config.toml; also the first look at Codex's files."""
    from codexctl.codex.config.features import HOOKS, feature
    from codexctl.edit.parts.codex_files import read_contents, understood

    paths = (locations.hooks_json,)
    found = feature(understood(read_contents(locations, paths), locations, *paths).config, HOOKS)
    return found is not None and not found.value
