"""`docs/reference/checks.md`: every check, by its id, and every cause."""

from __future__ import annotations

from codexctl.checks import Cause
from codexctl.health.registry import abouts, follow_ons, thorough_ones

HEAD = """# Checks

What `codexctl status`, `codexctl doctor` and the proof of `codexctl setup` look at, in the order
in which one would fix what is wrong. The ids are stable: `status --json` and `doctor --json` give
them as `id`. This page is made from the code.

A check marked *doctor* takes time or asks a backend, so only `doctor` makes it. The problem of one
marked *follows* is a consequence of another check's, which `doctor` names instead where there is
one.

| id | what is looked at | |
|---|---|---|
"""
CAUSES = """
## Causes

Where a check knows several causes, `doctor --json` says which one by a stable word in `cause`:

"""


def text() -> str:
    """The page as it should be."""
    follows, thorough = follow_ons(), thorough_ones()
    rows = ""
    for check, about in abouts().items():
        marks = [
            *(["follows"] if check in follows else []),
            *(["doctor"] if check in thorough else []),
        ]
        rows += f"| `{check}` | {about} | {', '.join(marks)} |\n"
    return HEAD + rows + CAUSES + "".join(f"- `{cause}`\n" for cause in Cause)
