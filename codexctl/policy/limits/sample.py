"""What redaction would mask in a text: where and by which rule, without the text itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from codexctl.policy.limits.effective import Effective
from codexctl.redact.masker import Masker
from codexctl.settings.capture import CaptureMode
from codexctl.settings.redaction import masker


@dataclass(frozen=True, slots=True)
class Masked:
    """One place that is masked, without the text there.

    `line` and `column` count from 1, in characters; `size` is how many characters are masked.
    `rule` names the kind, `origin` says whose rule it is: `codexctl`, `settings` or `policy`.
    """

    line: int
    column: int
    size: int
    rule: str
    origin: str

    @property
    def becomes(self) -> str:
        """What is written instead of it."""
        return f"[redacted:{self.rule}]"


def masker_today(held: Effective) -> Masker | None:
    """The masker of the current mode, None if it masks nothing.

    In `metadata` mode no text is sent; the result is then the masker of `redacted`.
    """
    if held.capture.mode is CaptureMode.full:
        return held.always
    required = (held.policy.redaction,) if held.policy else ()
    return held.masker or masker(*required, held.wish)


def masked(text: str, rules: Masker, held: Effective) -> Iterator[Masked]:
    """Every place that is masked, in the order of the text.

    `rules` is the masker to try; `held` are the current limits, which show whose each rule is.
    """
    origins = _origins(held)
    line, line_start = 1, 0
    done = 0
    for start, end, name in rules.places(text):
        line += text.count("\n", done, start)
        # Only the text after the last place is searched, so that a long text is read only once.
        line_start = max(line_start, text.rfind("\n", done, start) + 1)
        done = start
        origin = origins.get(name, "codexctl")
        yield Masked(line, start - line_start + 1, end - start, name, origin)


def _origins(held: Effective) -> dict[str, str]:
    own = {rule.name: "settings" for rule in held.wish.rules}
    required = held.policy.redaction.rules if held.policy else ()
    return own | {rule.name: "policy" for rule in required}
