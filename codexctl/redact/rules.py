"""Rules as data, read from rule files; `templates/redaction/README.md` says what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from codexctl.redact.scan.anchors import Anchored

# Text and the place of an anchor in; where a secret would stand out, None if there is none, and
# whether it is one.
Matcher = Callable[[str, int], tuple[tuple[int, int] | None, bool]]
NAME = re.compile(r"[a-z][a-z0-9-]{0,39}\Z")
# No letter or digit stands directly before or after a token.
_ALONE = "(?<![A-Za-z0-9])(?:{})(?![A-Za-z0-9])"
# How far before its anchor a match may begin.
_BACK, _FARTHEST = 300, 8000
_LISTS = ("anchors", "shapes", "yes", "no")
_KINDS = {
    **dict.fromkeys(("name", "pattern", "first", "back", "check", "source"), str),
    **dict.fromkeys(("token", "optional"), bool),
    **dict.fromkeys(_LISTS, list),
    "reach": int,
}


class RuleError(ValueError):
    """A rule cannot be used; the message names it and says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of secret. Only `yes` and `no`, its examples, play no part in masking."""

    name: str
    scan: Anchored
    pattern: str
    is_token: bool = False
    back: str = ""
    reach: int = _BACK
    check: str = ""
    is_optional: bool = False
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    def matcher(self) -> Matcher:
        """What tries the rule at a place in a text."""
        pattern = re.compile(_ALONE.format(self.pattern) if self.is_token else self.pattern)
        back = re.compile(self.back) if self.back else None
        group = "secret" if "secret" in pattern.groupindex else 0
        other = "bare" if "bare" in pattern.groupindex else group
        from codexctl.redact.checks import CHECKS  # here: who masks nothing compiles no patterns

        check = CHECKS.get(self.check)
        reach = self.reach

        def span(text: str, place: int) -> tuple[tuple[int, int] | None, bool]:
            if back is not None:
                before = back.match(text[max(0, place - reach) : place][::-1])
                if before is None:
                    return None, False
                place -= before.end()
            match = pattern.match(text, place)
            if match is None:
                return None, False
            span = match.span(group)
            return span if span[0] >= 0 else match.span(other), not check or check(match)

        return span


def read_rules(tables: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """Read rules as a rule file has them, a table each.

    Raises RuleError for a rule without examples of both kinds, or one that says something
    that is not understood.
    """
    return tuple(map(_rule, tables))


def _rule(table: Mapping[str, Any]) -> Rule:
    name = table.get("name")
    if not isinstance(name, str) or not NAME.match(name):
        raise RuleError(
            f"rule {name or '(without a name)'}: not a valid name; write it like customer-number"
        )
    for key, value in table.items():
        if not isinstance(value, _KINDS.get(key, ())):
            raise RuleError(f"rule {name}: {key} is not known, or of the wrong type")
    lists = {key: tuple(table.get(key, ())) for key in _LISTS}
    if not all(isinstance(word, str) and word for words in lists.values() for word in words):
        raise RuleError(f"rule {name}: has a list with something other than text in it")
    if not (lists["anchors"] or lists["shapes"]):
        raise RuleError(f"rule {name}: needs anchors, text that each match begins with")
    if not lists["yes"] or not lists["no"]:
        raise RuleError(f"rule {name}: needs examples, `yes` that is masked and `no` that is not")
    from codexctl.redact.checks import CHECKS

    if table.get("check", "") not in ("", *CHECKS):
        raise RuleError(f"rule {name}: check must be one of {', '.join(CHECKS)}")
    is_token = table.get("token", False)
    return Rule(
        name=name,
        scan=Anchored(
            anchors=lists["anchors"],
            shapes=lists["shapes"],
            # What goes back from its anchor has it somewhere inside.
            begins_token=is_token and "back" not in table,
            first=table.get("first", ""),
        ),
        pattern=table.get("pattern", ""),
        is_token=is_token,
        back=table.get("back", ""),
        reach=min(table.get("reach", _BACK), _FARTHEST),
        check=table.get("check", ""),
        is_optional=table.get("optional", False),
        yes=lists["yes"],
        no=lists["no"],
    )
