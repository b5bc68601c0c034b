"""What the environment of a turn said of capture, as the hook has noted it down.

A worker delivers turns that began in other environments than its own, and again days later where a
backend was down. What CODEXCTL_CAPTURE forbade when a turn began stays forbidden.
"""

from __future__ import annotations

import re

from codexctl.settings.capture import (
    ENV_CAPTURE,
    ENV_EXCLUDE,
    ENV_WEAVE,
    CaptureLimits,
    limits_from_environment,
    strictest,
)

# `TURN_ID capture MODE;CATEGORIES;WEAVE`, the values of the three variables.
_NOTE = re.compile(rb"^([0-9a-f-]{36}) capture ([^\n]*)\n", re.MULTILINE)
_VARIABLES = (ENV_CAPTURE, ENV_EXCLUDE, ENV_WEAVE)


def read_limits(raw: bytes) -> dict[str, CaptureLimits]:
    """Read the hook's notes: what a turn's environment allows, by the turn's id.

    Of several notes the strictest counts. A note that is not as the hook writes it counts as the
    strictest: somebody meant to tighten.
    """
    found: dict[str, CaptureLimits] = {}
    for turn, said in _NOTE.findall(raw):
        limits = _limits(said.decode(errors="replace"))
        if limits is not None:
            turn_id = turn.decode()
            known = found.get(turn_id)
            found[turn_id] = strictest((known, limits)) if known else limits
    return found


def _limits(said: str) -> CaptureLimits | None:
    values = said.split(";")
    if len(values) != len(_VARIABLES):
        values = ["?", "", ""]
    return limits_from_environment(dict(zip(_VARIABLES, values, strict=True)))
