"""What a call cost: by OpenAI's list, by the person's own prices, or not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from genai_prices import Usage, data_snapshot
from hypothesis import given as given_any
from hypothesis import strategies as st

from codexctl.settings.prices import Price
from codexctl.view.prices import Prices
from tests.view.sums import chat

LIST = Prices()
# gpt-5.5: 5, cached 0.5, output 30 dollars a million tokens (OpenAI's list, 2026).
ORDINARY = chat("gpt-5.5", 100_000, 80_000, 2_000)


def own(each: str, **tiers: Price) -> Price:
    amount = Decimal(each)
    return Price(amount, amount, amount, amount, tiers)


@pytest.mark.parametrize(
    "provider",
    [
        *("my-openai", "openai_https", "openai-proxy", "openai2", "OpenAI", "notopenai", "azure"),
        *("azure-openai", "openrouter", "oss", "ollama", "lmstudio", "fake", ""),
    ],
)
def test_a_provider_that_is_not_openais_own_has_no_price_of_the_list(provider: str) -> None:
    assert LIST.cost(chat("gpt-5.5", 1_000, 0, 10, provider=provider)) is None


def test_requests_that_go_elsewhere_under_openais_name_have_no_price() -> None:
    assert LIST.cost(replace(ORDINARY, server="proxy.example.com")) is None
    assert LIST.cost(replace(ORDINARY, server="openai.com.example.com")) is None
    for server in ("", "api.openai.com", "eu.api.openai.com", "chatgpt.com"):
        assert LIST.cost(replace(ORDINARY, server=server)) == Decimal("0.2")


@pytest.mark.parametrize(
    "model",
    [
        *("openai/gpt-5.5", "my-gpt-5.5", "gpt-5.5-mine", "gpt-5.5@eu", "gpt-5-nano-mine"),
        *("ft:gpt-4o:me", "gpt-9", "o3-mine", "codex-auto-review"),
    ],
)
def test_a_model_that_is_only_named_like_one_of_the_list_has_no_price(model: str) -> None:
    assert LIST.cost(chat(model, 1_000, 0, 10)) is None


def test_a_dated_name_is_that_of_the_model() -> None:
    assert LIST.cost(chat("gpt-5.5-2026-04-23", 100_000, 80_000, 2_000)) == Decimal("0.2")
    assert LIST.cost(chat("gpt-5-nano-2025-08-07", 1_000, 0, 10)) is not None


def test_the_tiers_of_the_list_have_their_own_prices() -> None:
    """gpt-5.5: flex is half of it, priority two and a half times (OpenAI's list, October 2026)."""
    costs = {
        tier: LIST.cost(replace(ORDINARY, tier=tier))
        for tier in ("default", "auto", "flex", "priority")
    }
    assert costs == {
        "default": Decimal("0.2"),
        "auto": Decimal("0.2"),
        "flex": Decimal("0.1"),
        "priority": Decimal("0.5"),
    }


def test_a_tier_without_a_price_is_unknown_and_not_the_ordinary_one() -> None:
    assert LIST.cost(replace(ORDINARY, tier="scale")) is None
    assert LIST.cost(replace(chat("gpt-5.5-pro", 1_000, 0, 10), tier="priority")) is None
    before = ORDINARY.started_ns - 90 * 86_400 * 10**9  # the list knows tiers since October 2026
    assert LIST.cost(replace(ORDINARY, tier="flex", started_ns=before)) is None


def test_the_persons_prices_go_before_the_list_and_the_providers_before_the_models() -> None:
    prices = Prices({"gpt-5.5": own("1"), "lab/gpt-5.5": own("2"), "lab/x/y": own("3")})
    million = chat("gpt-5.5", 1_000_000, 0, 0)
    assert prices.cost(million) == 1
    assert prices.cost(replace(million, provider="my-openai")) == 1
    assert prices.cost(replace(million, provider="lab")) == 2
    assert prices.cost(replace(million, provider="lab", name="x/y")) == 3
    assert prices.cost(replace(million, provider="lab", name="other")) is None


def test_the_persons_price_of_a_tier_is_that_tiers_alone() -> None:
    prices = Prices({"m": own("2", flex=own("1"))})
    costs = [
        prices.cost(replace(chat("m", 1_000_000, 0, 0), tier=tier))
        for tier in ("", "flex", "priority")
    ]
    assert costs == [2, 1, None]


def test_reasoning_is_part_of_the_output_and_costs_nothing_more() -> None:
    without = replace(ORDINARY, reasoning_output_tokens=0)
    assert LIST.cost(without) == LIST.cost(replace(ORDINARY, reasoning_output_tokens=2_000))


def test_a_long_request_costs_more_and_two_short_ones_do_not() -> None:
    half, whole = chat("gpt-5.5", 200_000, 0, 0), chat("gpt-5.5", 400_000, 0, 0)
    assert LIST.cost(half) == Decimal(1)
    assert LIST.cost(whole) == Decimal(4)  # 10 dollars a million above 272,000


NAMES = ("gpt-5.5", "gpt-5", "gpt-5-nano", "gpt-4.1", "gpt-4o", "o3", "gpt-5-mini", "gpt-9")
COUNTS = st.one_of(
    st.integers(0, 5), st.integers(0, 1_000_000), st.sampled_from([272_000, 272_001])
)


@given_any(
    name=st.sampled_from(NAMES),
    tier=st.sampled_from(["", "default", "flex", "priority"]),
    counts=st.tuples(COUNTS, COUNTS, COUNTS, COUNTS),
    day=st.integers(0, 700),
)
def test_a_cost_is_to_the_last_digit_what_the_list_itself_reckons(
    name: str, tier: str, counts: tuple[int, int, int, int], day: int
) -> None:
    """Asked for one call at a time, genai-prices is the judge."""
    at = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=day)
    given, cached, written, said = counts
    call = replace(
        chat(name, given, cached, said),
        tier=tier,
        cache_write_input_tokens=written,
        took_ns=0,
        started_ns=int(at.timestamp()) * 1_000_000_000,
    )
    cost = LIST.cost(call)
    if cost is None:
        return
    snapshot = data_snapshot.get_snapshot()
    (openai,) = [provider for provider in snapshot.providers if provider.id == "openai"]
    model = next(model for model in openai.models if model.id == name)
    prices = model.get_prices(at, {"service_tier": tier} if tier in ("flex", "priority") else None)
    usage = Usage(
        input_tokens=given,
        cache_read_tokens=cached,
        cache_write_tokens=written,
        output_tokens=said,
    )
    assert cost == prices.calc_price(usage)["total_price"]


def test_counts_that_cannot_be_have_no_price_and_spoil_none() -> None:
    assert LIST.cost(chat("gpt-5.5", 10, 20, 1)) is None
    assert LIST.cost(replace(ORDINARY, tier="")) == Decimal("0.2")
