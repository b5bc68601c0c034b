"""`codexctl auth test`: one real request to each destination, and its result in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from codexctl.cli.render import paint
from codexctl.environment import given
from codexctl.locations import Locations
from codexctl.settings.model import Destination, Settings

if TYPE_CHECKING:
    from codexctl.deliver.worker.probe import Probe


def tried(
    chosen: Sequence[Destination], settings: Settings, locations: Locations
) -> Iterator[tuple[Destination, Probe]]:
    """Make one request to each destination to which sending is allowed; yields the results.

    `chosen` are remote destinations from `settings`. For one that is barred or incomplete, no
    request is made, and its result says why.
    """
    from codexctl.deliver.routes.obstacle import obstacle
    from codexctl.deliver.routes.resource import resource
    from codexctl.deliver.worker.probe import DestinationFailure, Probe, probe
    from codexctl.policy.limits.effective import effective
    from codexctl.settings.destinations.resolve import address_of

    limits = effective(settings, given(), locations)
    attributes = resource(settings, limits, given())
    for destination in chosen:
        said = obstacle(destination, limits, given())
        if said:
            known = address_of(destination, given())
            why = DestinationFailure.barred if known else DestinationFailure.address
            yield destination, Probe(why, said)
        else:
            under = limits.for_destination(destination)
            yield destination, probe(destination, attributes, locations, given(), under)


def is_fine(found: Probe) -> bool:
    """Whether the destination accepts requests."""
    from codexctl.deliver.worker.probe import DestinationFailure

    return found.cause is DestinationFailure.none


def probe_lines(destination: Destination, found: Probe, locations: Locations) -> Iterator[str]:
    """The result of one request, and what to do about a failure."""
    from codexctl.deliver.worker.probe import DestinationFailure
    from codexctl.health.probe_remedy import remedy
    from codexctl.settings.destinations.resolve import address_of

    name, address = destination.name, address_of(destination, given())
    if found.cause is DestinationFailure.none:
        yield f"{paint('✓', 'green')} {name}: {address} accepts requests"
        return
    # A row that already says that there is no key needs no heading with the same text.
    is_told = found.cause is DestinationFailure.missing
    said = found.detail if is_told else f"{found.cause.value}: {found.detail}"
    yield f"{paint('✗', 'red')} {name}: {said} ({address})"
    yield f"  → {remedy(destination, found, given(), locations)}"


def probe_json(destination: Destination, found: Probe, locations: Locations) -> dict[str, Any]:
    """The result of one request as `auth test --json` prints it (schemas/output)."""
    from codexctl.health.probe_remedy import remedy

    fine = is_fine(found)
    return {
        "destination": destination.name,
        "ok": fine,
        "cause": None if fine else found.cause.value,
        "detail": found.detail,
        "remedy": "" if fine else remedy(destination, found, given(), locations),
    }
