"""Why a user's test turn did not arrive, and what the administrator can do about it."""

from __future__ import annotations

from collections.abc import Mapping

from codexctl import checks
from codexctl.checks import Check, State
from codexctl.deliver.routes.obstacle import obstacle
from codexctl.deliver.routes.remote import remote
from codexctl.deliver.routes.resource import resource
from codexctl.deliver.worker.probe import DestinationFailure, Probe, probe
from codexctl.errors import CodexctlError
from codexctl.health.probe_remedy import remedy
from codexctl.locations import Locations
from codexctl.owners import name_of
from codexctl.policy.limits.effective import Effective, effective
from codexctl.settings.model import OTLP, Destination, Settings
from codexctl.system import user

_OF_KEYS = (DestinationFailure.key, DestinationFailure.missing)
_COMMAND = "key_command"


def unarrived(
    destination: Destination,
    said: str,
    settings: Settings,
    environ: Mapping[str, str],
    locations: Locations,
) -> Check:
    """The check of a destination at which nothing arrived; `said` is the reported reason.

    One request without content is made now; its answer shows the cause.
    """
    name = f"destination.{destination.name}"
    doctor = f"sudo -H -u {name_of(user())} codexctl doctor"
    limits = effective(settings, environ, locations)
    if destination.kind != OTLP:
        return Check(name, State.problem, said, doctor)
    try:
        found = _found(destination, settings, limits, environ, locations)
        help_ = remedy(destination, found, environ, locations)
    except CodexctlError as error:
        return Check(name, State.problem, said, error.hint or doctor)
    if found.cause is DestinationFailure.none:
        return Check(name, State.problem, said, doctor)
    if destination.administration and not destination.administration.is_adopted:
        help_ = _of_policy(destination, found.cause, limits, locations) or help_
    return Check(name, State.problem, said, help_, _CAUSES[found.cause])


def _found(
    destination: Destination,
    settings: Settings,
    limits: Effective,
    environ: Mapping[str, str],
    locations: Locations,
) -> Probe:
    """The result of a request; None if nothing may be sent there."""
    attributes, its = resource(settings, limits, environ), limits.for_destination(destination)
    if not obstacle(destination, limits, environ):
        return probe(destination, attributes, locations, environ, its)
    lacking = remote(destination, attributes, locations, environ, its).problem
    return Probe(DestinationFailure.missing if lacking else DestinationFailure.barred, lacking)


_CAUSES = {
    DestinationFailure.key: checks.Cause.destination_key,
    DestinationFailure.missing: checks.Cause.key_missing,
    DestinationFailure.address: checks.Cause.destination_address,
    DestinationFailure.unreachable: checks.Cause.destination_unreachable,
    DestinationFailure.server: checks.Cause.destination_server,
    DestinationFailure.barred: checks.Cause.destination_barred,
}


def _of_policy(
    destination: Destination, cause: DestinationFailure, limits: Effective, locations: Locations
) -> str:
    """The remedy in the policy's file; empty if the policy does not decide it."""
    if cause is DestinationFailure.barred:
        return "codexctl policy check"
    file, name, address = locations.policy_file, destination.name, destination.endpoint
    # Otherwise its address is in destinations.required alone.
    has_table = name in {chosen.name for chosen in limits.chosen.destinations}
    where = f"[destination.{name}] in {file}" if has_table else f"destinations.required in {file}"
    if cause is DestinationFailure.address:
        return f"correct the address {address or 'of its preset'} of {where}"
    if cause not in _OF_KEYS:
        return ""
    if has_table:
        return _of_key(destination, cause, where)
    return f"add a [destination.NAME] with endpoint = {address!a} and its key to {file}"


def _of_key(destination: Destination, cause: DestinationFailure, where: str) -> str:
    """The remedy for a key that is missing or wrong; `where` is the table of the destination."""
    source, who = _key_source(destination), name_of(user())
    if not source:
        return f"name the key in {where}: key_command, key_file or key_keyring"
    if cause is DestinationFailure.key:
        return f"replace the key that {source} of {where} gives"
    if source == _COMMAND:
        return f"have {source} of {where} print the key, and nothing else, when {who} runs it"
    return f"give {who} access to the key: {source} of {where}"


def _key_source(destination: Destination) -> str:
    """The key of the policy that says where the destination's key is; empty if none does."""
    if destination.api_key_command:
        return _COMMAND
    places = destination.administration
    if places is None:
        return ""
    return "key_file" if places.key_file else "key_keyring" if places.key_entry else ""
