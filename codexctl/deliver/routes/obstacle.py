"""Why nothing may or can be sent to a destination, before anybody tries."""

from __future__ import annotations

from collections.abc import Mapping

from codexctl.policy.limits.effective import Effective
from codexctl.settings.destinations import otel_env
from codexctl.settings.destinations.address import Unresolved
from codexctl.settings.destinations.metrics_address import for_metrics
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.model import LOCAL
from codexctl.settings.model import Destination as DestinationSettings


def obstacle(chosen: DestinationSettings, limits: Effective, environ: Mapping[str, str]) -> str:
    """Say why nothing may or can be sent to a destination; empty when there is no reason.

    `limits` are those of the machine; `environ` may hold parts of an address. Missing parts of an
    address, a variable that forbids sending, and the policy's word are reasons;
    whether there is a key, or an answer, is not looked at.
    """
    if chosen.kind == LOCAL:
        return str(limits.barred(chosen) or "")
    if not chosen.administration and (said := otel_env.disabled(environ)):
        return f"{said}: nothing is sent"
    try:
        there = resolve(chosen, environ)
    except Unresolved as error:
        return error.message
    return str(limits.barred(there.destination) or "")


def metrics_obstacle(
    chosen: DestinationSettings, limits: Effective, environ: Mapping[str, str]
) -> str:
    """Say why a destination that is to get metrics gets none; empty when there is no reason.

    As `obstacle`, of the address that its metrics go to.
    """
    heard = {} if chosen.administration else environ
    if why := obstacle(chosen, limits, environ) or otel_env.metrics_disabled(heard):
        return why
    try:
        there = for_metrics(resolve(chosen, environ), heard)
    except Unresolved as error:
        return error.message
    return str(limits.barred(there.destination) or "")
