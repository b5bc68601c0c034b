"""The redaction rules that come with codexctl."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def rule_file() -> dict[str, Any]:
    """Parse `templates/redaction.toml`."""
    return tomllib.loads((files("codexctl.templates") / "redaction.toml").read_text("utf-8"))
