"""Which of a file's hooks Codex would list at all, and what it should say of their trust."""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.codex.hooks.members import NEEDED
from codexctl.codex.hooks.model import MCP_TOOL, RUNNABLE, Hook, Hooks
from codexctl.codex.hooks.overlooked import is_alternatives, is_pattern
from codexctl.codex.hooks.trust import State, Trust, trust_of


def is_listed(hook: Hook) -> bool:
    """Whether Codex takes a hook at all: blank ones and kinds that it does not run it skips."""
    if hook.kind not in RUNNABLE:
        return False
    if any(not str(hook.handler[name]).strip() for name in NEEDED[hook.kind]):
        return False
    if hook.kind == MCP_TOOL and hook.event.name == "SessionEnd":
        return False
    matcher = hook.matcher
    return (
        matcher is None or not hook.event.matched or is_alternatives(matcher) or is_pattern(matcher)
    )


def expected_trust(hooks: Hooks, state: State) -> Iterator[tuple[str, Trust]]:
    """Pair the trust key of each hook that Codex takes with the trust that it should have.

    `state` is `[hooks.state]`, of which an entry may be missing.
    """
    for hook in hooks.hooks:
        if is_listed(hook):
            yield hooks.key(hook), trust_of(hook, state.get(hooks.key(hook)))
