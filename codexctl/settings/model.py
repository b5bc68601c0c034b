"""What a person can choose, as data. `settings.toml` is this model written down."""

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

# The kinds of a destination are words of its table; most modules know them from here.
__all__ = ["LOCAL", "OTLP"]


class TraceParentUse(StrEnum):
    """What happens with TRACEPARENT in Codex's environment: a link, or the parent of its turns."""

    link = "link"
    parent = "parent"


@dataclass(frozen=True, slots=True)
class Administration:
    """What makes a destination the administrator's: no variable and no setting has a say in it.

    `key_file` is a file of root's with its key, `key_entry` an entry of the keyring
    (`SERVICE:ACCOUNT`); its `api_key_command` is root's too. `is_adopted` says that it is a
    person's own, held to an address that the policy requires, with whatever key the person has.
    """

    key_file: str = ""
    key_entry: str = ""
    is_adopted: bool = False


@dataclass(frozen=True, slots=True)
class Destination:
    """One place where spans go.

    `name` is the person's word for it and the key of its cursor; `kind` is `local` or `otlp`;
    `preset` names an entry of `templates/presets.toml` whose address, headers and key form hold,
    with its `parameters` and `project`. `endpoint` is the full URL of an OTLP/HTTP traces
    endpoint; it goes before the preset's. Without both, OpenTelemetry's own variables decide.
    Headers hold no secret: a key is found by the variable `api_key_env`, in the keyring, or as
    the output of `api_key_command` (an argument list), and is sent in `api_key_header` after
    `api_key_prefix`, or with `api_key_user` as basic authentication. `capture` tightens, for this
    destination alone, what holds for all. With `metrics` it also gets metrics, at
    `metrics_endpoint` if that is not empty. It gets the turns of every folder, or of the projects
    whose root folders `only_in` names.
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
        """What makes it the administrator's; None for a person's own."""
        return None


@dataclass(frozen=True, slots=True)
class OfPolicy(Destination):
    """A destination of the administrator's, which nobody can write into settings.toml."""

    administration: Administration = Administration()


@dataclass(frozen=True, slots=True)
class Keep:
    """How long (days) and how much (millions of bytes) the local store keeps; None: no bound."""

    days: int | None = None
    max_mb: int | None = None


KEEP_ALL = Keep()


@dataclass(frozen=True, slots=True)
class Delivery:
    """How turns are delivered.

    A turn without an end is given up when its file has been quiet for `quiet_s` seconds and no
    process holds it, or for `unseen_quiet_s` where that cannot be seen. `debug` has the log say
    each step. A line of more than `longest_line_mb` million bytes is skipped and counted.
    """

    quiet_s: float = FIELDS["deliver.quiet_seconds"].default
    unseen_quiet_s: float = FIELDS["deliver.unseen_quiet_seconds"].default
    debug: bool = FIELDS["deliver.debug"].default
    longest_line_mb: float = FIELDS["deliver.longest_line_mb"].default


DELIVERY = Delivery()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that settings.toml can say.

    `resource` is OpenTelemetry's resource; `redaction` is what is masked besides the usual;
    `prices` are what models cost, by `MODEL` or `PROVIDER/MODEL`. `values` are the settings of one
    value that the file says, by their place in the table (`settings.fields`); ask `value` for one.
    `given_way` names destinations that the administrator's go before (`settings.administered`).
    """

    capture: CaptureLimits = DEFAULT_LIMITS
    destinations: tuple[Destination, ...] = ()
    resource: tuple[tuple[str, str], ...] = ()
    redaction: Redaction = NO_REDACTION
    prices: Mapping[str, Price] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    given_way: tuple[str, ...] = ()

    def value(self, place: str) -> Any:
        """What holds at a place of the table: what the file says, else the default."""
        return self.values.get(place, FIELDS[place].default)

    @property
    def auto_sync(self) -> bool:
        """Whether the worker updates the hook script when it no longer fits this installation."""
        return bool(self.value("auto_sync"))

    @property
    def traceparent(self) -> TraceParentUse:
        """What a trace has to do with the one that Codex was started in."""
        return TraceParentUse(self.value("traceparent"))

    @property
    def keep(self) -> Keep:
        """The bounds of the local store."""
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
        """How turns are delivered to one destination: as a person says, but to an administrator's.

        A bound on the length of a line, for one, could keep every turn from it.
        """
        return self.delivery if destination.administration is None else DELIVERY

    def destination(self, name: str) -> Destination | None:
        """Find a destination by its name.

        None where there is none of that name.
        """
        return next((d for d in self.destinations if d.name == name), None)
