"""Remedies for a destination that did not accept a request."""

from __future__ import annotations

from collections.abc import Mapping

from codexctl.deliver.worker.probe import DestinationFailure, Probe
from codexctl.health.key_remedy import key_remedy
from codexctl.locations import Locations
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.model import Destination


def remedy(
    destination: Destination, found: Probe, environ: Mapping[str, str], locations: Locations
) -> str:
    """The command that fixes a failed request; a sentence if no command helps.

    `environ` has the destination's variables, the same as for the request.
    """
    name = destination.name
    if found.cause in (DestinationFailure.key, DestinationFailure.missing):
        return key_remedy(resolve(destination, environ), locations)
    if found.cause is DestinationFailure.address:
        return f"codexctl setup --endpoint {name}:URL"
    if found.cause is DestinationFailure.barred:
        return "codexctl status"
    if found.cause is DestinationFailure.unreachable:
        there = "check the network, a proxy (HTTPS_PROXY) and the address"
        return f"{there}, then: codexctl auth test {name}; nothing is lost in the meantime"
    return "ask the people who operate it; nothing is lost in the meantime"
