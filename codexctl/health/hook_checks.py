"""The checks on Codex's side of `status`: what is wrong with our hook, and what mends it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from codexctl.checks import Check, State
from codexctl.codex.config.features import HOOKS, feature
from codexctl.codex.hooks.command import HOOKED_EVENTS, our_hooks
from codexctl.codex.hooks.model import Hook
from codexctl.codex.hooks.script import ScriptProblem
from codexctl.codex.notify.entry import notify_program, unwrapped
from codexctl.codex.notify.within import Naming, naming
from codexctl.codex.report.snapshot import Standing
from codexctl.codex.report.trust_verdict import hooks_trusted, others_shifted
from codexctl.health.machine_hook import ADMINISTRATOR, machine_checks
from codexctl.projects.markers import PROJECT_FOLDER
from codexctl.wording import counted

SETUP = "codexctl setup"
SYNC = "codexctl sync"
_BY_HOOK = ("hooks.feature", "hooks.installed", "hooks.listed", "hooks.trusted", "hooks.runs")
CAUSE = "mend the cause, named here or above"


def verdicts(found: Standing) -> tuple[Check, ...]:
    """Judge everything that was found, in the order in which one would mend it."""
    ours = our_hooks(found.hooks, found.where.hook_script)
    if found.machine_script:
        checks = (codex_found, managed_hooks_only, hooks_feature)
        others = others_shifted(found, ours)
        return (*(check(found) for check in checks), *machine_checks(found), *others)
    if found.by_notify:
        return (
            codex_found(found),
            managed_hooks_only(found),
            *(Check(name, State.inactive, "not used: notify does this job") for name in _BY_HOOK),
            notify_installed(found),
            *others_shifted(found, ours),
        )
    return (
        codex_found(found),
        managed_hooks_only(found),
        hooks_feature(found),
        *project_trusted(found),
        hooks_installed(found, ours),
        hooks_listed(found, ours),
        hooks_trusted(found, ours),
        hooks_run(found, ours),
        *others_shifted(found, ours),
        Check("notify.installed", State.inactive, "not used: the hook does this job"),
    )


def codex_found(found: Standing) -> Check:
    """Check that there is a Codex home, and a Codex that answers."""
    name, home = "codex.found", found.where.codex_home
    if not found.home_exists:
        return Check(name, State.problem, f"there is no Codex home at {home}", "start codex once")
    if found.binary is None:
        return Check(name, State.inactive, f"{found.silence}; only its files were looked at")
    if found.rejection:
        summary = f"Codex does not start: {found.rejection}"
        return Check(name, State.problem, summary, found.rejection.hint, "file-rejected")
    if found.silence:
        return Check(name, State.problem, found.silence, "codex doctor")
    if found.answer is None:
        return Check(name, State.ok, f"{found.binary} (not asked), home {home}")
    return Check(name, State.ok, f"Codex {found.answer.version}, home {home}")


def managed_hooks_only(found: Standing) -> Check:
    """Check that the administrator lets hooks of users run at all."""
    name = "managed.hooks_only"
    if not found.requirements.managed_hooks_only:
        return Check(name, State.inactive, "no administrator restricts hooks")
    if found.machine_script:
        return Check(name, State.ok, "only managed hooks may run, and one of them is codexctl's")
    if found.by_notify:
        return Check(name, State.ok, "only managed hooks may run; notify is used instead")
    summary = "the administrator allows managed hooks only, so Codex drops ours without a word"
    return Check(name, State.problem, summary, f"{SETUP} --trigger notify", "managed-only")


def hooks_feature(found: Standing) -> Check:
    """Check that hooks are on: in the user's file, and in what Codex makes of all layers."""
    if found.rejection:
        return Check("hooks.feature", State.inactive, "not known while Codex does not start")
    return _hooks_on(found)


def _hooks_on(found: Standing) -> Check:
    name, config = "hooks.feature", found.where.config_toml
    if found.config_problem:
        summary = f"Codex cannot use its configuration: {found.config_problem}"
        return Check(name, State.problem, summary, f"mend {config}", "file-rejected")
    if found.requirements.hooks_pinned is not None:
        if found.requirements.hooks_pinned:
            return Check(name, State.ok, "pinned on by the administrator")
        return Check(name, State.problem, "pinned off by the administrator", ADMINISTRATOR)
    said = feature(found.config, HOOKS)
    if said and not said.value:
        summary = f"features.{said.spelling} is false in {config}"
        remedy = f"{SETUP} --feature hooks=on"
        return Check(name, State.problem, summary, remedy, "hooks-off-user")
    if layer := found.switched_off_by:
        # A repository's own file can be mended; in /etc that is for somebody else.
        mendable = Path(layer).parent.name == PROJECT_FOLDER
        remedy = "codexctl doctor --fix" if mendable else f"mend {layer}"
        return Check(name, State.problem, f"switched off by {layer}", remedy, "hooks-off-layer")
    return Check(name, State.ok, "on" if said else "on by default")


