"""Checks on what a person chose: capture, destinations, the local store."""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.document.data import MISSING
from codexctl.policy.facts import Facts
from codexctl.policy.finding import Finding
from codexctl.policy.said import shown
from codexctl.settings.capture import ENV_CAPTURE
from codexctl.settings.model import LOCAL, OTLP

_ABOVE = "capture-above-cap"


def capture_above_cap(facts: Facts) -> Iterator[Finding]:
    """Somebody asks for more content than the policy allows; they do not get it."""
    if facts.policy is None:
        return
    cap = facts.policy.capture.mode
    remedy, file = f"codexctl setup --capture {cap.name}", facts.settings_file
    but = f"; {cap.name} is the most, and what holds"
    mode = facts.settings.capture.mode
    if file and file.value(("capture", "mode")) is not MISSING and mode > cap:
        where = facts.settings_at("capture", "mode")
        yield Finding(_ABOVE, f"the settings ask for {mode.name}{but}", where, remedy)
    for index, one in enumerate(facts.settings.destinations):
        if one.capture is not None and one.capture > cap:
            where = facts.settings_at("destinations", index, "capture")
            said = f"codexctl setup --capture-for {one.name}:{cap.name}"
            yield Finding(_ABOVE, f"{one.name} asks for {one.capture.name}{but}", where, said)
    asked = facts.environment
    if asked is not None and asked > cap:
        summary = f"the environment asks for {asked.name}{but}"
        yield Finding(_ABOVE, summary, f"${ENV_CAPTURE}", f"unset {ENV_CAPTURE}")


def foreign_endpoints(facts: Facts) -> Iterator[Finding]:
    """Destinations that the policy does not allow; nothing is sent there."""
    policy = facts.policy
    if policy is None or policy.destinations.allow is None:
        return
    for index, one in enumerate(facts.settings.destinations):
        address = facts.addresses.get(one.name, "")
        if one.kind != OTLP or policy.allows(address):
            continue
        said = shown(address) or "an address that is not known here"
        summary = f"{one.name} is to get traces at {said}, which is not allowed"
        where = facts.settings_at("destinations", index, "endpoint" if one.endpoint else "name")
        remedy = f"take {one.name} out of {facts.settings_path}"
        yield Finding("foreign-endpoint", summary, where, remedy, violation=bool(address))
    if facts.otel_endpoint and not policy.allows(facts.otel_endpoint):
        summary = f"the environment names {shown(facts.otel_endpoint)}, which is not allowed"
        used = facts.otel_endpoint in facts.addresses.values()
        where, remedy = f"${facts.otel_variable}", f"unset {facts.otel_variable}"
        yield Finding("foreign-endpoint", summary, where, remedy, violation=used)


def endpoints_missing(facts: Facts) -> Iterator[Finding]:
    """Endpoints that the policy requires and nobody set up."""
    for required in facts.policy.destinations.required if facts.policy else ():
        if not any(required.matches(address) for address in facts.addresses.values()):
            summary = f"traces must go to {required.text}, and no destination does"
            remedy = f"codexctl setup --destination otlp --endpoint {required.text}"
            yield Finding("endpoint-missing", summary, facts.settings_path, remedy)


def local_store(facts: Facts) -> Iterator[Finding]:
    """A local store, or the wish for one, where the policy allows none."""
    if facts.policy is None or facts.policy.destinations.local:
        return
    if facts.store:
        summary = "there is a local store, and the policy allows none"
        remedy = "codexctl trace delete --before 9999-12-31"
        yield Finding("local-store", summary, str(facts.store), remedy)
    for index, one in enumerate(facts.settings.destinations):
        if one.kind == LOCAL:
            where = facts.settings_at("destinations", index, "kind")
            summary = f"{one.name} is to keep traces on this machine; the policy allows none"
            yield Finding("local-store", summary, where, "name other destinations: codexctl setup")
