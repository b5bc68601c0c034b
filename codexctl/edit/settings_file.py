"""An intent written into settings.toml, with a person's own comments and order kept."""

from __future__ import annotations

from typing import Any

from codexctl.document import toml
from codexctl.edit.intent import Intent
from codexctl.settings.model import Delivery, Destination, Keep, Settings

NEW_FILE = (
    "# Written by codexctl setup; yours to edit. What you write beside it stays.\nversion = 1\n"
)

_PLAIN_MEMBERS = (
    "preset",
    "endpoint",
    "project",
    "api_key_env",
    "api_key_header",
    "api_key_prefix",
    "api_key_user",
)


def with_intent(text: str | None, today: Settings, intent: Intent) -> str:
    """Return settings.toml as the intent wants it; `text` None means that there is none yet.

    `today` is what `text` says. Raises EditRefused where the text cannot be changed cleanly.
    """
    result = NEW_FILE if text is None else text
    if intent.capture is not None:
        result = toml.set_value(result, ("capture", "mode"), intent.capture.name)
    if intent.exclude is not None and intent.exclude != today.capture.exclude:
        result = toml.set_value(result, ("capture", "exclude"), sorted(intent.exclude))
    for key, value in intent.resource:
        place = ("resource", key)
        result = toml.set_value(result, place, value) if value else toml.unset(result, place)
    if intent.auto_sync is not None and intent.auto_sync != today.auto_sync:
        result = toml.set_value(result, ("auto_sync",), intent.auto_sync)
    if intent.traceparent is not None and intent.traceparent is not today.traceparent:
        result = toml.set_value(result, ("traceparent",), intent.traceparent.value)
    if intent.keep is not None:
        result = _with_keep(result, today.keep, intent.keep)
    if intent.delivery is not None:
        result = _with_delivery(result, today.delivery, intent.delivery)
    if intent.destinations == today.destinations:
        return result
    return toml.set_value(result, ("destinations",), _tables(result, today, intent.destinations))


def _with_keep(text: str, today: Keep, wanted: Keep) -> str:
    """Write how much the local store keeps; what has no bound has no line."""
    bounds = {
        "keep_days": (today.days, wanted.days),
        "max_mb": (today.max_mb, wanted.max_mb),
    }
    for key, (before, after) in bounds.items():
        if after != before:
            place = ("local", key)
            text = toml.unset(text, place) if after is None else toml.set_value(text, place, after)
    return text


def _with_delivery(text: str, today: Delivery, wanted: Delivery) -> str:
    """Write how turns are delivered, as far as that changes."""
    members = {
        "quiet_seconds": (today.quiet_s, wanted.quiet_s),
        "unseen_quiet_seconds": (today.unseen_quiet_s, wanted.unseen_quiet_s),
        "debug": (today.debug, wanted.debug),
    }
    for key, (before, after) in members.items():
        if after != before:
            whole = isinstance(after, float) and after.is_integer()
            text = toml.set_value(text, ("deliver", key), int(after) if whole else after)
    return text


def _tables(text: str, today: Settings, wanted: tuple[Destination, ...]) -> list[dict[str, Any]]:
    """Keep the table of a destination that stays as it is; write the others."""
    written = toml.get(text, ("destinations",), [])
    known = dict(zip(today.destinations, written, strict=True))
    return [known.get(one) or _table(one) for one in wanted]


def _table(destination: Destination) -> dict[str, Any]:
    """Write the members that say something; the others are the model's defaults."""
    plain = Destination(name=destination.name, kind=destination.kind)
    table: dict[str, Any] = {"name": destination.name, "kind": destination.kind}
    for member in _PLAIN_MEMBERS:
        value = getattr(destination, member)
        if value != getattr(plain, member):
            table[member] = value
    if destination.capture is not None:
        table["capture"] = destination.capture.name
    if destination.api_key_command:
        table["api_key_command"] = list(destination.api_key_command)
    for member in ("parameters", "headers"):
        if getattr(destination, member):
            table[member] = dict(getattr(destination, member))
    return table
