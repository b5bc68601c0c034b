"""Which source decides a value of a destination: policy, variable, settings.toml or default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from codexctl.settings.model import OTLP, Destination


class Voice(StrEnum):
    """The source of a value; a value made from several has the first of their sources."""

    policy = "policy"
    environment = "environment"
    settings = "settings"
    default = "default"


@dataclass(frozen=True, slots=True)
class Said:
    """A value and its source; `variable` is the name if the source is the environment."""

    value: str = ""
    voice: Voice = Voice.default
    variable: str = ""

    @property
    def source(self) -> str:
        """The source as `status` shows it: `policy`, `environment NAME`, `settings`, `default`."""
        return f"{self.voice} {self.variable}".rstrip()


def environment_first(destination: Destination) -> bool:
    """Whether the environment has precedence over settings.toml for this destination.

    It has for a destination with its backend's name, because the backend's variables are meant for
    that one. A person who chooses another name wants a second destination.
    """
    return destination.name == (destination.preset or OTLP)


def said(
    destination: Destination,
    written: str,
    variable: str,
    environ: Mapping[str, str],
    default: str = "",
) -> Said:
    """Choose between a value in settings.toml, a variable's and the default (ADR 75).

    `written` is the value in settings.toml, empty if not set; `variable` is the variable's name,
    empty for none. A variable with only blanks counts as not set.
    """
    named = environ.get(variable, "").strip() if variable else ""
    of_environment = Said(named, Voice.environment, variable)
    if named and (environment_first(destination) or not written):
        return of_environment
    return Said(written, Voice.settings) if written else Said(default)
