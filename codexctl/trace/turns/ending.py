"""How a turn ended: its status, and Codex's kind of error."""

from __future__ import annotations

from codexctl.trace.read.events import TurnEnded
from codexctl.trace.turns.turn import COMPLETED, FAILED, INCOMPLETE, INTERRUPTED


def status_of(end: TurnEnded | None, error: str) -> str:
    """The status of a turn with this end, None where there is none on disk.

    `error` is the kind of `error_of`, empty for none.
    """
    if end is None:
        return INCOMPLETE
    if end.aborted:
        return INTERRUPTED
    return FAILED if error else COMPLETED


def error_of(end: TurnEnded | None, *, is_prompted: bool) -> str:
    """Codex's kind of error; `other` where an old file only shows that there was no answer.

    Up to 0.144 task_complete carries no error (seen in 0.117 to 0.142): there, a prompt that was
    answered by nothing at all failed. A turn without prompt (a compaction, a command of the
    person's own, a prompt that a hook refused) has nothing to answer.
    """
    if end is None or end.aborted:
        return ""
    is_silent = is_prompted and not end.answer and not end.tells_errors
    return end.error or ("other" if is_silent else "")
