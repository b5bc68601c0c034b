"""The list of findings in docs/policy.md, from the catalogue of the audit."""

from __future__ import annotations

import re
from pathlib import Path

from codexctl.policy.audit.catalog import RULES

PAGE = Path(__file__).parents[3] / "docs" / "policy.md"
_LIST = re.compile(r"(<!-- findings -->\n).*?(<!-- end of findings -->)", re.DOTALL)


def text() -> str:
    """The page with its list as the catalogue has it."""
    rows = "".join(f"| `{rule.id}` | {rule.what} |\n" for rule in RULES.values())
    table = f"| id | what |\n|---|---|\n{rows}"
    page = PAGE.read_text("utf-8")
    return _LIST.sub(lambda found: found[1] + table + found[2], page)
