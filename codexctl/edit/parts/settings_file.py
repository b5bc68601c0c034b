"""An intent written into settings.toml, with a person's own comments and order kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codexctl.document import toml_keys
from codexctl.document.data import KeyPath, assigned
from codexctl.document.toml.text import document_text
from codexctl.edit.intent.wanted import Intent
from codexctl.settings.model import Delivery, Destination, Keep, Settings

TITLE = "Written by codexctl setup; yours to edit. What you write beside it stays."

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
    changes = _changes(text, today, intent)
    if text is None:
        data: dict[str, Any] = {"version": 1}
        for place, value in changes:
            data = data if value is None else assigned(data, place, value)
        return document_text(data, [TITLE])
    for place, value in changes:
        text = (
            toml_keys.unset(text, place)
            if value is None
            else toml_keys.set_value(text, place, value)
        )
    return text


def _changes(text: str | None, today: Settings, intent: Intent) -> Iterator[tuple[KeyPath, Any]]:
    """The keys to be set, and to what; None for one that is to go."""
    if intent.capture is not None:
        yield ("capture", "mode"), intent.capture.name
    if intent.exclude is not None and intent.exclude != today.capture.exclude:
        yield ("capture", "exclude"), sorted(intent.exclude)
    for key, value in intent.resource:
        yield ("resource", key), value or None
    if intent.auto_sync is not None and intent.auto_sync != today.auto_sync:
        yield ("auto_sync",), intent.auto_sync
    if intent.traceparent is not None and intent.traceparent is not today.traceparent:
        yield ("traceparent",), intent.traceparent.value
    if intent.keep is not None:
        yield from _bounds(today.keep, intent.keep)
    if intent.delivery is not None:
        yield from _delivery(today.delivery, intent.delivery)
    if intent.destinations != today.destinations:
        yield ("destinations",), _tables(text or "", today, intent.destinations)


def _bounds(today: Keep, wanted: Keep) -> Iterator[tuple[KeyPath, int | None]]:
    """How much the local store keeps; what has no bound has no line."""
    if wanted.days != today.days:
        yield ("local", "keep_days"), wanted.days
    if wanted.max_mb != today.max_mb:
        yield ("local", "max_mb"), wanted.max_mb


def _delivery(today: Delivery, wanted: Delivery) -> Iterator[tuple[KeyPath, Any]]:
    """How turns are delivered, as far as that changes."""
    members = {
        "quiet_seconds": (today.quiet_s, wanted.quiet_s),
        "unseen_quiet_seconds": (today.unseen_quiet_s, wanted.unseen_quiet_s),
        "debug": (today.debug, wanted.debug),
    }
    for key, (before, after) in members.items():
        if after != before:
            whole = isinstance(after, float) and after.is_integer()
            yield ("deliver", key), int(after) if whole else after


def _tables(text: str, today: Settings, wanted: tuple[Destination, ...]) -> list[dict[str, Any]]:
    """Keep the table of a destination that stays as it is; write the others."""
    written = toml_keys.get(text, ("destinations",), [])
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
