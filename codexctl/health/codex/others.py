"""Did other people's hooks lose their trust because they moved?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.codex.hooks.grammar import read_inline_hooks
from codexctl.codex.hooks.shifted import shifted
from codexctl.codex.hooks.trust import read_state
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.codex.codex_check import REVIEW_IT, CodexCheck

ID = "hooks.others"
CARRY_ON = "codexctl hooks trust --shifted"


def look(found: Snapshot) -> Iterator[Check]:
    """Name other people's hooks that Codex skips because they moved; no line if there are none."""
    state = read_state(found.config)
    inline = read_inline_hooks(found.config, str(found.locations.config_toml))
    ours = found.ours
    # There is another check for our own hooks.
    own = {found.hooks.key(hook) for hook in ours}
    moved = [key for hooks in (found.hooks, inline) for key in shifted(hooks, state)]
    places = [":".join(key.rsplit(":", 3)[1:]) for key in moved if key not in own]
    if not places:
        return
    summary = (
        "these other hooks are at a different position than when they were trusted, so Codex"
        f" skips them silently: {', '.join(places)}"
    )
    remedy = CARRY_ON if found.self_trust else REVIEW_IT
    yield Check(ID, State.problem, summary, remedy, Cause.hooks_shifted)


CHECK = CodexCheck({ID: "other people's hooks that lost their trust because they moved"}, look)
