"""`[prices]` in settings.toml: what a person says that models cost."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from codexctl.settings.load import SettingsError, from_data
from codexctl.settings.prices import Price

FILE = Path("settings.toml")


def prices(text: str) -> dict[str, Price]:
    return dict(from_data(tomllib.loads(text), FILE).prices)


def test_a_price_is_that_of_a_million_tokens() -> None:
    own = prices('[prices."gpt-lab"]\ninput = 2\ncached_input = 0.5\noutput = 10.25\n')["gpt-lab"]
    # 600,000 fresh, 400,000 cached, 100,000 said
    assert own.cost(1_000_000, 400_000, 0, 100_000) == Decimal("1.2") + Decimal("0.2") + Decimal(
        "1.025"
    )


def test_cached_input_without_a_price_costs_what_input_costs() -> None:
    own = prices("[prices.m]\ninput = 2\noutput = 10\n")["m"]
    assert own.cost(1_000_000, 400_000, 100_000, 0) == Decimal(2)


def test_nothing_is_a_price_too() -> None:
    assert (
        prices('[prices."ollama/qwen"]\ninput = 0\noutput = 0\n')["ollama/qwen"].cost(9, 0, 0, 9)
        == 0
    )


def test_a_service_tier_has_its_own_price() -> None:
    own = prices(
        "[prices.m]\ninput = 2\noutput = 4\n[prices.m.tiers.flex]\ninput = 1\noutput = 2\n"
    )["m"]
    assert own.tiers["flex"].cost(1_000_000, 0, 0, 1_000_000) == 3


@pytest.mark.parametrize("counts", [(10, 11, 0, 0), (10, 6, 6, 0), (-1, 0, 0, 0), (1, 0, 0, -1)])
def test_counts_that_cannot_be_have_no_cost(counts: tuple[int, int, int, int]) -> None:
    assert prices("[prices.m]\ninput = 2\noutput = 4\n")["m"].cost(*counts) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("prices = 3", "prices"),
        ("[prices]\nm = 3", 'prices."m"'),
        ("[prices.m]\ninput = 1", "needs output"),
        ("[prices.m]\noutput = 1", "needs input"),
        ('[prices.m]\ninput = "1"\noutput = 1', 'prices."m".input'),
        ("[prices.m]\ninput = -1\noutput = 1", 'prices."m".input'),
        ("[prices.m]\ninput = true\noutput = 1", 'prices."m".input'),
        ("[prices.m]\ninput = nan\noutput = 1", 'prices."m".input'),
        ("[prices.m]\ninput = inf\noutput = 1", 'prices."m".input'),
        ("[prices.m]\ninput = 1\noutput = 1\ncached = 1", "is not one of input, cached_input"),
        ("[prices.m]\ninput = 1\noutput = 1\ntiers = 1", 'prices."m".tiers'),
        ("[prices.m]\ninput = 1\noutput = 1\n[prices.m.tiers.flex]\ninput = 1", "tiers.flex"),
    ],
)
def test_what_is_no_price_is_named(text: str, named: str) -> None:
    with pytest.raises(SettingsError) as raised:
        prices(text)
    assert named in str(raised.value)
