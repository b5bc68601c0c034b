"""Sums that can be worked out by hand."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone
from decimal import Decimal

import pytest

from codexctl.deliver.store.query import Step, TurnRow
from codexctl.view.prices import Prices
from codexctl.view.stats import DAY, MODEL, PROJECT, Stats, Sums
from codexctl.view.stats_table import tables
from codexctl.view.terminal.screen import Look
from codexctl.view.terminal.text import cells
from tests.view.sums import DEEP, STEPS, TURNS, chat, summed

PRICES = Prices()


def sums(by: str = MODEL) -> dict[str, dict[str, object]]:
    figures = summed(TURNS, STEPS, by, PRICES, UTC).figures()
    return {group["key"]: group for group in figures["groups"]} | {"total": figures["total"]}


def test_tokens_are_those_of_the_calls() -> None:
    total = sums()["total"]
    assert total["llm_calls"] == 4
    assert total["input_tokens"] == 306_000
    assert total["cached_input_tokens"] == 80_500
    assert total["output_tokens"] == 12_110
    assert total["reasoning_output_tokens"] == 6_055


@pytest.mark.parametrize("by", [MODEL, DAY, PROJECT])
def test_every_grouping_adds_up_to_the_same(by: str) -> None:
    groups = sums(by)
    total = groups.pop("total")
    for name in ("turns", "llm_calls", "input_tokens", "output_tokens", "tool_calls"):
        assert sum(int(str(group[name])) for group in groups.values()) == total[name]


def test_a_model_s_cost_is_that_of_its_list() -> None:
    """gpt-5.5: 5, cached 0.5, output 30 dollars a million tokens (OpenAI's list, 2026)."""
    assert PRICES.cost(chat("gpt-5.5", 100_000, 80_000, 2_000)) == Decimal("0.2")
    assert sums()["gpt-5.5"]["cost_usd"] == pytest.approx(0.2 + 1.3 + 0.00305)


def test_a_large_request_is_priced_by_its_tier() -> None:
    small, large = (PRICES.cost(chat("gpt-5.5", tokens, 0, 0)) for tokens in (200_000, 300_000))
    assert small is not None
    assert large is not None
    assert large > small * Decimal("1.5")


@pytest.mark.parametrize(
    "step",
    [
        chat("gpt-9-unheard-of", 1_000, 0, 10),
        chat("gpt-5.5", 1_000, 0, 10, provider="somebody-s-proxy"),
        chat("gpt-5.5", 1_000, 0, 10, provider=""),
        chat("", 1_000, 0, 10),
        chat("gpt-5.5", None, 0, 0),
        chat("gpt-5.5", 10, 40, 1),  # more from the cache than was given
        chat("gpt-5.5", -5, 0, 1),
    ],
)
def test_what_has_no_price_is_unknown_not_free(step: Step) -> None:
    assert PRICES.cost(step) is None
    assert sums()["gpt-lab"]["cost_usd"] is None
    assert sums()["gpt-lab"]["unpriced_calls"] == 1


def test_models_without_a_price_are_named() -> None:
    assert summed(TURNS, STEPS, DAY, PRICES, UTC).unpriced == {"gpt-lab": 1}


def test_failures_and_unfinished_turns_are_counted() -> None:
    total = sums()["total"]
    assert (total["tool_calls"], total["tool_failures"]) == (4, 2)
    assert (total["turns"], total["turns_not_completed"]) == (4, 2)


def test_latencies_are_those_of_calls_that_answered() -> None:
    """1 s three times and 3 s; 1, 3, 120 ms and 40 s: told as precisely as they are kept."""
    models, tools = sums()["total"]["model_ms"], sums()["total"]["tool_ms"]
    assert models == {
        "p50": pytest.approx(1000, rel=1 / 16),
        "p95": pytest.approx(3000, rel=1 / 16),
    }
    assert tools == {"p50": 3.0, "p95": pytest.approx(40_000, rel=1 / 16)}


def test_a_day_is_the_person_s_own() -> None:
    east = summed(TURNS, STEPS, DAY, PRICES, timezone(timedelta(hours=14)))
    assert list(east.groups) == ["2026-11-19", "2026-11-20", "2026-11-21"]


def test_groups_come_in_an_order_that_helps() -> None:
    assert list(summed(TURNS, STEPS, PROJECT, PRICES, UTC).groups) == [
        "/home/dev/shop",
        DEEP,
        "",
    ]


@pytest.mark.parametrize("width", [24, 40, 60, 80, 200])
@pytest.mark.parametrize("by", [MODEL, DAY, PROJECT])
def test_tables_fit_any_width(by: str, width: int) -> None:
    for line in tables(summed(TURNS, STEPS, by, PRICES, UTC), Look(width=width)):
        assert cells(line) <= width


def test_hostile_names_are_shown_never_obeyed() -> None:
    hostile = "/\x1b]0;x\x07"
    turns = [TurnRow("2026-11-18T11:06:40.000Z", "completed", "", hostile)]
    steps = [chat("gpt\x1b[2J\u202e", 1, 0, 1, cwd=hostile)]
    for by in (MODEL, PROJECT):
        text = "\n".join(tables(summed(turns, steps, by, PRICES, UTC), Look()))
        assert text.replace("\n", "").isprintable()


def test_sums_over_several_codex_homes_say_which() -> None:
    work, home = Sums(turns=1, homes={"/work/.codex"}), Sums(turns=2, homes={"/home/dev/.codex"})
    both = Sums(turns=3, homes={"/work/.codex", "/home/dev/.codex"})
    shown = [*tables(Stats(MODEL, {"a": work, "b": home}, both, {}), Look(width=120))]
    assert shown[0].endswith("CODEX HOME")
    assert shown[1].endswith("/work/.codex")
    assert shown[2].endswith("/home/dev/.codex")
    assert shown[3].endswith("/home/dev/.codex, /work/.codex")
    alone = tables(Stats(MODEL, {"a": work}, work, {}), Look(width=120))
    assert "CODEX HOME" not in "".join(alone)


def test_a_model_s_name_begins_no_line_of_the_note_about_prices() -> None:
    stats = summed(TURNS, [chat("gpt\ntotal  $0.00", 1_000, 0, 10)], MODEL, PRICES, UTC)
    (note,) = [line for line in tables(stats, Look(width=140)) if "No price is known" in line]
    assert note.startswith(r"No price is known for gpt\ntotal  $0.00 (1 call)")
