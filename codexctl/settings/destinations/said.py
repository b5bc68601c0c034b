"""Who says a value of a destination: a variable, settings.toml, or nobody. One order for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from codexctl.settings.model import OTLP, Destination


class Voice(StrEnum):
    """Where a value comes from; what an administrator's policy forbids is never a value at all."""

    policy = "policy"
    environment = "environment"
    settings = "settings"
    default = "default"


@dataclass(frozen=True, slots=True)
class Said:
    """A value, who says it, and the variable where that is the environment."""

    value: str = ""
    voice: Voice = Voice.default
    variable: str = ""

    @property
    def source(self) -> str:
        """Who says it, as `status` has it: `policy`, `environment NAME`, `settings`, `default`."""
        return f"{self.voice} {self.variable}".rstrip()


def environment_first(destination: Destination) -> bool:
    """Whether the environment goes before settings.toml for it.

    It does for a destination that bears its backend's own name, since the backend's variables are
    about that one; a name of one's own was given to have another beside it.
    """
    return destination.name == (destination.preset or OTLP)


def said(
    destination: Destination,
    written: str,
    variable: str,
    environ: Mapping[str, str],
    default: str = "",
) -> Said:
    """The value that counts of what is written down and what a variable holds (see ADR 75).

    `written` is what settings.toml says, empty for nothing; `variable` is the name to look up,
    empty for none. A variable with blanks alone says nothing.
    """
    named = environ.get(variable, "").strip() if variable else ""
    of_environment = Said(named, Voice.environment, variable)
    if named and (environment_first(destination) or not written):
        return of_environment
    return Said(written, Voice.settings) if written else Said(default)
