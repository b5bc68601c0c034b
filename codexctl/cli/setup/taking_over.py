"""`setup --take-over`: the settings and keys of another tracer, on top of today's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from codexctl.cli.setup.answers import todays_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from codexctl.edit.intent.their_settings import Theirs
    from codexctl.edit.intent.wanted import Intent
    from codexctl.health.tracers import Other
    from codexctl.locations import Locations
    from codexctl.settings.model import Settings


def taken_over(words: str, locations: Locations, *, ask: bool) -> tuple[Other, ...]:
    """The other tracers to be taken over: those that were named, or that the person agrees to."""
    from codexctl.health.tracers import ALL, chosen, others_here

    if ask and others_here(locations):
        from codexctl.wizard import prompts
        from codexctl.wizard import words as texts

        found = chosen(ALL, locations)
        names = " and ".join(other.tracer for other in found)
        return found if prompts.confirm(texts.TAKE_OVER.format(names=names), default=True) else ()
    return chosen(words, locations) if words else ()


def start_from(
    others: Sequence[Other], locations: Locations
) -> tuple[Settings, tuple[Theirs, ...]]:
    """What the answers start from: today's settings, and theirs where those say nothing."""
    from codexctl.edit.intent.their_settings import adopted
    from codexctl.health.tracers import theirs_of

    start, theirs = todays_settings(locations), theirs_of(others, locations)
    for source in theirs:
        start = adopted(start, source)
    return start, theirs


def with_theirs_of(
    intent: Intent,
    keys: dict[str, str],
    start: Settings,
    others: Sequence[Other],
    theirs: Sequence[Theirs],
    locations: Locations,
) -> tuple[Intent, dict[str, str], tuple[str, ...]]:
    """The intent and keys with what was taken over, and what there is to say of it."""
    from codexctl.edit.intent.their_settings import with_theirs
    from codexctl.health.tracers import keys_of, others_here, said_of

    if not others:
        here = "".join(f" {other.tracer}" for other in others_here(locations))
        twice = f"each turn is traced twice, as by{here}: codexctl setup --take-over"
        return intent, keys, (twice,) if here else ()
    found, said = keys_of(theirs, locations)
    having = {
        destination.name
        for destination in intent.destinations
        if destination.api_key_env or destination.api_key_command
    }
    own = {name: key for name, key in found.items() if name not in having}
    intent = with_theirs(intent, todays_settings(locations), start)
    intent = replace(intent, take_over=tuple(other.tracer for other in others))
    return intent, own | keys, (*said, *said_of(theirs, others, intent.capture))
