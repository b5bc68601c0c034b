"""Masking secrets and personal data in text: rules in, a function over text out.

A masked place reads `[redacted:NAME]`, so that a reader knows what kind of thing stood there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from codexctl.trace.values import tables, text, texts


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of secret: its pattern, and the words without which the pattern is not tried."""

    name: str
    pattern: re.Pattern[str]
    keywords: tuple[str, ...]
    check: str = ""

    def mask(self, value: str) -> str:
        """Mask every match in `value`."""
        if not any(keyword in value for keyword in self.keywords):
            return value
        return self.pattern.sub(self._replace, value)

    def _replace(self, match: re.Match[str]) -> str:
        whole = match.group()
        if self.check and not _CHECKS[self.check](whole):
            return whole
        mark = f"[redacted:{self.name}]"
        if "secret" not in self.pattern.groupindex:
            return mark
        if match.group("secret").startswith("[redacted:"):
            return whole
        start, end = (position - match.start() for position in match.span("secret"))
        return whole[:start] + mark + whole[end:]


def compile_rules(data: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Read the rules of a parsed rule file (`templates/redaction.toml` says what it holds).

    Raises ValueError for a rule that could not mask anything: an unknown check, a missing name
    or keyword, or a pattern that is none.
    """
    rules = []
    for table in tables(data, "rule"):
        name, keywords, check = text(table, "name"), texts(table, "keywords"), text(table, "check")
        if not name or not keywords or (check and check not in _CHECKS):
            raise ValueError(f"redaction rule {name or '(unnamed)'} is incomplete")
        try:
            pattern = re.compile(text(table, "pattern"))
        except re.error as error:
            raise ValueError(f"redaction rule {name}: {error}") from None
        rules.append(Rule(name, pattern, keywords, check))
    if not rules:
        raise ValueError("no redaction rules")
    return tuple(rules)


def mask(value: str, rules: Iterable[Rule]) -> str:
    """Apply all rules to one text."""
    for rule in rules:
        value = rule.mask(value)
    return value


def mask_all(value: Any, rules: tuple[Rule, ...]) -> Any:
    """Apply all rules to every text in a JSON structure, keys included."""
    if isinstance(value, str):
        return mask(value, rules)
    if isinstance(value, dict):
        return {
            mask(str(key), rules): _mask_member(key, item, rules) for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [mask_all(item, rules) for item in value]
    return value


def _mask_member(key: Any, item: Any, rules: tuple[Rule, ...]) -> Any:
    """Mask a member's value with its key in sight: `{"password": "…"}` is an assignment too."""
    if not isinstance(item, str):
        return mask_all(item, rules)
    prefix = f"{key}="
    masked = mask(prefix + item, rules)
    return masked[len(prefix) :] if masked.startswith(prefix) else mask(item, rules)


def _luhn(value: str) -> bool:
    digits = [int(char) for char in value if char.isdigit()][::-1]
    doubled = sum(sum(divmod(digit * 2, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0


_CHECKS: dict[str, Callable[[str], bool]] = {"luhn": _luhn}
