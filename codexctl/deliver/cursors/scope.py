"""Which turns a delivery is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """The ordinary scope is everything that a destination has not acknowledged since its setup.

    `seen_too` takes in what counted as seen when the destination was set up; `since_ns` leaves
    out turns that ended before, in nanoseconds since 1970; `session` is one session's id, empty for
    all. `asked_for` says that a person wants it: paused destinations are tried too, and an open
    turn that nobody holds counts as incomplete after `quiet_s` seconds.
    """

    seen_too: bool = False
    since_ns: int = 0
    session: str = ""
    asked_for: bool = False
    quiet_s: float = 0.0

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out or added, so that marks may be used."""
        return not self.seen_too and self.is_everywhere

    @property
    def is_everywhere(self) -> bool:
        """Whether every file is looked at, so that marks may be moved."""
        return not (self.since_ns or self.session)


ORDINARY = Scope()
