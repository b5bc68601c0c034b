"""What redaction would mask in a text: where, by which rule, and never what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from codexctl.policy.limits.effective import Effective
from codexctl.redact.masker import Masker
from codexctl.settings.capture import CaptureMode
from codexctl.settings.redaction import masker


@dataclass(frozen=True, slots=True)
class Masked:
    """One place that is masked; no part of what stands there.

    `line` and `column` count from 1, in characters; `size` is how many of them are masked. `rule`
    names the kind, `origin` whose rule it is: `codexctl`, `settings` or `policy`.
    """

    line: int
    column: int
    size: int
    rule: str
    origin: str

    @property
    def becomes(self) -> str:
        """What stands there afterwards."""
        return f"[redacted:{self.rule}]"


def masker_today(held: Effective) -> Masker | None:
    """The masker of the mode that holds, None if it masks nothing.

    In `metadata` mode no text leaves; there it is the one of `redacted`.
    """
    if held.capture.mode is CaptureMode.full:
        return held.always
    required = (held.policy.redaction,) if held.policy else ()
    return held.masker or masker(*required, held.wish)


def masked(text: str, rules: Masker, held: Effective) -> Iterator[Masked]:
    """Every place that is masked, in the order of the text.

    `rules` is the masker to try, `held` says whose rules there are.
    """
    origins = _origins(held)
    line, line_start = 1, 0
    done = 0
    for start, end, name in rules.places(text):
        line += text.count("\n", done, start)
        # Only the text since the last place is searched: a long text is walked through once.
        line_start = max(line_start, text.rfind("\n", done, start) + 1)
        done = start
        origin = origins.get(name, "codexctl")
        yield Masked(line, start - line_start + 1, end - start, name, origin)


def _origins(held: Effective) -> dict[str, str]:
    own = {rule.name: "settings" for rule in held.wish.rules}
    required = held.policy.redaction.rules if held.policy else ()
    return own | {rule.name: "policy" for rule in required}
