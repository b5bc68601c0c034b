"""Do the environment variables that we read say what can be read?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import Check, State
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.settings.capture import ENV_CAPTURE, unknown_in_environment
from codexctl.wording import not_one_of, safe

ID = "environment.valid"


def look(here: Here) -> Iterator[Check]:
    """Name each variable with an unusable value, and what applies instead; or return no line.

    A variable that nothing here reads is named, too: the person may have meant it for codexctl.
    """
    for name, (word, known) in unknown_in_environment(here.environ).items():
        instead = "metadata applies" if name == ENV_CAPTURE else "all categories are left out"
        yield _wrong(name, f"{safe(word)} {not_one_of(word, known)}", instead)
    from codexctl.health.machine.of_presets import of_presets
    from codexctl.health.machine.variables import rows  # imported here: policy check needs neither

    for row in rows(here):
        value = here.environ.get(row.name, "")
        if not (value.strip() and (misfit := row.misfit(value))):
            continue
        if row.is_read(here):
            yield _wrong(row.name, misfit, row.instead)
        else:
            yield Check(ID, State.inactive, f"{row.name}: {misfit}; no destination here reads it")
    for name, misfit in of_presets(here):
        yield _wrong(name, misfit, "nothing is sent there")


def _wrong(name: str, misfit: str, instead: str) -> Check:
    summary = f"{name}: {misfit}; until it is fixed, {instead}"
    return Check(ID, State.problem, summary, f"unset {name}")


CHECK = OwnCheck({ID: "environment variables with invalid values"}, look)
