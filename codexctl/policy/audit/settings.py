"""Checks on what a person chose: capture, destinations, the local store."""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.document.data import MISSING
from codexctl.policy.audit.facts import Facts
from codexctl.policy.audit.finding import Finding
from codexctl.policy.file.ownership import certificate_problem
from codexctl.policy.file.said import said_at
from codexctl.settings.capture import ENV_CAPTURE
from codexctl.settings.destinations.address import Unresolved
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.destinations.way import is_heard, is_in_the_clear
from codexctl.settings.model import LOCAL, OTLP
from codexctl.wording import safe

_ABOVE, _MISSING = "capture-above-cap", "endpoint-missing"
_CERTIFICATE = "destinations.certificate"


def capture_above_cap(facts: Facts) -> Iterator[Finding]:
    """Find who asks for more content than the policy allows; the policy's limit applies."""
    if facts.policy is None:
        return
    cap = facts.policy.capture.mode
    remedy, file = f"codexctl setup --capture {cap.name}", facts.settings_file
    but = f"; {cap.name} is the most, and what holds"
    mode = facts.settings.capture.mode
    if file and file.value(("capture", "mode")) is not MISSING and mode > cap:
        where = facts.settings_at("capture", "mode")
        yield Finding(_ABOVE, f"the settings ask for {mode.name}{but}", where, remedy)
    for index, destination in enumerate(facts.settings.destinations):
        if destination.capture is not None and destination.capture > cap:
            where = facts.settings_at("destinations", index, "capture")
            said = f"codexctl setup --capture-for {destination.name}:{cap.name}"
            yield Finding(
                _ABOVE, f"{destination.name} asks for {destination.capture.name}{but}", where, said
            )
    asked = facts.environment
    if asked is not None and asked > cap:
        summary = f"the environment asks for {asked.name}{but}"
        yield Finding(_ABOVE, summary, f"${ENV_CAPTURE}", f"unset {ENV_CAPTURE}")


def foreign_endpoints(facts: Facts) -> Iterator[Finding]:
    """Find destinations that the policy does not allow; nothing is sent there."""
    policy = facts.policy
    if policy is None or policy.destinations.allow is None:
        return
    for index, destination in enumerate(facts.settings.destinations):
        address = facts.addresses.get(destination.name, "")
        if destination.kind != OTLP or policy.allows(address):
            continue
        said = safe(address) or "an address that is not known here"
        summary = f"{destination.name} sends traces to {said}, which is not allowed"
        where = facts.settings_at(
            "destinations", index, "endpoint" if destination.endpoint else "name"
        )
        remedy = f"delete {destination.name} from {facts.settings_path}"
        yield Finding("foreign-endpoint", summary, where, remedy, violation=bool(address))
    if facts.otel_endpoint and not policy.allows(facts.otel_endpoint):
        summary = f"the environment names {safe(facts.otel_endpoint)}, which is not allowed"
        # Worth knowing if no destination uses the variable, but then nothing is sent.
        used = facts.otel_endpoint in facts.addresses.values()
        where, remedy = f"${facts.otel_variable}", f"unset {facts.otel_variable}"
        yield Finding("foreign-endpoint", summary, where, remedy, violation=used)


def plain_http(facts: Facts) -> Iterator[Finding]:
    """Find destinations on other machines without encryption; nothing is sent there."""
    policy = facts.policy
    if policy is None or policy.plain_http:
        return
    for index, destination in enumerate(facts.settings.destinations):
        address = facts.addresses.get(destination.name, "")
        if (
            destination.kind == OTLP
            and address
            and policy.allows(address)
            and is_in_the_clear(address)
        ):
            summary = f"{destination.name} sends traces to {safe(address)}, unencrypted"
            where = facts.settings_at(
                "destinations", index, "endpoint" if destination.endpoint else "name"
            )
            remedy = "use its https address, or set plain_http = true in the policy"
            yield Finding("plain-http", summary, where, remedy)


def other_ways(facts: Facts) -> Iterator[Finding]:
    """Find variables for proxies and certificates, whether the policy ignores or uses them.

    Also reports the policy's own certificates if they cannot be used.
    """
    policy = facts.policy
    if policy is None:
        return
    if problem := certificate_problem(policy):
        summary = f"the policy's authorities cannot be used: {safe(problem)}"
        yield Finding(
            "certificate-unusable", summary, said_at(policy, _CERTIFICATE), "fix that file"
        )
    for name in facts.ways:
        if is_heard(name, policy.way):
            summary = f"${name} decides how traces are sent, because the policy does not"
            remedy = "list addresses in the policy (destinations.allow) or a proxy"
        else:
            summary = f"${name} is ignored: traces are sent without it"
            remedy = f"unset {name}, or set a proxy in the policy (destinations.proxy)"
        yield Finding("other-way", summary, f"${name}", remedy, violation=False)


def endpoints_missing(facts: Facts) -> Iterator[Finding]:
    """Find addresses that the policy requires but nobody set up, or that are only a pattern."""
    policy = facts.policy
    if policy is None:
        return
    for destination in policy.chosen.destinations:
        try:
            resolve(destination, {})
        except Unresolved as error:
            where = said_at(policy, f"destination.{destination.name}")
            yield Finding(_MISSING, f"nothing is sent to {error.message}", where, error.hint)
    for required in policy.destinations.required:
        if not any(required.matches(address) for address in facts.addresses.values()):
            summary = f"traces must go to {required.text}, and no destination does"
            remedy = f"codexctl setup --destination otlp --endpoint URL, one like {required.text}"
            yield Finding(_MISSING, summary, facts.settings_path, remedy)


def view_enabled(facts: Facts) -> Iterator[Finding]:
    """Find settings that turn the view on although the policy forbids it; it does not start."""
    if facts.policy is None or facts.policy.view or facts.settings_file is None:
        return
    if facts.settings_file.value(("view", "enabled")) is True:
        where = facts.settings_at("view", "enabled")
        summary = "the settings ask for `codexctl view`, which does not start under the policy"
        yield Finding("view-enabled", summary, where, "delete that line")


def local_store(facts: Facts) -> Iterator[Finding]:
    """Find a local store, or a setting for one, although the policy allows none."""
    if facts.policy is None or facts.policy.destinations.local:
        return
    if facts.store:
        summary = "there is a local store, which the policy forbids"
        remedy = "codexctl trace delete --before 9999-12-31"
        yield Finding("local-store", summary, str(facts.store), remedy)
    for index, destination in enumerate(facts.settings.destinations):
        if destination.kind == LOCAL:
            where = facts.settings_at("destinations", index, "kind")
            summary = (
                f"{destination.name} would keep traces on this machine, which the policy forbids"
            )
            yield Finding("local-store", summary, where, "name other destinations: codexctl setup")
