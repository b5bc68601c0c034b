"""Proving rules that no test of ours has tried: a bound on their cost, and their own examples."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from codexctl.redact.linear import BUDGET, worst
from codexctl.redact.masker import Masker
from codexctl.redact.rules import Rule, RuleError
from codexctl.redact.scan.anchors import RUN

_ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_ALPHABETS = {
    "a": _ALNUM,
    "b": _ALNUM + "+/",
    "w": _ALNUM + "-_",
    "u": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "l": "abcdefghijklmnopqrstuvwxyz0123456789",
    "h": "0123456789abcdef",
    "d": "0123456789",
}
_DRAWN = re.compile(r"\{([abwulhd])(\d{1,4})\}")


def sound(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Give back the rules if each can be trusted.

    Raises RuleError for a pattern that is none or could take too long, and for an example
    that is not masked as it must be.
    """
    rules = tuple(rules)
    for rule in rules:
        _within_budget(rule)
        _as_its_examples_say(rule)
    return rules


def expanded(example: str) -> tuple[str, tuple[str, ...]]:
    """An example with its random parts filled in, the same ones every time.

    `{h40}` stands for 40 hexadecimal digits. Gives the text and the parts.
    """
    parts: list[str] = []

    def fill(match: re.Match[str]) -> str:
        parts.append(_drawn(_ALPHABETS[match[1]], int(match[2]), example))
        return parts[-1]

    return _DRAWN.sub(fill, example), tuple(parts)


def _drawn(alphabet: str, size: int, seed: str) -> str:
    drawn = b"".join(
        hashlib.sha256(f"{number}{seed}".encode()).digest() for number in range(size // 32 + 1)
    )
    return "".join(alphabet[byte % len(alphabet)] for byte in drawn[:size])


def _within_budget(rule: Rule) -> None:
    if not rule.pattern:
        raise RuleError(f"rule {rule.name}: has no pattern")
    for pattern in filter(None, (rule.pattern, rule.scan.first, rule.back)):
        try:
            cost = worst(pattern)
        except ValueError as error:
            raise RuleError(f"rule {rule.name}: {error}") from None
        if cost > BUDGET:
            raise RuleError(f"rule {rule.name}: its repeats can multiply; use fewer, or {{1,60}}+")


def _as_its_examples_say(rule: Rule) -> None:
    masker = Masker(lambda: (rule,))
    for example in rule.yes:
        written, parts = expanded(example)
        masked = masker.mask(written)
        if f"[redacted:{rule.name}]" not in masked or any(part in masked for part in parts):
            hint = f" (a token has at least {RUN} characters)" if rule.is_token else ""
            raise RuleError(f"rule {rule.name}: does not mask its example{hint}: {example}")
    for example in rule.no:
        written, _ = expanded(example)
        if masker.mask(written) != written:
            raise RuleError(f"rule {rule.name}: masks its counter-example: {example}")
