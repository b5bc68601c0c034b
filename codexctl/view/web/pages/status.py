"""Status: what works here, what needs action, where turns are sent, and the policy."""

from __future__ import annotations

from codexctl.view.queries.status import counted, in_force
from codexctl.view.web.examining import examiner
from codexctl.view.web.pages.page import Sheet, Visit


def show(visit: Visit) -> Sheet:
    """What is known at once; results that take longer are shown when the page is loaded again."""
    seen = examiner(visit.locations).look()
    order = {"problem": 0, "ok": 1, "inactive": 2}
    return Sheet(
        "status.html.j2",
        {
            "seen": seen,
            "seen_ns": int(seen.at * 1e9),
            "counts": counted(seen.lines),
            "lines": sorted(seen.lines, key=lambda line: order[line.state]),
            "held": in_force(visit.locations),
        },
    )
