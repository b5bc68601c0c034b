"""Do our environment variables say what we can read?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Check, State
from codexctl.health.here import Here
from codexctl.health.look import OwnCheck
from codexctl.settings.capture import ENV_CAPTURE, unknown_in_environment
from codexctl.wording import not_one_of, safe

ID = "environment.valid"


def look(here: Here) -> Iterator[Check]:
    """Name each variable that is not understood and what holds instead; no line where none is."""
    for name, (word, known) in unknown_in_environment(here.environ).items():
        instead = "metadata holds" if name == ENV_CAPTURE else "all categories are left out"
        summary = f"{name}: {safe(word)} {not_one_of(word, known)}; until it is fixed, {instead}"
        yield Check(ID, State.problem, summary, f"unset {name}")


CHECK = OwnCheck({ID: "environment variables that cannot be read"}, look)
