"""What spans get that are sent to one backend alone: its form, apart from the presets that say it.

Most destinations have no preset, and no use for the file of them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Extra:
    """An attribute that a backend reads, made from one of ours or of the resource (`of`).

    `on` says which spans get it: `every`, `root`, `agent`, `chat` or `tool`; `form` what becomes of
    the value: `value` (as it is), `first_words` or `mime_type`.
    """

    name: str
    of: str
    on: str
    form: str = "value"


@dataclass(frozen=True, slots=True)
class Extras:
    """What spans get that are sent to one backend alone.

    With `usage_on_agent` an agent's sums have the names of a model call's counts as well.
    """

    added: tuple[Extra, ...] = ()
    usage_on_agent: bool = False


NO_EXTRAS = Extras()
