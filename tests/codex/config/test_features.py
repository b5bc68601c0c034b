from __future__ import annotations

import pytest

from codexctl.codex.config.features import Feature, canonical, feature


def test_a_config_without_the_flag_says_nothing() -> None:
    assert feature({}, "hooks") is None
    for table in ({}, 1, {"hooks": "no"}):
        assert feature({"features": table}, "hooks") is None


def test_an_alias_counts_as_the_flag() -> None:
    found = feature({"features": {"codex_hooks": False}}, "hooks")
    assert found == Feature("hooks", "codex_hooks", value=False)


@pytest.mark.parametrize("order", [("hooks", "codex_hooks"), ("codex_hooks", "hooks")])
def test_the_canonical_spelling_wins_whatever_the_order(order: tuple[str, str]) -> None:
    table = {name: name == "hooks" for name in order}
    assert feature({"features": table}, "codex_hooks") == Feature("hooks", "hooks", value=True)


def test_names_without_an_alias_are_their_own() -> None:
    assert canonical("apps") == "apps"
    assert canonical("connectors") == "apps"
