"""Everything that a person can set, as data; `settings.toml` has the same content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from codexctl.settings.capture import DEFAULT_LIMITS, CaptureLimits, CaptureMode
from codexctl.settings.destination_fields import DESTINATION, LOCAL, OTLP
from codexctl.settings.fields import FIELDS
from codexctl.settings.redaction import NO_REDACTION, Redaction

if TYPE_CHECKING:
    from codexctl.settings.prices import Price

# The kinds of a destination are defined with its table; most modules import them from here.
__all__ = ["LOCAL", "OTLP"]


class TraceParentUse(StrEnum):
    """How TRACEPARENT in Codex's environment is used: as a link, or as the parent of turns."""

    link = "link"
    parent = "parent"


@dataclass(frozen=True, slots=True)
class Administration:
    """What an administrator's destination has in addition; variables and settings do not change it.

    `key_file` is root's file with the key, `key_entry` an entry of the keyring (`SERVICE:ACCOUNT`);
    its `api_key_command` is root's program. `is_adopted` means that it is a person's destination
    for an address that the policy requires, with the person's key, if there is one.
    """

    key_file: str = ""
    key_entry: str = ""
    is_adopted: bool = False


@dataclass(frozen=True, slots=True)
class Destination:
    """One place where spans go.

    `name` is the person's name for it, and the key of its cursor. `kind` is `local` or `otlp`.
    `preset` is the name of an entry of `templates/presets.toml`, which defines address, headers and
    form of the key; `parameters` and `project` are values for it. `endpoint` is the full URL of an
    OTLP/HTTP traces endpoint, and replaces the preset's; without both, OpenTelemetry's own
    variables are used.

    `headers` contain no secrets: the key is in the variable `api_key_env`, in the keyring, or in
    the output of `api_key_command` (an argument list). It is sent in `api_key_header` after
    `api_key_prefix`, or with `api_key_user` as basic authentication.

    `capture` is a stricter mode for this destination only. With `metrics` it also gets metrics, at
    `metrics_endpoint` if that is not empty. `only_in` are the root folders of the projects whose
    turns it gets; empty for all turns.
    """

    name: str
    kind: str
    endpoint: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    api_key_env: str = ""
    api_key_header: str = DESTINATION["api_key_header"].default
    api_key_prefix: str = DESTINATION["api_key_prefix"].default
    api_key_user: str = ""
    api_key_command: tuple[str, ...] = ()
    preset: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    project: str = ""
    capture: CaptureMode | None = None
    metrics: bool = DESTINATION["metrics"].default
    metrics_endpoint: str = ""
    only_in: tuple[str, ...] = ()

    @property
    def administration(self) -> Administration | None:
        """The administrator's part; None for a person's destination."""
        return None


@dataclass(frozen=True, slots=True)
class OfPolicy(Destination):
    """An administrator's destination; settings.toml cannot contain one."""

    administration: Administration = Administration()


@dataclass(frozen=True, slots=True)
class Keep:
    """Limits of the local store: age in days, size in millions of bytes; None for no limit."""

    days: int | None = None
    max_mb: int | None = None


KEEP_ALL = Keep()


@dataclass(frozen=True, slots=True)
class Delivery:
    """How turns are delivered.

    A turn without an end counts as incomplete if nothing was written to its file for `quiet_s`
    seconds and no process has the file open. If codexctl cannot see which process has it open, it
    waits for `unseen_quiet_s` seconds. With `debug`, the log has each step. A line of more than
    `longest_line_mb` million bytes is skipped and counted.
    """

    quiet_s: float = FIELDS["deliver.quiet_seconds"].default
    unseen_quiet_s: float = FIELDS["deliver.unseen_quiet_seconds"].default
    debug: bool = FIELDS["deliver.debug"].default
    longest_line_mb: float = FIELDS["deliver.longest_line_mb"].default


DELIVERY = Delivery()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that settings.toml can contain.

    `resource` are resource attributes of every span; `redaction` is what is masked in addition to
    the usual; `prices` are by `MODEL` or `PROVIDER/MODEL`. `values` are the single values that the
    file sets, by their place in the table (`settings.fields`); use `value` to get one. `given_way`
    are the names of a person's destinations that the administrator's replace
    (`settings.administered`).
    """

    capture: CaptureLimits = DEFAULT_LIMITS
    destinations: tuple[Destination, ...] = ()
    resource: tuple[tuple[str, str], ...] = ()
    redaction: Redaction = NO_REDACTION
    prices: Mapping[str, Price] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    given_way: tuple[str, ...] = ()

    def value(self, place: str) -> Any:
        """The value for a place in the table: the file's, else the default."""
        return self.values.get(place, FIELDS[place].default)

    @property
    def auto_sync(self) -> bool:
        """Whether the worker updates the hook script when it no longer fits this installation."""
        return bool(self.value("auto_sync"))

    @property
    def traceparent(self) -> TraceParentUse:
        """How a trace refers to the trace in which Codex was started."""
        return TraceParentUse(self.value("traceparent"))

    @property
    def keep(self) -> Keep:
        """The limits of the local store."""
        return Keep(self.value("local.keep_days"), self.value("local.max_mb"))

    @property
    def delivery(self) -> Delivery:
        """How turns are delivered."""
        return Delivery(
            quiet_s=self.value("deliver.quiet_seconds"),
            unseen_quiet_s=self.value("deliver.unseen_quiet_seconds"),
            debug=self.value("deliver.debug"),
            longest_line_mb=self.value("deliver.longest_line_mb"),
        )

    def delivery_to(self, destination: Destination) -> Delivery:
        """How turns are delivered to a destination: an administrator's always has the defaults.

        A person could otherwise keep turns from the administrator, with a low limit for the length
        of a line.
        """
        return self.delivery if destination.administration is None else DELIVERY

    def destination(self, name: str) -> Destination | None:
        """Find a destination by its name.

        Returns None if there is none with this name.
        """
        return next((d for d in self.destinations if d.name == name), None)