def project_trusted(found: Standing) -> tuple[Check, ...]:
    """Check, where the hooks stand in a repository, that Codex reads the repository's files.

    It does so only in a folder that the person trusts; each hook's own trust comes on top.
    """
    name, hooks = "project.trusted", Path(found.hooks.source).parent
    if hooks == found.where.codex_home:
        return ()
    folder = found.layer or hooks
    if found.layer_missing:
        summary = f"Codex reads {hooks} in this worktree only where there is {folder}"
        remedy = f"mkdir {shlex.quote(str(folder))}"
        return (Check(name, State.problem, summary, remedy, "worktree-without-folder"),)
    if found.answer is None:
        return (Check(name, State.inactive, f"only Codex can tell whether it reads {folder}"),)
    layer = found.answer.layer(folder / found.where.config_toml.name)
    if layer is None or layer.disabled:
        summary = f"Codex passes over {folder}: {layer.disabled if layer else 'it is not its own'}"
        remedy = f"start codex in {hooks.parent} and trust that folder"
        return (Check(name, State.problem, summary, remedy, "project-untrusted"),)
    return (Check(name, State.ok, f"Codex reads {hooks}"),)


def hooks_installed(found: Standing, ours: tuple[Hook, ...]) -> Check:
    """Check that hooks.json is readable to Codex and has our hook on every event."""
    name, path = "hooks.installed", found.hooks.source
    if found.hooks.rejected:
        summary = f"Codex ignores all of {path}: {found.hooks.rejected}"
        return Check(name, State.problem, summary, f"mend {path}", "file-rejected")
    if not ours:
        return Check(name, State.problem, f"no hook of codexctl in {path}", SETUP, "hooks-missing")
    missing = [event for event in HOOKED_EVENTS if event not in {h.event.name for h in ours}]
    if missing:
        return Check(
            name, State.problem, f"missing in {path}: {_join(missing)}", SETUP, "hooks-missing"
        )
    return Check(name, State.ok, f"{counted(len(ours), 'event')} in {path}")


def hooks_listed(found: Standing, ours: tuple[Hook, ...]) -> Check:
    """Check that Codex itself lists our hooks at the places where they stand.

    It reads a file whole or not at all; so where it lists some of them, it is too old to know
    the events of the others, and passes over those without harm.
    """
    name = "hooks.listed"
    if not ours:
        return Check(name, State.inactive, "nothing to look for")
    if found.answer is None:
        return Check(name, State.inactive, found.silence or "Codex was not asked")
    if found.answer.hooks is None:
        return Check(name, State.inactive, f"Codex {found.answer.version} cannot list its hooks")
    version, keys = found.answer.version, {hook.key for hook in found.answer.hooks}
    unseen = [hook.event.name for hook in ours if found.hooks.key(hook) not in keys]
    if not unseen:
        return Check(name, State.ok, f"Codex {version} lists all {len(ours)}")
    if len(unseen) < len(ours):
        seen = f"{len(ours) - len(unseen)} of {len(ours)}"
        return Check(name, State.ok, f"Codex {version} lists {seen}; too old for {_join(unseen)}")
    if any(check.state is State.problem for check in project_trusted(found)):
        why = f"it passes over {Path(found.hooks.source).parent}"
    else:
        why = found.answer.warnings[0] if found.answer.warnings else "it does not say why"
    return Check(name, State.problem, f"Codex lists none of them: {why}", CAUSE)


def hooks_run(found: Standing, ours: tuple[Hook, ...]) -> Check:
    """Check that the script behind the hooks can run; say when it last did."""
    name = "hooks.runs"
    if not ours:
        return Check(name, State.inactive, "nothing to run")
    if found.script_problem:
        return _cannot_run(name, found.script_problem)
    return Check(name, State.ok, f"the hook script can run{found.last_run}")


def notify_installed(found: Standing) -> Check:
    """Check that Codex calls our notify script: a managed layer can put another in its place."""
    name, script = "notify.installed", found.where.notify_script
    if found.config_problem:
        summary = f"Codex cannot use its configuration: {found.config_problem}"
        return Check(name, State.problem, summary, f"mend {found.where.config_toml}")
    program = notify_program(found.config)
    if found.answer and naming(notify_program(found.answer.config), script) is Naming.none:
        layer = found.answer.decided_by(notify_program) or "another configuration layer"
        summary = f"{layer} overrides notify, so Codex does not call ours"
        return Check(name, State.problem, summary, ADMINISTRATOR, "notify-overridden")
    if found.notify_problem:
        return _cannot_run(name, found.notify_problem)
    if program and naming(program, script) is Naming.within:
        summary = f"{program[0]} stands in notify and names ours: it has to call it{found.last_run}"
        return Check(name, State.ok, summary, cause="notify-within")
    theirs = unwrapped(program, script)
    beside = f", then {theirs[0]}" if theirs else ""
    return Check(
        name, State.ok, f"Codex calls ours after each completed turn{beside}{found.last_run}"
    )


def _cannot_run(name: str, problem: ScriptProblem) -> Check:
    return Check(name, State.problem, problem.summary, SYNC, problem.cause)


def _join(events: Sequence[str]) -> str:
    return ", ".join(events)
