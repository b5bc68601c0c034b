"""The input of an audit: everything is read once, so that the checks are pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codexctl.checks import Check
from codexctl.codex.callers.called import Callers
from codexctl.codex.config.files import ConfigFile
from codexctl.codex.config.written import Written
from codexctl.policy.file.model import Policy
from codexctl.settings.capture import CaptureMode
from codexctl.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Facts:
    """One machine and person.

    `settings_file` is settings.toml as written (None: there is none), and `settings_problem` why it
    cannot be used. `addresses` has the address of each of its destinations by name, empty if it is
    not known.

    `environment` is the capture mode that a variable asks for, `otel_endpoint` the address in the
    variable `otel_variable`, and `ways` are the variables that set a proxy or certificates.

    `hooks` are the checks on our hook in the file `hooks_at`; `managed_hook` is the administrator's
    file with it, empty if there is none. `store` is the local store, None if there is none. `flags`
    are the feature flags as Codex reports them, None if it was not asked.

    `tracers` are the other systems that trace turns, by name, with the file by which Codex calls
    each. Those in `wrapped` are called in an argument of another program, so they cannot be taken
    over.
    """

    policy: Policy | None
    settings: Settings = field(default_factory=Settings)
    settings_path: str = ""
    settings_file: Written | None = None
    settings_problem: str = ""
    addresses: Mapping[str, str] = field(default_factory=dict)
    environment: CaptureMode | None = None
    otel_endpoint: str = ""
    otel_variable: str = ""
    ways: tuple[str, ...] = ()
    files: tuple[ConfigFile, ...] = ()
    hooks: tuple[Check, ...] = ()
    hooks_at: str = ""
    managed_hook: str = ""
    store: Path | None = None
    flags: Mapping[str, bool] | None = None
    callers: Callers = field(default_factory=Callers)

    def settings_at(self, *place: str | int) -> str:
        """File and line of a place in the settings."""
        return self.settings_file.at(place) if self.settings_file else self.settings_path
