"""Changes of `[model_providers]` in a config.toml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from codexctl.codex.parts.providers import place, providers
from codexctl.document import toml_keys
from codexctl.document.data import KeyPath
from codexctl.document.toml.parse import parse_toml
from codexctl.edit.plans.config_edit import Change
from codexctl.errors import UsageError


def adding(
    name: str, table: Mapping[str, Any], *, force: bool, also: Mapping[KeyPath, Any]
) -> tuple[Change, str]:
    """Add a provider, and set other keys in the same edit.

    Raises UsageError, from the change, where one with that name says something else and `force` is
    not said.
    """

    @lru_cache(maxsize=2)
    def change(text: str) -> str:
        there = {one.name: one for one in providers(parse_toml(text)) if not one.is_built_in}
        if name in there and there[name].table != table and not force:
            hint = "codexctl providers list; --force replaces it"
            raise UsageError(f"there is a model provider {name} already", hint)
        text = toml_keys.set_value(text, place(name), dict(table))
        for key, value in also.items():
            text = toml_keys.set_value(text, key, value)
        return text

    return change, f"providers add {name}"


def removing(name: str) -> tuple[Change, str]:
    """Remove a provider."""

    @lru_cache(maxsize=2)
    def change(text: str) -> str:
        return toml_keys.unset(text, place(name))

    return change, f"providers remove {name}"
