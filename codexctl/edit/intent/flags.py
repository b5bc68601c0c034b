"""The flags of `setup` as they were on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from codexctl.settings.destination_fields import DESTINATION
from codexctl.settings.fields import scalars
from codexctl.settings.labels import LABELS


@dataclass(frozen=True, slots=True)
class Flags:
    """What was on the command line, as words; empty where nothing was said.

    Words about destinations may begin with `NAME:`, the name of the one that they are about.
    `labels` are the words for labels of all traces, by their rows, without the project, which may
    be about one destination. `settings` are the words for settings of one value, by their place in
    the table; `members` those for a destination's members that have no name of their own here, by
    their rows.
    """

    destination: tuple[str, ...] = ()
    endpoint: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    param: tuple[str, ...] = ()
    api_key_env: tuple[str, ...] = ()
    api_key_command: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    capture_for: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    capture: str = ""
    exclude: tuple[str, ...] = ()
    trigger: str = ""
    trust: str = ""
    feature: tuple[str, ...] = ()
    settings: Mapping[str, str | bool] = field(default_factory=dict)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def decide(self) -> bool:
        """Whether any of them decides something, so that nobody has to be asked."""
        return any(getattr(self, field.name) not in ("", (), {}) for field in fields(self))


def flags_from(words: Mapping[str, Any]) -> Flags:
    """Sort what the command line hands over, by the names of its options.

    `words` maps the name of each option (`keep_days`) to what was given for it.
    """
    places = {field.option: place for place, field in scalars().items() if field.flag}
    settings = {
        places[name]: word for name, word in words.items() if name in places and word is not None
    }
    named = {field.name for field in fields(Flags)}
    members = {
        member: words[row.option]
        for member, row in DESTINATION.items()
        if row.flag and row.option not in named and words.get(row.option)
    }
    labels = {
        name: words[name] for name in LABELS if name != "project" and words.get(name) is not None
    }
    others: dict[str, Any] = {
        name: "" if word is None else word for name, word in words.items() if name in named
    }
    return Flags(**others, labels=labels, settings=settings, members=members)
