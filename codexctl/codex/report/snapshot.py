"""How things are on this machine: Codex's files, our hook script, and what Codex says itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from codexctl.codex.asking.requirements import NONE, Requirements
from codexctl.codex.asking.seen import Seen
from codexctl.codex.config.features import HOOKS, switch
from codexctl.codex.config.findings import Finding
from codexctl.codex.hooks.command import our_hooks
from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.codex.hooks.script import ScriptProblem
from codexctl.codex.notify.entry import notify_program
from codexctl.codex.notify.within import Naming, naming
from codexctl.codex.plugins.installed import PluginHooks
from codexctl.locations import Locations
from codexctl.wording import time_said


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the checks judge.

    `answer` is None where Codex was not asked, or gave no answer; `silence` then says why.
    `rejection` is why Codex does not start, as it says itself, where it was asked.
    `config_problem` says why Codex cannot use config.toml, `script_problem` and
    `notify_problem` why our scripts cannot run; they are empty or None when all is well.
    `notify_retired` says that notify's was removed and only calls what is behind it.
    Without `self_trust` a policy leaves trust in hooks to Codex's own review.
    `machine_script` is the one that the administrator has Codex run for everybody,
    `machine_problem` why that cannot run.
    `layer` is the folder on whose account Codex reads the hooks here, if that is not their own: a
    linked worktree's `.codex`, for the main checkout's hooks; `layer_missing` says it is not there.
    `plugin` are the hooks of our plugin for Codex, None where it is not installed or not enabled.
    """

    locations: Locations
    hooks: Hooks
    home_exists: bool = True
    home_is_file: bool = False
    binary: Path | None = None
    answer: Seen | None = None
    silence: str = ""
    rejection: Finding | None = None
    config: Mapping[str, Any] = field(default_factory=dict)
    config_problem: str = ""
    requirements: Requirements = NONE
    script_problem: ScriptProblem | None = None
    notify_problem: ScriptProblem | None = None
    notify_retired: bool = False
    last_hint: float | None = None
    machine_script: Path | None = None
    machine_problem: ScriptProblem | None = None
    self_trust: bool = True
    layer: Path | None = None
    layer_missing: bool = False
    plugin: PluginHooks | None = None

    @property
    def by_plugin(self) -> bool:
        """Whether our plugin does our hook's job: it is there, and hooks of ours are not."""
        return (
            self.plugin is not None and not self.ours and not self.requirements.managed_hooks_only
        )

    @property
    def last_run(self) -> str:
        """When a hook last ran, as the end of a sentence."""
        if self.last_hint is None:
            return "; it has not run yet"
        return f"; last run {time_said(datetime.fromtimestamp(self.last_hint, UTC))}"

    @property
    def ours(self) -> tuple[Hook, ...]:
        """Our own hooks in the file, as they are there."""
        return our_hooks(self.hooks, self.locations.hook_script)

    @property
    def by_notify(self) -> bool:
        """Whether notify does our hook's job: it names ours, and our hooks cannot run."""
        named = naming(notify_program(self.config), self.locations.notify_script)
        if named is Naming.none or self.notify_retired:
            return False
        return not self.ours or self.requirements.managed_hooks_only

    @property
    def switched_off_by(self) -> str:
        """The layer that switches hooks off, by Codex's word; empty where none does."""
        if self.answer is None or _hooks_switch(self.answer.config) is not False:
            return ""
        return self.answer.decided_by(_hooks_switch) or "another configuration layer"


def _hooks_switch(config: Mapping[str, Any]) -> bool | None:
    return switch(config, HOOKS)
