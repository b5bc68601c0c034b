"""How long each hook of a home takes, as Codex itself runs it."""

from __future__ import annotations

import json
import shlex
from collections import defaultdict
from collections.abc import Callable

from tests.e2e.lab.runner import Lab

# The clock is read by two programs: that is a millisecond or two, for everybody alike.
_TIMED = """#!/bin/sh
began=$(date +%s%N)
/bin/sh -c "$2"
code=$?
echo "$1 $(($(date +%s%N) - began))" >>"${0%/*}/hook-times"
exit $code
"""


def time_hooks(lab: Lab) -> Callable[[], dict[str, list[float]]]:
    """Put a clock around each command in hooks.json; what is given tells milliseconds by event.

    Codex must be told to run hooks that nobody has reviewed.
    """
    script, log = lab.home.own / "timed.sh", lab.home.own / "hook-times"
    script.write_text(_TIMED)
    path = lab.home.codex / "hooks.json"
    document = json.loads(path.read_text())
    for event, groups in document["hooks"].items():
        for hook in (hook for group in groups for hook in group["hooks"]):
            hook["command"] = shlex.join(["/bin/sh", str(script), event, hook["command"]])
    path.write_text(json.dumps(document))

    def times() -> dict[str, list[float]]:
        found = defaultdict(list)
        for line in log.read_text().splitlines():
            event, nanoseconds = line.split()
            found[event].append(int(nanoseconds) / 1e6)
        return dict(found)

    return times
