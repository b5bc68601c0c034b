"""Changes of what Codex may do without asking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from codexctl.codex.parts.permissions import LEVEL, PROJECTS, TRUSTED, level_place
from codexctl.document import toml_keys
from codexctl.document.data import KeyPath
from codexctl.document.toml.parse import parse_toml
from codexctl.edit.plans.config_edit import Change, setting, together


def setting_all(values: Mapping[KeyPath, Any], title: str) -> tuple[Change, str]:
    """Set several keys as one change, in the order given."""
    return together((setting(key, value) for key, value in values.items()), title)


def trusting(paths: Iterable[str], level: str) -> tuple[Change, str]:
    """Say of folders, by their canonical paths, whether Codex trusts them."""
    values = {level_place(path): level for path in paths}
    return setting_all(values, f"permissions {'trust' if level == TRUSTED else 'untrust'}")


def forgetting(paths: Iterable[str]) -> tuple[Change, str]:
    """Say nothing of folders any more; whatever else their tables hold stays."""
    wanted = tuple(paths)

    @lru_cache(maxsize=2)
    def change(text: str) -> str:
        for path in wanted:
            table = parse_toml(text).get(PROJECTS, {}).get(path)
            alone = isinstance(table, Mapping) and set(table) == {LEVEL}
            text = toml_keys.unset(text, (PROJECTS, path) if alone else level_place(path))
        return text

    return change, "permissions forget"
