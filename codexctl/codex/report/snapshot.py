"""How things stand on this machine: Codex's files, our hook script, and what Codex says itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from codexctl.codex.asking.acceptance import rejection_of
from codexctl.codex.asking.app_server import CodexSilent
from codexctl.codex.asking.ask import ask
from codexctl.codex.asking.find import find_codex
from codexctl.codex.asking.requirements import NONE, Requirements, read_requirements
from codexctl.codex.asking.seen import Seen
from codexctl.codex.config.features import HOOKS, switch
from codexctl.codex.config.files import config_files
from codexctl.codex.config.findings import Finding
from codexctl.codex.hooks.command import our_hooks
from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.codex.hooks.script import ScriptProblem, script_problem
from codexctl.codex.notify.entry import notify_program
from codexctl.codex.notify.within import Naming, naming, retired
from codexctl.codex.plugins.installed import PluginHooks
from codexctl.codex.report.hook_files import machine_hook_at, our_plugin_here, read_hooks
from codexctl.codex.report.rejected_place import place_of
from codexctl.codex.report.script_owner import machine_script
from codexctl.document import toml_keys
from codexctl.errors import CodexctlError, DocumentError
from codexctl.locations import Locations
from codexctl.projects.markers import PROJECT_FOLDER
from codexctl.projects.root import hooks_root, project_at
from codexctl.safe_read import read_text
from codexctl.wording import time_said


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that the checks judge.

    `answer` is None where Codex was not asked, or gave no answer; `silence` then says why.
    `rejection` is why Codex does not start, by its own word, where it was asked.
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
        """Our own hooks in the file, as they stand there."""
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


def take(
    locations: Locations,
    hooks_path: Path,
    cwd: Path,
    environ: Mapping[str, str],
    requirements_path: Path,
    *,
    asking: bool,
) -> Snapshot:
    """Look at everything once; with `asking` the binary on the PATH is asked as well.

    `cwd` is the folder as seen from which Codex judges: a project can switch hooks off.
    `requirements_path` is the administrator's requirements.toml; the files beside it are theirs
    too. Never raises for what Codex or a file says: that is in the result.
    """
    home_exists = locations.codex_home.is_dir()
    binary = find_codex(environ)
    answer, silence = None, "" if binary else "there is no codex on the PATH"
    rejection = None
    if asking and binary and home_exists:
        rejection = _rejected(binary, locations, cwd, environ, requirements_path.parent)
        # A Codex that does not start answers nothing else; asking it would only take time.
        if rejection is None:
            answer, silence = _asked(binary, locations, cwd, environ)
    config, config_problem = _config(locations.config_toml)
    by_machine = _by_machine(answer, requirements_path.parent)
    layer = _layer(hooks_path, locations, cwd)
    return Snapshot(
        locations=locations,
        hooks=read_hooks(hooks_path),
        home_exists=home_exists,
        home_is_file=locations.codex_home.is_file(),
        binary=binary,
        answer=answer,
        silence=silence,
        rejection=rejection,
        config=config,
        config_problem=config_problem,
        requirements=answer.requirements if answer else _requirements(requirements_path),
        script_problem=script_problem(locations.hook_script),
        notify_problem=script_problem(locations.notify_script),
        notify_retired=_text(locations.notify_script) == retired(),
        last_hint=_last_hint(locations.hints_dir),
        machine_script=by_machine,
        machine_problem=script_problem(by_machine) if by_machine else None,
        layer=layer,
        layer_missing=layer is not None and not layer.is_dir(),
        plugin=our_plugin_here(locations.codex_home, requirements_path.parent),
    )


def _layer(hooks_path: Path, locations: Locations, cwd: Path) -> Path | None:
    """The folder of a linked worktree that has Codex read the hooks of its main checkout."""
    root = project_at(cwd, locations.codex_home)
    if root is None or hooks_root(root) == root:
        return None
    return root / PROJECT_FOLDER if hooks_path.parents[1] == hooks_root(root) else None


def _hooks_switch(config: Mapping[str, Any]) -> bool | None:
    return switch(config, HOOKS)


def _rejected(
    binary: Path, locations: Locations, cwd: Path, environ: Mapping[str, str], system: Path
) -> Finding | None:
    """Why Codex does not start here, and where that stands; None if it does, or says nothing."""
    try:
        found = rejection_of(binary, locations.codex_home, cwd, environ)
    except CodexSilent:
        return None
    return place_of(found, config_files(locations.codex_home, cwd, system)) if found else None


def _asked(
    binary: Path, locations: Locations, cwd: Path, environ: Mapping[str, str]
) -> tuple[Seen | None, str]:
    try:
        return ask(binary, locations.codex_home, cwd, environ), ""
    except CodexSilent as error:
        return None, error.message


def _config(path: Path) -> tuple[Mapping[str, Any], str]:
    try:
        return toml_keys.parse(read_text(path)), ""
    except (FileNotFoundError, NotADirectoryError):
        return {}, ""
    except OSError as error:
        return {}, f"{path}: {error.strerror}"
    except UnicodeDecodeError as error:
        return {}, f"{path}: {error}"
    except DocumentError as error:
        return {}, f"{path}:{error.message}"


def _requirements(path: Path) -> Requirements:
    try:
        return read_requirements(path)
    except CodexctlError:
        return NONE


def _by_machine(answer: Seen | None, managed: Path) -> Path | None:
    """The machine's hook script, by Codex's word where it was asked, else by the files."""
    if answer and answer.hooks is not None:
        return machine_script(answer.hooks)
    found = machine_hook_at(managed)
    return found[1] if found else None


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, UnicodeDecodeError):
        return ""


def _last_hint(folder: Path) -> float | None:
    """When a hook ran for the last time, in seconds since 1970; None if none ever did."""
    try:
        with os.scandir(folder) as entries:
            return max((entry.stat().st_mtime for entry in entries), default=None)
    except OSError:
        return None
