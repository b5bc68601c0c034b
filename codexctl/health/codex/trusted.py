"""Will Codex run our hooks? It silently skips hooks that it does not trust."""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.codex.hooks.model import Hook
from codexctl.codex.hooks.shifted import SHIFTED, shifted
from codexctl.codex.hooks.trust import BYPASS, Trust, read_state, trust_of
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex import not_used
from codexctl.health.codex.codex_check import REVIEW_IT, CodexCheck

ID = "hooks.trusted"
_BYPASSED = f", and no tested version of Codex honours {BYPASS}"
_TRUST_IT = "codexctl setup --trust this-hook"
# The worst first: switched-off hooks, then hooks that the person must trust again.
_CAUSES = {
    Trust.disabled: Cause.hooks_disabled,
    SHIFTED: Cause.hooks_shifted,
    Trust.modified: Cause.hooks_modified,
    Trust.untrusted: Cause.hooks_untrusted,
}
_WORDS = {
    Cause.hooks_disabled: "disabled by enabled = false in config.toml",
    Cause.hooks_shifted: "shifted: they are at a different position than when they were trusted",
    Cause.hooks_modified: "modified since they were trusted",
    Cause.hooks_untrusted: "untrusted",
}


def look(found: Snapshot) -> Iterator[Check]:
    """Check the trust in each of our hooks; what Codex says counts more than the file."""
    ours = found.ours
    if found.machine_script:
        yield Check(ID, State.ok, "managed: Codex runs it without asking for trust")
    elif found.by_notify:
        yield not_used.by_notify(ID)
    elif found.by_plugin and not found.machine_script:
        yield not_used.by_plugin(ID)
    elif not ours:
        yield Check(ID, State.inactive, "nothing to trust")
    else:
        yield _trusted(found, ours)


def _trusted(found: Snapshot, ours: tuple[Hook, ...]) -> Check:
    states = {hook.event.name: _state(found, hook) for hook in ours}
    for state, cause in _CAUSES.items():
        events = [event for event, said in states.items() if said == state]
        if events:
            why = _WORDS[cause] + (_BYPASSED if found.config.get(BYPASS) is True else "")
            summary = f"{why}, so Codex skips them silently: {', '.join(events)}"
            trust_it = _TRUST_IT if found.self_trust else REVIEW_IT
            remedy = "codexctl doctor --fix" if cause is Cause.hooks_disabled else trust_it
            return Check(ID, State.problem, summary, remedy, cause)
    return _all_trusted(found, ours)


def _all_trusted(found: Snapshot, ours: tuple[Hook, ...]) -> Check:
    """Trust in config.toml has no effect if Codex reads none of the hooks."""
    if found.answer is None or found.answer.hooks is None:
        return Check(ID, State.ok, "config.toml trusts all of them")
    listed = {listed_hook.key for listed_hook in found.answer.hooks}
    seen = [hook for hook in ours if found.hooks.key(hook) in listed]
    if not seen:
        summary = "recorded in config.toml for all of them, but Codex lists none of them"
        return Check(ID, State.inactive, summary)
    which = "all of them" if len(seen) == len(ours) else "all that it lists"
    return Check(ID, State.ok, f"Codex trusts {which}")


def _state(found: Snapshot, hook: Hook) -> str:
    state, key = read_state(found.config), found.hooks.key(hook)
    listed = {
        listed_hook.key: listed_hook for listed_hook in (found.answer and found.answer.hooks) or ()
    }
    trust = listed[key].trust if key in listed else trust_of(hook, state.get(key))
    if trust not in (Trust.modified, Trust.untrusted):
        return trust
    return SHIFTED if key in shifted(found.hooks, state) else trust


CHECK = CodexCheck({ID: "Codex's trust in codexctl's hooks"}, look)
