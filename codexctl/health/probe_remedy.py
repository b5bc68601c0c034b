"""What a person does about a destination that did not take our request."""

from __future__ import annotations

from codexctl.deliver.worker.probe import Cause, Probe


def remedy(name: str, found: Probe) -> str:
    """The command that fixes what a request showed.

    `name` is the destination's; it may be a sentence where no command helps.
    """
    if found.cause in (Cause.key, Cause.missing):
        return f"codexctl auth set {name}"
    if found.cause is Cause.address:
        return f"codexctl setup --endpoint {name}:URL"
    if found.cause is Cause.barred:
        return "codexctl status"
    if found.cause is Cause.unreachable:
        return "check the network, a proxy (HTTPS_PROXY) and the address; nothing is lost meanwhile"
    return "ask whoever runs it; nothing is lost meanwhile"
