"""What a person does about a destination that did not take our request."""

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
    """The command that fixes what a request showed; a sentence where no command helps.

    `environ` is where the destination's variables are, as they were for the request.
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
    return "ask the people who run it; nothing is lost in the meantime"
