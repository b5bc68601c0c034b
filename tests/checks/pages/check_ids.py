"""`docs/reference/checks.md`: every check, by its id, and every cause."""

from __future__ import annotations

from codexctl.checks import Cause
from codexctl.health.registry import abouts, follow_ons, thorough_ones

HEAD = """# Checks

This page is for people who read the output of `codexctl status`, `codexctl doctor` or the check at
the end of `codexctl setup`. It lists every check, in the order in which you should fix problems.

`status --json` and `doctor --json` print the ids as `id`. They do not change between versions. This
page is generated from the code.

Only `doctor` runs a check marked *doctor*, because it takes time or asks a backend. A problem of a
check marked *follows* is usually caused by the problem of another check. `doctor` then names that
one instead.

| id | what is checked | |
|---|---|---|
"""
CAUSES = """
## Causes

If a problem has a known cause, `doctor --json` names it in `cause`. These words do not change
between versions. [When no trace arrives](../troubleshooting.md#every-cause) explains them.

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
