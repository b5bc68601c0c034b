"""The check on trust: why Codex skips a hook of ours, in one of four ways or none."""

from __future__ import annotations

from codexctl.checks import Check, State
from codexctl.codex.hooks import Hook
from codexctl.codex.look import Standing
from codexctl.codex.trust import Trust, current_hash, read_state, trust_of

SHIFTED = "shifted"
BYPASS = "bypass_hook_trust"
_BYPASSED = f", and no Codex version tried honours {BYPASS}"
_TRUST_IT = "codexctl setup --trust this-hook"
_REVIEW_IT = "start codex and review the hooks there"


def hooks_trusted(found: Standing, ours: tuple[Hook, ...]) -> Check:
    """Check that Codex will run our hooks: it skips the others without a word."""
    name = "hooks.trusted"
    if not ours:
        return Check(name, State.inactive, "nothing to trust")
    states = {hook.event.name: _state(found, hook) for hook in ours}
    trust_it = _TRUST_IT if found.self_trust else _REVIEW_IT
    for bad, remedy in (
        (Trust.disabled, "codexctl doctor --fix"),
        (SHIFTED, trust_it),
        (Trust.modified, trust_it),
        (
            Trust.untrusted,
            f"{_TRUST_IT}, or review them in codex" if found.self_trust else trust_it,
        ),
    ):
        events = [event for event, state in states.items() if state == bad]
        if events:
            why = _WORDS[bad] + (_BYPASSED if found.config.get(BYPASS) is True else "")
            summary = f"{why}, so Codex skips them without a word: {', '.join(events)}"
            return Check(name, State.problem, summary, remedy, f"hooks-{bad}")
    judge = "by Codex's own word" if found.answer and found.answer.hooks else "by config.toml"
    return Check(name, State.ok, f"all of them are, {judge}")


_WORDS: dict[str, str] = {
    Trust.disabled: "disabled by enabled = false in config.toml",
    SHIFTED: "shifted: they stand at another place than the one that was trusted",
    Trust.modified: "modified since they were trusted",
    Trust.untrusted: "untrusted",
}


def _state(found: Standing, hook: Hook) -> str:
    """What becomes of one hook; Codex's own word counts for more than the file."""
    state, key = read_state(found.config), found.hooks.key(hook)
    listed = {one.key: one for one in (found.answer and found.answer.hooks) or ()}
    trust = listed[key].trust if key in listed else trust_of(hook, state.get(key))
    if trust not in (Trust.modified, Trust.untrusted):
        return trust
    elsewhere = f"{found.hooks.source}:{hook.event.snake}:"
    wanted = current_hash(hook)
    shifted = any(
        place.startswith(elsewhere) and place != key and entry.get("trusted_hash") == wanted
        for place, entry in state.items()
    )
    return SHIFTED if shifted else trust
