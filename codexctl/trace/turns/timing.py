"""When a tool ran, and how long a person was waited for before it did.

Codex records when it took up a call and when the call was over, and how long the tool itself
took: between the first and the last is a person who was asked. No line says that one was asked;
what tells is the gap, in a turn whose settings let Codex ask (`approval_policy`), or the answer
that the call was declined. Without questions the gap is 0 to 3 ms (230 executions, Codex CLI
0.150 to 0.169.0); approvals were watched in 0.130, 0.142 and 0.169.0.
"""

from __future__ import annotations

import re

from codexctl.trace.immutable import immutable
from codexctl.trace.read.events import ToolAnswered, ToolCalled, ToolRan
from codexctl.trace.tools import ASKED_ALWAYS, ESCALATING, QUESTIONS
from codexctl.trace.values import NS_PER_MS, NS_PER_S

# No person answers faster; anything shorter is Codex's own work.
_LEAST_WAIT = 100 * NS_PER_MS
# Characters that Codex adds around an output; the tool's own text follows, which can be anything.
_HEAD = 400
_WALL = re.compile(r"^Wall time:? (\d{1,7})(?:\.(\d{1,9}))? seconds$", re.MULTILINE)
_JSON_WALL = re.compile(r'"duration_seconds": ?(\d{1,7})(?:\.(\d{1,9}))?[,}]')
_DECLINED = re.compile(
    r"\A[^\n]{0,120}rejected by user|\A[^\n]{0,40}user (?:rejected|cancelled) MCP"
)
_ABORTED = re.compile(r"^aborted by user", re.MULTILINE)
# What a command's arguments contain if it asks to leave the sandbox (up to 0.98, and since).
_ESCALATED = ("with_escalated_permissions", "require_escalated", "with_additional_permissions")


@immutable(frozen=True, slots=True)
class Timing:
    """Nanoseconds. `waited` is right before `started`: the tool's own time has none of it."""

    started: int
    ended: int
    waited: int = 0


def timing(
    called: ToolCalled,
    answered: ToolAnswered | None,
    ran: ToolRan | None,
    turn_ended: int,
    *,
    asks: bool,
) -> Timing:
    """Find when a call ran. `asks` says whether Codex may have asked a person in this turn.

    `turn_ended`, in nanoseconds, is the end of a call that has none of its own.
    """
    if ran and ran.started is not None and ran.completed is not None and ran.ordinal is not None:
        return _recorded(ran, ran.started, ran.completed, answered, asks=asks)
    if ran and ran.started is not None and ran.completed is not None:
        # Older releases record the end and the tool's own time.
        gap = ran.started - called.at
        is_wait = gap >= _LEAST_WAIT and asks and _is_asked_for(called)
        return Timing(ran.started, max(ran.started, ran.completed), gap if is_wait else 0)
    begun, ended = called.at, (ran.completed or ran.at) if ran else turn_ended
    if answered and not (ran and ran.completed):
        # The line of the record that is written first: in older files it is before the output, in
        # migrated ones after it.
        told = answered.created or answered.at
        ended = min(told, ran.at) if ran else told
    if _is_all_question(called, answered, ran, asks=asks):
        return Timing(max(begun, ended), max(begun, ended), max(ended - begun, 0))
    said = _said(answered) if asks and _is_asked_for(called) else None
    if said is None or ended - begun - said < _LEAST_WAIT:
        return Timing(begun, max(begun, ended))
    return _own(begun, ended, said, asks=True)


def _recorded(
    ran: ToolRan, begun: int, ended: int, answered: ToolAnswered | None, *, asks: bool
) -> Timing:
    """Codex recorded when it took the call up; the tool's own time where it has one, too."""
    if ran.item.get("status") == "declined":
        return Timing(max(begun, ended), max(begun, ended), max(ended - begun, 0) if asks else 0)
    took = ran.took
    if took is None and ran.kind == "FileChange":
        took = _said(answered)
        if took is not None and ended - begun - took < _LEAST_WAIT:
            took = None  # the time in the output is rounded to a tenth of a second
    if took is None:
        return Timing(begun, max(begun, ended))
    return _own(begun, ended, took, asks=asks)


def _own(begun: int, ended: int, took: int, *, asks: bool) -> Timing:
    """A tool that itself took so long, out of the time from `begun` to `ended`.

    Where the clock was set back in between, only its own time is known.
    """
    gap = ended - begun - took
    if ended < begun:
        return Timing(begun, begun + took)
    return Timing(ended - took, ended, gap if asks and gap >= _LEAST_WAIT else 0)


def _is_all_question(
    called: ToolCalled, answered: ToolAnswered | None, ran: ToolRan | None, *, asks: bool
) -> bool:
    """Whether nothing ran at all: the person was asked, and that was it."""
    if called.name in QUESTIONS:
        return answered is not None and " is unavailable" not in answered.output[:_HEAD]
    if answered is None or ran is not None or not asks:
        return False
    head = answered.output[:_HEAD]
    if _DECLINED.search(head):
        return True
    # Newer files record what had begun to run, so a call without a record that was cut off had not
    # begun.
    is_new = answered.ordinal is not None and called.ordinal is not None
    return is_new and _ABORTED.search(head) is not None and _is_asked_for(called)


def _is_asked_for(called: ToolCalled) -> bool:
    """Whether such a call is one that a person is asked about."""
    if called.name in ASKED_ALWAYS:
        return True
    return called.name in ESCALATING and any(word in called.arguments for word in _ESCALATED)


def _said(answered: ToolAnswered | None) -> int | None:
    """The tool's own time as its output has it, rounded by Codex to between 0.1 ms and 0.1 s."""
    if answered is None:
        return None
    output = answered.output
    is_json = output.startswith('{"output":')
    found = _JSON_WALL.search(output[-_HEAD:]) if is_json else _WALL.search(output[:_HEAD])
    if found is None or _ABORTED.search(output[:_HEAD]):
        return None
    return int(found[1]) * NS_PER_S + int((found[2] or "0").ljust(9, "0"))
