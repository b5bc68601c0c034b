"""How much of the windows is used stands with the response that told it."""

from __future__ import annotations

from typing import Any

import pytest

from codexctl.settings.capture import CaptureMode
from codexctl.trace.rate_limits import Credits, RateLimits, Window, rate_limits_of
from codexctl.trace.spans.rate_limit_attributes import PRIMARY, SECONDARY
from codexctl.trace.spans.span import Span
from codexctl.trace.values import NS_PER_S
from tests.trace.recorded import RECORDINGS, traces
from tests.trace.writing import Rollout, at

METERED = ("0.130.0", "0.142.0", "0.169.0")
# What the laboratory's server sent (tests/e2e/lab/model/script.py::limits).
RESETS = (1_900_000_000, 1_900_400_000)


def windows(span: Span) -> list[tuple[Any, ...]]:
    """Used, minutes and reset of both windows, as a span has them."""
    return [tuple(span.attributes.get(name) for name in names) for names in (PRIMARY, SECONDARY)]


def told(primary: float, secondary: float) -> list[tuple[Any, ...]]:
    return [(primary, 300, RESETS[0]), (secondary, 10080, RESETS[1])]


@pytest.mark.parametrize("version", METERED)
@pytest.mark.parametrize("mode", [CaptureMode.metadata, CaptureMode.full])
def test_each_call_has_the_limits_that_came_with_its_own_answer(
    version: str, mode: CaptureMode
) -> None:
    (trace,) = traces(RECORDINGS / version / "rate-limits", mode)
    chats = [span for span in trace.spans if span.name.startswith("chat")]
    assert [windows(chat) for chat in chats] == [told(41.5, 12), told(42, 12.25)]
    assert windows(trace.spans[0]) == [(None,) * 3] * 2
    assert {chat.attributes["codex.rate_limit.id"] for chat in chats} == {"codex"}


@pytest.mark.parametrize("version", METERED)
def test_limits_that_came_with_a_refusal_stand_in_the_turn(version: str) -> None:
    (trace,) = traces(RECORDINGS / version / "rate-limits-reached", CaptureMode.metadata)
    agent, chat = trace.spans[0], trace.spans[1]
    assert (windows(chat), windows(agent)) == (told(98.5, 41), told(100, 41.25))
    assert agent.attributes["codex.rate_limit.credits"] is True
    assert agent.attributes["codex.rate_limit.credits.unlimited"] is False
    assert agent.attributes["codex.rate_limit.credits.balance"] == 12.5


def test_why_the_backend_refused_is_told_where_codex_keeps_it() -> None:
    (trace,) = traces(RECORDINGS / "0.169.0" / "rate-limits-reached", CaptureMode.metadata)
    assert trace.spans[0].attributes["codex.rate_limit.reached"] == "rate_limit_reached"


def limits(used: float) -> dict[str, Any]:
    return {"primary": {"used_percent": used}}


def test_a_count_that_is_repeated_says_nothing_new() -> None:
    rollout = Rollout().started("t").prompt("go").said("Hm.").spent("r1")
    rollout.event("token_count", info=None, rate_limits=limits(5))
    rollout.event("token_count", info=None, rate_limits=limits(5))
    turn = rollout.ended(error={"message": "no", "codex_error_info": "other"}).only()
    assert [call.rate_limits for call in turn.calls] == [RateLimits(primary=Window(5))]
    assert turn.rate_limits is None


def test_without_any_response_the_turn_has_what_was_told() -> None:
    rollout = Rollout().started("t").prompt("go")
    rollout.event("token_count", info=None, rate_limits=limits(100))
    turn = rollout.ended(error={"message": "no", "codex_error_info": "other"}).only()
    assert (turn.calls, turn.rate_limits) == ((), RateLimits(primary=Window(100)))


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"resets_at": 1_900_000_000}, 1_900_000_000),
        ({"resets_at": "2030-03-17T17:46:40Z"}, 1_900_000_000),
        ({"resets_in_seconds": 90}, at(0) // NS_PER_S + 90),
        ({"resets_in_seconds": -1}, None),
        ({"resets_at": True}, None),
        ({}, None),
    ],
)
def test_a_reset_is_a_moment_or_so_many_seconds_from_the_line(
    data: dict[str, Any], wanted: int | None
) -> None:
    found = rate_limits_of({"primary": {"used_percent": 1, **data}}, at(0))
    assert found == RateLimits(primary=Window(1, None, wanted))


def test_the_first_releases_wrote_the_figures_flat() -> None:
    data = {
        "primary_used_percent": 12.5,
        "secondary_used_percent": 3,
        "primary_window_minutes": 300,
        "secondary_window_minutes": 10080,
    }
    wanted = RateLimits(primary=Window(12.5, 300), secondary=Window(3, 10080))
    assert rate_limits_of(data, at(0)) == wanted


@pytest.mark.parametrize("used", [True, "5", -1, float("nan"), float("inf"), 1e9, None, [], {}])
def test_what_is_no_percentage_is_no_window(used: object) -> None:
    assert rate_limits_of({"limit_id": "codex", "primary": {"used_percent": used}}, at(0)) is None


@pytest.mark.parametrize("minutes", [0, -5, 10**9, 300.5, "300", True])
def test_what_is_no_length_is_left_out(minutes: object) -> None:
    data = {"primary": {"used_percent": 1, "window_minutes": minutes}}
    assert rate_limits_of(data, at(0)) == RateLimits(primary=Window(1))


@pytest.mark.parametrize(
    ("balance", "wanted"), [("9.99", 9.99), (7, 7.0), ("soon", None), ("nan", None), (None, None)]
)
def test_a_balance_is_a_number_however_it_is_written(balance: object, wanted: object) -> None:
    found = rate_limits_of({"credits": {"has_credits": True, "balance": balance}}, at(0))
    assert found is not None
    assert found.credits == Credits(has_credits=True, unlimited=False, balance=wanted)  # type: ignore[arg-type]
