"""Attributes that only one backend gets, as data; the presets define them.

They are in a separate module because most destinations have no preset.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extra:
    """An attribute for one backend, made from a span's or a resource's attribute (`of`).

    `on` says which spans get it: `every`, `root`, `agent`, `chat` or `tool`. `form` says how the
    value is made: `value` (unchanged), `first_words` or `mime_type`.
    """

    name: str
    of: str
    on: str
    form: str = "value"


@dataclass(frozen=True, slots=True)
class Extras:
    """The additional attributes of spans for one backend.

    With `usage_on_agent`, an agent's token sums are also sent under the names that a model call's
    counts have.
    """

    added: tuple[Extra, ...] = ()
    usage_on_agent: bool = False


NO_EXTRAS = Extras()
