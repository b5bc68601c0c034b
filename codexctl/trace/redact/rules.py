"""Rules as data: read from rule files, tried on their own examples before they are used."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from codexctl.trace.redact.anchors import RUN, Anchored
from codexctl.trace.redact.checks import CHECKS
from codexctl.trace.redact.linear import BUDGET, worst
from codexctl.trace.values import tables, text, texts

# Text and the place of an anchor in; where the secret stands out, None if there is none.
Matcher = Callable[[str, int], tuple[int, int] | None]
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
# No letter or digit stands directly before or after a token.
_ALONE = "(?<![A-Za-z0-9])(?:{})(?![A-Za-z0-9])"
_BACK = 300
_KEYS = {
    "name": str, "anchors": list, "shapes": list, "token": bool, "pattern": str, "back": str,
    "check": str, "optional": bool, "yes": list, "no": list,
}  # fmt: skip


class RuleError(ValueError):
    """A rule cannot be used; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of secret. `templates/redaction/README.md` says what each member means."""

    name: str
    scan: Anchored
    pattern: str
    back: str = ""
    check: str = ""
    is_optional: bool = False
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    def matcher(self) -> Matcher:
        """What tries the rule at a place in a text."""
        pattern = re.compile(_ALONE.format(self.pattern) if self.scan.is_token else self.pattern)
        back = re.compile(self.back) if self.back else None
        group = "secret" if "secret" in pattern.groupindex else 0
        check = CHECKS.get(self.check)

        def span(text: str, place: int) -> tuple[int, int] | None:
            if back:
                before = back.match(text[max(0, place - _BACK) : place][::-1])
                if before is None:
                    return None
                place -= before.end()
            match = pattern.match(text, place)
            if match is None or (check and not check(match)):
                return None
            return match.span(group)

        return span


def read_rules(data: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Read the rules of a parsed rule file.

    Raises RuleError for a rule without examples of both kinds, or one that says something
    that is not understood.
    """
    return tuple(map(_rule, tables(data, "rule")))


def sound(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Give back the rules if each can be trusted; for rules that no test of ours has tried.

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

    `{h40}` stands for 40 hexadecimal digits; the letters are those of `_ALPHABETS`. Gives the
    text and the parts.
    """
    parts: list[str] = []

    def fill(match: re.Match[str]) -> str:
        parts.append(_drawn(_ALPHABETS[match[1]], int(match[2]), example))
        return parts[-1]

    return _DRAWN.sub(fill, example), tuple(parts)


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


def _drawn(alphabet: str, size: int, seed: str) -> str:
    drawn = b"".join(
        hashlib.sha256(f"{number}{seed}".encode()).digest() for number in range(size // 32 + 1)
    )
    return "".join(alphabet[byte % len(alphabet)] for byte in drawn[:size])


def _rule(table: Mapping[str, Any]) -> Rule:
    name = text(table, "name")
    if not NAME.match(name):
        raise RuleError(f"rule {name or '(without a name)'}: a name is like this: customer-number")
    for key, value in table.items():
        if not isinstance(value, _KEYS.get(key, ())):
            raise RuleError(f"rule {name}: {key} is not known, or of the wrong type")
    lists = {key: texts(table, key) for key in ("anchors", "shapes", "yes", "no")}
    if not (lists["anchors"] or lists["shapes"]) or not all(lists["anchors"] + lists["shapes"]):
        raise RuleError(f"rule {name}: needs anchors, text that each match begins with")
    if not lists["yes"] or not lists["no"]:
        raise RuleError(f"rule {name}: needs examples, `yes` that is masked and `no` that is not")
    if text(table, "check") not in ("", *CHECKS):
        raise RuleError(f"rule {name}: check is none of {', '.join(CHECKS)}")
    return Rule(
        name=name,
        scan=Anchored(
            lists["anchors"], lists["shapes"], table.get("token", False), "back" in table
        ),
        pattern=text(table, "pattern"),
        back=text(table, "back"),
        check=text(table, "check"),
        is_optional=table.get("optional", False),
        yes=lists["yes"],
        no=lists["no"],
    )


def _within_budget(rule: Rule) -> None:
    for pattern in filter(None, (rule.pattern, rule.back)):
        try:
            cost = worst(pattern)
        except ValueError as error:
            raise RuleError(f"rule {rule.name}: {error}") from None
        if cost > BUDGET:
            raise RuleError(f"rule {rule.name}: its repeats can multiply; use fewer, or {{1,60}}+")
    if not rule.pattern:
        raise RuleError(f"rule {rule.name}: has no pattern")


def _as_its_examples_say(rule: Rule) -> None:
    from codexctl.trace.redact.masker import Masker

    masker = Masker((rule,))
    for example in rule.yes:
        written, parts = expanded(example)
        masked = masker.mask(written)
        if f"[redacted:{rule.name}]" not in masked or any(part in masked for part in parts):
            hint = f" (a token has at least {RUN} characters)" if rule.scan.is_token else ""
            raise RuleError(f"rule {rule.name}: does not mask its example{hint}: {example}")
    for example in rule.no:
        written, _ = expanded(example)
        if masker.mask(written) != written:
            raise RuleError(f"rule {rule.name}: masks its counter-example: {example}")
