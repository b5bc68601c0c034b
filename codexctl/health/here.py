"""The state of this machine, read once: only here do checks get the environment."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.codex.asking.ask import ask
from codexctl.codex.asking.find import find_codex
from codexctl.codex.asking.requirements import (
    NONE,
    Requirements,
    read_requirements,
    requirements_file,
)
from codexctl.codex.report.hook_files import machine_hook_at, our_plugin_here
from codexctl.codex.report.look_around import take
from codexctl.codex.report.script_owner import machine_script
from codexctl.codex.report.snapshot import Snapshot
from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.health.governed import may_trust
from codexctl.locations import Locations
from codexctl.not_ours import foreign_in
from codexctl.settings.model import Settings

if TYPE_CHECKING:
    from codexctl.health.delivered import Delivery
    from codexctl.policy.file.model import Policy
    from codexctl.policy.limits.effective import Effective


@dataclass(frozen=True, slots=True)
class Here:
    """The input of all checks.

    `settings_problem` says why settings.toml cannot be used; then nothing is captured or sent.
    `foreign` is a folder of codexctl that another user owns, or None; then `delivery` may be empty.
    """

    locations: Locations
    environ: Mapping[str, str]
    codex: Snapshot
    settings: Settings
    settings_problem: str
    limits: Effective
    delivery: Delivery
    foreign: Path | None = None


def look_around(locations: Locations, *, asking: bool) -> Here:
    """Read everything once, for the current folder; `asking` asks Codex, too.

    Nothing is changed, except that Codex leaves files in its home if it is asked. Raises
    CodexctlError if cursors or store cannot be used and another user does not own them.
    """
    from codexctl.health.delivered import Delivery, read_delivery
    from codexctl.policy.file.here import policy_on
    from codexctl.policy.limits.effective import under

    codex = codex_here(locations, hooks_path_here(locations), asking=asking)
    policy = policy_on(locations)
    settings, problem = settings_today(
        locations, by_machine=bool(codex.machine_script), policy=policy
    )
    limits = under(policy, settings, given())
    foreign = foreign_in(locations.data_dir) or foreign_in(locations.config_dir)
    try:
        delivery = read_delivery(locations, settings)
    except (CodexctlError, OSError):
        # For files of another user there is a separate finding, which says more than this error.
        if not foreign:
            raise
        delivery = Delivery()
    return Here(locations, given(), codex, settings, problem, limits, delivery, foreign)


def settings_today(
    locations: Locations, *, by_machine: bool = False, policy: Policy | None = None
) -> tuple[Settings, str]:
    """Read the current settings, and why the person's cannot be used.

    If they cannot be used, nothing is captured, and only destinations of `policy` (None: there is
    none) get turns. `by_machine` means that an administrator's hook starts the worker, which then
    delivers to the local store if the person chose nothing.
    """
    from codexctl.policy.limits.in_force import chosen_by_both, with_default_under
    from codexctl.settings.load import UNREADABLE, SettingsError, load
    from codexctl.settings.managed import MANAGED

    try:
        settings, problem = load(locations.settings_toml), ""
    except SettingsError as error:
        settings, problem = UNREADABLE, error.message
    else:
        settings = with_default_under(policy, settings, {MANAGED: "1"} if by_machine else {})
    return chosen_by_both(settings, policy), problem


def hooks_path_here(locations: Locations) -> Path:
    """Find the hooks.json to check: this repository's, if only that one has our hooks."""
    from codexctl.codex.hooks.command import our_hooks
    from codexctl.codex.report.hook_files import read_hooks
    from codexctl.edit.intent.wanted import project_hooks
    from codexctl.projects.root import project_at

    root = project_at(Path.cwd(), locations.codex_home)
    project = project_hooks(root) if root else locations.hooks_json
    # The person's own first, because its hooks run in every folder.
    for path in (locations.hooks_json, project):
        if our_hooks(read_hooks(path), locations.hook_script):
            return path
    return locations.hooks_json


def has_hooks_for_all(locations: Locations) -> bool:
    """Whether the person's own hooks.json has hooks of ours, which run in every folder."""
    from codexctl.codex.hooks.command import our_hooks
    from codexctl.codex.report.hook_files import read_hooks

    return bool(our_hooks(read_hooks(locations.hooks_json), locations.hook_script))


def is_called_for_all(locations: Locations) -> bool:
    """Whether Codex calls us after turns in every folder: by our own hooks, plugin or notify."""
    from codexctl.codex.notify.entry import notify_program
    from codexctl.codex.notify.within import Naming, naming
    from codexctl.edit.files.read_config import read_config

    if has_hooks_for_all(locations):
        return True
    if our_plugin_here(locations.codex_home, requirements_file().parent):
        return True
    program = notify_program(read_config(locations.config_toml))
    return naming(program, locations.notify_script) is not Naming.none


def codex_here(locations: Locations, hooks_path: Path, *, asking: bool) -> Snapshot:
    """Read the state of Codex, for the current folder.

    `hooks_path` is the hooks.json to check; with `asking`, the binary on the PATH is asked, too.
    """
    found = take(locations, hooks_path, Path.cwd(), given(), requirements_file(), asking=asking)
    return replace(found, self_trust=may_trust(locations))


def administered(*, asking: bool) -> tuple[Requirements, Path | None]:
    """What an administrator requires, and codexctl's script that Codex runs for all users.

    This comes before the person's files are touched. Codex is asked with an empty home, because
    asking leaves files in it; if Codex does not answer, the administrator's files are read.
    """
    binary = find_codex(given())
    if asking and binary:
        with tempfile.TemporaryDirectory(prefix="codexctl-") as home, suppress(CodexctlError):
            seen = ask(binary, Path(home), Path(home), given())
            return seen.requirements, machine_script(seen.hooks)
    found = machine_hook_at(requirements_file().parent)
    try:
        required = read_requirements(requirements_file())
    except CodexctlError:
        required = NONE
    return required, found[1] if found else None
