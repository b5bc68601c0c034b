"""The check on trust: why Codex skips a hook of ours, in one of four ways or none."""

from __future__ import annotations

from codexctl.checks import Check, State
from codexctl.codex.hooks.grammar import read_inline_hooks
from codexctl.codex.hooks.model import Hook
from codexctl.codex.hooks.shifted import SHIFTED, shifted
from codexctl.codex.hooks.trust import Trust, read_state, trust_of
from codexctl.codex.report.snapshot import Standing

BYPASS = "bypass_hook_trust"
_BYPASSED = f", and no Codex version tried honours {BYPASS}"
_TRUST_IT = "codexctl setup --trust this-hook"
CARRY_ON = "codexctl hooks trust --shifted"
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
        (Trust.untrusted, trust_it),
    ):
        events = [event for event, state in states.items() if state == bad]
        if events:
            why = _WORDS[bad] + (_BYPASSED if found.config.get(BYPASS) is True else "")
            summary = f"{why}, so Codex skips them without a word: {', '.join(events)}"
            return Check(name, State.problem, summary, remedy, f"hooks-{bad}")
    return _all_trusted(found, ours)


def _all_trusted(found: Standing, ours: tuple[Hook, ...]) -> Check:
    """What config.toml trusts counts for nothing where Codex reads none of the hooks."""
    name = "hooks.trusted"
    if found.answer is None or found.answer.hooks is None:
        return Check(name, State.ok, "all of them are, by config.toml")
    listed = {one.key for one in found.answer.hooks}
    seen = [hook for hook in ours if found.hooks.key(hook) in listed]
    if not seen:
        summary = "recorded in config.toml for all of them, but Codex lists none of them"
        return Check(name, State.inactive, summary)
    which = "all of them are" if len(seen) == len(ours) else "all that it lists are"
    return Check(name, State.ok, f"{which}, by Codex's own word")


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
    return SHIFTED if key in shifted(found.hooks, state) else trust


def others_shifted(found: Standing, ours: tuple[Hook, ...]) -> tuple[Check, ...]:
    """Check that nobody else's hook was moved away from its trust; no check where none was."""
    state = read_state(found.config)
    inline = read_inline_hooks(found.config, str(found.where.config_toml))
    own = {found.hooks.key(hook) for hook in ours}
    moved = [key for hooks in (found.hooks, inline) for key in shifted(hooks, state)]
    places = [":".join(key.rsplit(":", 3)[1:]) for key in moved if key not in own]
    if not places:
        return ()
    summary = (
        "of other hooks, these stand at another place than the one that was trusted, so Codex"
        f" skips them without a word: {', '.join(places)}"
    )
    remedy = CARRY_ON if found.self_trust else _REVIEW_IT
    return (Check("hooks.others", State.problem, summary, remedy, f"hooks-{SHIFTED}"),)
