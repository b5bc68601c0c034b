"""Which of the three ways to trust was chosen last, as far as Codex's files tell."""

from __future__ import annotations

from codexctl.codex.hooks.trust import BYPASS, read_state
from codexctl.codex.report.snapshot import Snapshot
from codexctl.edit.intent.wanted import TrustChoice


def trust_today(found: Snapshot) -> TrustChoice:
    """Read it from what is there; where nothing is, it is the precise one."""
    if found.config.get(BYPASS) is True:
        return TrustChoice.bypass
    ours, state = found.ours, read_state(found.config)
    if ours and not any(found.hooks.key(hook) in state for hook in ours):
        return TrustChoice.ask
    return TrustChoice.this_hook
