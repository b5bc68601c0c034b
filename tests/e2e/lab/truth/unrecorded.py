"""What some releases write nowhere, although it happened: found by running them side by side."""

from __future__ import annotations

from collections.abc import Sequence

from tests.e2e.lab.model.bill import Charge

COUNTS = [
    "llm_calls", "input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens",
]  # fmt: skip
ERRORS_SINCE = (0, 145)
"""Before, task_complete carries no error: a failed turn looks like one that said nothing."""
INCOMPLETE_SINCE = (0, 163)
"""Before, an incomplete response was asked again, and no attempt's usage was written."""
TURNS_SINCE = (0, 100)
"""Before, no line tells that a turn began or ended, but one that it was aborted, if that came in
time; a call that was cut is in no line, and its usage only sometimes."""
USAGE_SINCE, MODELS_SINCE = (0, 34), (0, 36)
"""Before, no tokens at all, and no model."""
LATE_COUNTS = (0, 131), (0, 153)
"""Between them, usage was first written after the tool outputs: a kill in between loses it."""


def unrecorded(status: str | None, charges: Sequence[Charge]) -> list[str]:
    """The members of a turn summary that this turn's release left out of its file."""
    if not charges:
        return []
    version, last = charges[-1].asked.version, charges[-1]
    missing = [*(COUNTS if version < USAGE_SINCE else ())]
    missing += ["model"] if version < MODELS_SINCE else []
    if version < TURNS_SINCE and status == "interrupted":
        missing += ["status", *(["tool_calls", *COUNTS] if last.calls else ())]
    if status == "failed" and version < ERRORS_SINCE:
        missing += ["status", "error"]
    cut_short = any(charge.outcome == "incomplete" for charge in charges)
    killed_in_tool = status == "incomplete" and bool(last.calls)
    in_between = LATE_COUNTS[0] <= version < LATE_COUNTS[1]
    if (cut_short and version < INCOMPLETE_SINCE) or (killed_in_tool and in_between):
        missing += COUNTS
    return missing
