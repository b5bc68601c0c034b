"""How a turn ended: its status, and Codex's kind of error."""

from __future__ import annotations

from codexctl.trace.read.events import Failed, TurnEnded
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


def error_of(end: TurnEnded | None, *, is_prompted: bool, failed: Failed | None = None) -> str:
    """Codex's kind of error; `other` where an old file only shows that there was no answer.

    Up to 0.144 task_complete carries no error (seen in 0.117 to 0.142): there, a turn without
    answer failed if a line of its own says so (`failed`), or if there was a prompt that was
    answered by nothing at all. A turn without prompt (a compaction, a command of the person's own,
    a prompt that a hook refused) has nothing to answer.
    """
    if end is None or end.aborted:
        return ""
    if end.error or end.answer or end.tells_errors:
        return end.error
    if failed:
        return failed.error
    return "other" if is_prompted else ""


def message_of(end: TurnEnded | None, error: str, failed: Failed | None) -> str:
    """What Codex itself says of a turn's error, empty where it says nothing or there is none.

    `error` is the kind of `error_of`. A failure that the turn recovered from is not shown.
    """
    if end is None or not error:
        return ""
    return end.message or (failed.message if failed else "")
