"""Is our plugin for Codex installed, and will Codex run its hooks?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.codex.hooks.command import HOOKED_EVENTS
from codexctl.codex.hooks.trust import CONTENT_HASH, Trust, current_hash, read_state, trust_of
from codexctl.codex.plugins.installed import PluginHooks
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex.codex_check import REVIEW_IT, SETUP, CodexCheck
from codexctl.wording import counted

ID = "hooks.plugin"
_WORDS = {
    Trust.disabled: (Cause.hooks_disabled, "disabled by enabled = false in config.toml"),
    Trust.modified: (Cause.hooks_modified, "not the one that was trusted"),
    Trust.untrusted: (Cause.hooks_untrusted, "untrusted"),
}


def look(found: Snapshot) -> Iterator[Check]:
    """Check the hooks of our plugin; no line if it is not installed.

    If our own hook or an administrator's is installed, they are not needed; turns are not traced
    twice.
    """
    plugin = found.plugin
    if plugin is None:
        return
    problem = _problem(found, plugin)
    if not found.by_plugin or found.machine_script:
        summary = problem.summary if problem else f"{plugin.name} also runs"
        yield Check(ID, State.inactive, f"not needed, because codexctl has another hook: {summary}")
    elif problem:
        yield problem
    else:
        events = counted(len(plugin.hooks.hooks), "event")
        yield Check(ID, State.ok, f"{plugin.name} {plugin.folder.name} has {events}, trusted")


def _problem(found: Snapshot, plugin: PluginHooks) -> Check | None:
    there = {hook.event.name for hook in plugin.hooks.hooks}
    missing = [event for event in HOOKED_EVENTS if event not in there]
    if missing:
        summary = f"{plugin.name} {plugin.folder.name} has no hook on {', '.join(missing)}"
        return Check(ID, State.problem, summary, f"codex plugin add {plugin.name}")
    if plugin.problem:
        summary = f"Codex skips the hooks of {plugin.name}: {plugin.problem}"
        return Check(ID, State.problem, summary, f"codex plugin add {plugin.name}")
    listed = found.answer.hooks if found.answer else None
    keys = {plugin.hooks.key(hook) for hook in plugin.hooks.hooks}
    if listed is not None and not keys & {hook.key for hook in listed}:
        version = found.answer.version if found.answer else ""
        summary = f"Codex {version} lists no hook of {plugin.name}: it runs no plugin hooks here"
        return Check(ID, State.problem, summary, f"{SETUP} --trigger hook")
    trusts = _trusts(found, plugin)
    for trust, (cause, words) in _WORDS.items():
        if trust in trusts.values():
            is_upgrade = trust is Trust.modified and _is_upgrade(found, plugin)
            how = "upgraded or changed since it was trusted" if is_upgrade else words
            summary = f"{plugin.name} {plugin.folder.name} is {how}, so Codex skips its hooks"
            remedy = f"codexctl hooks trust {plugin.name}" if found.self_trust else REVIEW_IT
            return Check(ID, State.problem, f"{summary} silently", remedy, cause)
    return None


def _trusts(found: Snapshot, plugin: PluginHooks) -> dict[str, Trust]:
    """The trust in each hook; what Codex says counts more than the file."""
    state = read_state(found.config)
    said = {hook.key: hook.trust for hook in (found.answer and found.answer.hooks) or ()}
    keys = {plugin.hooks.key(hook): hook for hook in plugin.hooks.hooks}
    # A release that does not know an event does not list its hook, and ignores it.
    keys = {key: hook for key, hook in keys.items() if not said or key in said}
    return {
        key: said.get(key) or trust_of(hook, state.get(key), plugin.content)
        for key, hook in keys.items()
    }


def _is_upgrade(found: Snapshot, plugin: PluginHooks) -> bool:
    """Whether the hooks are as they were trusted, but another part of the plugin changed."""
    state = read_state(found.config)
    entries = [(state.get(plugin.hooks.key(hook), {}), hook) for hook in plugin.hooks.hooks]
    return any(
        entry.get("trusted_hash") == current_hash(hook)
        and entry.get(CONTENT_HASH) not in (None, plugin.content)
        for entry, hook in entries
    )


CHECK = CodexCheck({ID: "codexctl's plugin for Codex, and Codex's trust in its hooks"}, look)
