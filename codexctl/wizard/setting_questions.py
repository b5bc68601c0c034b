"""Questions from the table of settings: one for each row that has a question."""

from __future__ import annotations

from typing import Any

from codexctl.edit.intent.setting_words import NO_BOUND, has_no_bound, value_from, word_for
from codexctl.errors import UsageError
from codexctl.settings.fields import scalars
from codexctl.settings.kinds import Asked, Field, Kind
from codexctl.settings.model import Settings
from codexctl.wizard import words
from codexctl.wizard.interview import Interview
from codexctl.wizard.offers import EVERYTHING, Offers

STORE = "local."
"""The table of the local store's settings: they are asked only if there is a local store."""


def ask_settings(
    talk: Interview,
    today: Settings,
    asked: Asked,
    offers: Offers = EVERYTHING,
    skipped: str = "",
) -> dict[str, Any]:
    """Ask the questions of all rows with this `asked`, except places that begin with `skipped`.

    Returns every answer by place; Enter means today's value, or the maximum.
    """
    return {
        place: _ask(talk, place, field, today.value(place), offers)
        for place, field in scalars().items()
        if field.asked is asked and not (skipped and place.startswith(skipped))
    }


def _ask(talk: Interview, place: str, field: Field, today: Any, offers: Offers) -> Any:
    title = field.title or place
    if field.kind is Kind.switch:
        return talk.confirm(place, field.question, default=bool(today), title=title)
    if field.kind is Kind.choice:
        texts = {word: word for word in field.choices}
        return talk.one(place, field.question, texts, today, title=title)

    most, who = offers.most(place)

    def is_above(value: Any) -> bool:
        return most is not None and (value is None or value > most)

    def valid(said: str) -> bool | str:
        try:
            value = _read(field, said)
        except UsageError as error:
            # The message needs no flag: the person has just read the question.
            return error.message.removeprefix(f"{field.flag} ")
        return words.AT_MOST.format(most=most, who=who) if is_above(value) else True

    default = word_for(most if is_above(today) else today)
    return _read(field, talk.line(place, field.question, default, valid, title=title))


def _read(field: Field, said: str) -> Any:
    """An empty line means no limit, if the setting allows that."""
    word = said.strip()
    return value_from(field, NO_BOUND if not word and has_no_bound(field) else word)
