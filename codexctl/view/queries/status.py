"""The state of this setup: the checks of `codexctl status`, the destinations, the policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codexctl.checks import Check, State
from codexctl.environment import given
from codexctl.locations import Locations
from codexctl.settings.model import OTLP

if TYPE_CHECKING:
    from codexctl.health.policy_here import PolicyHere

# The beginning of a remedy that is a command to copy; other remedies are sentences.
_COMMANDS = ("codexctl ", "codex ", "sudo ", "chmod ", "ls ", "rm ", "mv ", "systemctl ", "pipx ")


@dataclass(frozen=True, slots=True)
class Line:
    """A check as it is shown: `state` is ok, problem or inactive."""

    id: str
    about: str
    state: str
    summary: str
    remedy: str

    @property
    def is_command(self) -> bool:
        """Whether the remedy is a command to copy."""
        return self.remedy.startswith(_COMMANDS)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A destination: what it gets (a capture mode), or why it gets nothing (`barred`)."""

    name: str
    kind: str
    address: str
    gets: str
    barred: str


@dataclass(frozen=True, slots=True)
class Rule:
    """The limit for one key of the policy, its source, and what the key means.

    `limited` means that a policy, the settings or a variable set it.
    """

    key: str
    value: str
    source: str
    meaning: str
    limited: bool


@dataclass(frozen=True, slots=True)
class InForce:
    """What applies to one person here: capture, recipients, and every limit.

    `problem` says why the person's settings cannot be used, `unusable` that the policy cannot be.
    """

    policy: str
    unusable: bool
    problem: str
    mode: str
    exclude: tuple[str, ...]
    source: str
    recipients: tuple[Recipient, ...]
    rules: tuple[Rule, ...]


def checked(locations: Locations, *, asking: bool) -> tuple[Line, ...]:
    """Run the checks of `codexctl status`; `asking` asks the installed Codex, too.

    May take seconds: it waits for keyrings, disks and programs. Raises CodexctlError if cursors or
    store cannot be used.
    """
    from codexctl.health.here import look_around
    from codexctl.health.registry import abouts, examined

    about = abouts()
    checks = examined(look_around(locations, asking=asking))
    return tuple(_line(check, about) for check in checks)


def in_force(locations: Locations) -> InForce:
    """Read policy and settings again; no program is asked."""
    from codexctl.health.policy_here import look_here, policy_line, value_said
    from codexctl.policy.file.explain import keys
    from codexctl.policy.file.said import DEFAULT
    from codexctl.policy.limits.sources import limits, mode_source

    here = look_here(None, locations)
    meanings = {key.name: key.meaning for key in keys()}
    return InForce(
        policy=policy_line(here.policy),
        unusable=bool(here.policy and here.policy.problem),
        problem=here.settings_problem,
        mode=here.held.capture.mode.name,
        exclude=tuple(sorted(here.held.capture.exclude)),
        source=mode_source(here.held, here.written, given()),
        recipients=tuple(_recipients(here)),
        rules=tuple(
            Rule(
                row.key,
                value_said(row),
                row.source,
                meanings.get(row.key, ""),
                limited=row.source != DEFAULT,
            )
            for row in limits(here.held, here.written, given())
        ),
    )


def _line(check: Check, about: dict[str, str]) -> Line:
    told = about.get(check.id) or about.get(_general(check.id), "")
    return Line(check.id, told, check.state.value, check.summary, check.remedy)


def _general(check_id: str) -> str:
    """The id that the table of checks has for it: `destination.NAME.reachable`."""
    first, _, rest = check_id.partition(".")
    return f"{first}.NAME.{rest.rpartition('.')[2]}"


def _recipients(here: PolicyHere) -> Iterator[Recipient]:
    from codexctl.deliver.routes.obstacle import obstacle
    from codexctl.settings.destinations.resolve import address_of

    for destination in here.settings.destinations:
        yield Recipient(
            destination.name,
            destination.kind,
            address_of(destination, given()) if destination.kind == OTLP else "",
            here.held.for_destination(destination).capture.mode.name,
            obstacle(destination, here.held, given()) or "",
        )


def counted(lines: tuple[Line, ...]) -> dict[str, int]:
    """How many checks are in each state."""
    return {state.value: sum(line.state == state.value for line in lines) for state in State}
