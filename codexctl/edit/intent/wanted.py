"""What a person wants from `setup`, by flags or in the wizard.

It is in this room because the plan is made from it here; `wizard` and `cli` build it, and
both are above.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from codexctl.codex.callers.other_tracers import Tracer
from codexctl.locations import Locations
from codexctl.projects.markers import PROJECT_FOLDER
from codexctl.projects.root import hooks_root
from codexctl.settings.capture import CaptureMode
from codexctl.settings.labels import LABELS
from codexctl.settings.model import LOCAL, Destination, Settings

LOCAL_DESTINATION = Destination(name=LOCAL, kind=LOCAL)

RESOURCE_KEYS = {word: label.attribute for word, label in LABELS.items()}
"""Which resource attribute each word of the command line becomes."""


class Trigger(StrEnum):
    """What tells codexctl that a turn has ended.

    `machine` is the hook that an administrator placed for everybody. Nobody asks for it: it is
    what `auto` comes to where there is one. `plugin` is the hook that our plugin of Codex brings.
    """

    auto = "auto"
    hook = "hook"
    notify = "notify"
    machine = "machine"
    plugin = "plugin"


class TrustChoice(StrEnum):
    """How our hook comes to be trusted by Codex."""

    this_hook = "this-hook"
    ask = "ask"
    bypass = "bypass"


@dataclass(frozen=True, slots=True)
class Intent:
    """Everything that setup decides.

    `settings` are the settings of one value that were said, by their place in the table
    (`settings.fields`), None for one that goes back to its default; those that were not said stay
    as they are today. `capture` and `exclude` are None where nothing was said.
    `resource` holds only the attributes that were named, an empty one is to go; `features` the
    flags to be switched, by Codex's names. `project` is the root of the one repository that it is
    for, None for all of a person's turns. The hooks and notify entries of the tracers
    in `take_over` go.
    """

    destinations: tuple[Destination, ...] = (LOCAL_DESTINATION,)
    capture: CaptureMode | None = None
    exclude: frozenset[str] | None = None
    resource: tuple[tuple[str, str], ...] = ()
    trigger: Trigger = Trigger.auto
    trust: TrustChoice = TrustChoice.this_hook
    features: tuple[tuple[str, bool], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    project: Path | None = None
    take_over: tuple[Tracer, ...] = ()

    def hooks_path(self, locations: Locations) -> Path:
        """The hooks.json that gets our hooks."""
        return project_hooks(self.project) if self.project else locations.hooks_json


def project_hooks(root: Path) -> Path:
    """The hooks.json that Codex reads in a repository, by the root folder of any worktree."""
    return hooks_root(root) / PROJECT_FOLDER / "hooks.json"


def destinations_today(settings: Settings) -> tuple[Destination, ...]:
    """Where traces go if nobody says otherwise: as until now, by default to the local store."""
    return settings.destinations or (LOCAL_DESTINATION,)
