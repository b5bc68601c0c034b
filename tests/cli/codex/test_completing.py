from __future__ import annotations

import click

from codexctl.cli.codex.completing import complete_key, complete_value
from codexctl.cli.codex.config import set_


def context(key: str) -> click.Context:
    found = click.Context(set_)
    found.params = {"key": key}
    return found


def test_keys_are_completed_from_the_table() -> None:
    parameter = set_.params[0]
    assert complete_key(context(""), parameter, "sandbox_m") == ["sandbox_mode"]
    assert complete_key(context(""), parameter, "nothing_like_it") == []


def test_values_are_completed_from_the_words_of_the_key() -> None:
    parameter = set_.params[1]
    assert complete_value(context("sandbox_mode"), parameter, "read") == ["read-only"]
    assert complete_value(context("model"), parameter, "") == []
