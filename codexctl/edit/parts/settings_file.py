"""An intent written into settings.toml, with a person's own comments and order kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codexctl import addresses
from codexctl.document import toml_keys
from codexctl.document.data import KeyPath, assigned
from codexctl.document.toml.text import document_text
from codexctl.edit.intent.wanted import Intent
from codexctl.settings.capture import CaptureMode
from codexctl.settings.destination_fields import DESTINATION
from codexctl.settings.fields import FIELDS, VERSION
from codexctl.settings.model import Destination, Settings

# Editors with TOML schemas read this line if it is the first.
SCHEMA = f"#:schema {addresses.schema(f'settings/{VERSION}.json')}\n"
TITLE = "Written by codexctl setup. You can edit it; your additions stay."


def with_intent(text: str | None, today: Settings, intent: Intent) -> str:
    """Return settings.toml as the intent wants it; `text` None means that there is none yet.

    `today` is what `text` says. Raises EditRefused where the text cannot be changed cleanly.
    """
    changes = _changes(text, today, intent)
    if text is None:
        data: dict[str, Any] = {"version": 1}
        for place, value in changes:
            data = data if value is None else assigned(data, place, value)
        return SCHEMA + document_text(data, [TITLE])
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
    for place in FIELDS:
        if place in intent.settings and intent.settings[place] != today.value(place):
            yield tuple(place.split(".")), intent.settings[place]
    if intent.destinations != today.destinations:
        yield ("destinations",), _tables(text or "", today, intent.destinations)


def _tables(text: str, today: Settings, wanted: tuple[Destination, ...]) -> list[dict[str, Any]]:
    """Keep the table of a destination that stays as it is; write the others."""
    written = toml_keys.get(text, ("destinations",), [])
    # Tables that no flag changed keep their formatting, comments and order.
    known = dict(zip(today.destinations, written, strict=True))
    return [known.get(destination) or _table(destination) for destination in wanted]


def _table(destination: Destination) -> dict[str, Any]:
    """Write the members that say something; the others are the model's defaults."""
    plain = Destination(name=destination.name, kind=destination.kind)
    return {
        member: _plain(getattr(destination, member))
        for member, field in DESTINATION.items()
        if field.required or getattr(destination, member) != getattr(plain, member)
    }


def _plain(value: Any) -> Any:
    """A value of the model as TOML has it."""
    if isinstance(value, CaptureMode):
        return value.name
    if isinstance(value, tuple):
        return dict(value) if isinstance(value[0], tuple) else list(value)
    return value
