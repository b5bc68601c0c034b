"""The redaction rules that come with codexctl."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

# In this order a rule gives its name to a place that several find: forms and vendors know best.
RULE_FILES = (
    *("structure", "models", "cloud", "forges", "commerce", "monitoring", "services"),
    *("named", "personal"),
)


def rule_file() -> dict[str, Any]:
    """Parse the rule files of `templates/redaction/`, as if they were one."""
    folder = files("codexctl.templates") / "redaction"
    return {"rule": [rule for name in RULE_FILES for rule in _rules(folder / f"{name}.toml")]}


def _rules(path: Any) -> list[dict[str, Any]]:
    data = tomllib.loads(path.read_text("utf-8"))
    for rule in data["rule"]:
        for name, part in data.get("parts", {}).items():
            rule["pattern"] = rule["pattern"].replace(f"<<{name}>>", part)
    rules: list[dict[str, Any]] = data["rule"]
    return rules
