"""The questions of the settings' own table: each row that has one, by its kind."""

from __future__ import annotations

from typing import Any

from codexctl.edit.intent.setting_words import NO_BOUND, has_no_bound, value_from, word_for
from codexctl.errors import UsageError
from codexctl.settings.fields import scalars
from codexctl.settings.kinds import Asked, Field, Kind
from codexctl.settings.model import Settings
from codexctl.wizard import prompts, words

STORE = "local."
"""Where the settings of the local store stand: nobody is asked who keeps none."""


def ask_settings(today: Settings, asked: Asked, skipped: str = "") -> dict[str, Any]:
    """Ask the questions that come at this point, but not those of places that begin `skipped`.

    Gives every answer, by place; today's value is the one that Enter takes.
    """
    return {
        place: _ask(field, today.value(place))
        for place, field in scalars().items()
        if field.asked is asked and not (skipped and place.startswith(skipped))
    }


def _ask(field: Field, today: Any) -> Any:
    if field.kind is Kind.switch:
        return prompts.confirm(field.question, default=bool(today))
    if field.kind is Kind.choice:
        return prompts.select(field.question, {word: word for word in field.choices}, today)

    def valid(said: str) -> bool | str:
        try:
            _read(field, said)
        except UsageError:
            return words.A_BOUND if has_no_bound(field) else words.NOT_UNDERSTOOD
        return True

    return _read(field, prompts.text(field.question, word_for(today), valid))


def _read(field: Field, said: str) -> Any:
    """An empty line asks for no bound where there need be none."""
    word = said.strip()
    return value_from(field, NO_BOUND if not word and has_no_bound(field) else word)
