"""The latest word on each limit, what has reset since, and what may be shown of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.deliver.store.delete import delete
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import EVERYTHING
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.settings.redaction import masker
from codexctl.trace.capture.filter import Capture
from codexctl.trace.rate_limits import RateLimits, Window
from codexctl.trace.spans.rate_limit_attributes import rate_limit_attributes
from codexctl.trace.spans.span import CLIENT, Span, TurnTrace
from codexctl.trace.values import NS_PER_S, rfc3339
from codexctl.view.limits_text import lines
from codexctl.view.queries.rate_limits import LimitNow, rate_limits, window_said
from codexctl.view.terminal.screen import Look
from codexctl.view.terminal.text import cells
from tests.trace.recorded import RECORDINGS, traces

T0 = 1_795_000_000  # seconds since 1970, in 2026
HOUR = 3600


def capture(mode: CaptureMode = CaptureMode.full) -> Capture:
    return Capture(CaptureLimits(mode), masker())


def told(turn: str, at: int, limits: RateLimits) -> TurnTrace:
    """A turn whose one model call ended at `at` (seconds since 1970) and told these limits."""
    summary = {
        "trace_id": turn, "session_id": "s", "thread_id": "th", "turn_id": turn,
        "started_at": rfc3339(at * NS_PER_S), "status": "completed", "model": "gpt-5.5",
    }  # fmt: skip
    known = {key: value for key, value in rate_limit_attributes(limits).items() if value}
    attributes = {"gen_ai.operation.name": "chat", **known}
    ended = at * NS_PER_S
    span = Span(turn, f"span {turn}", "", "chat gpt-5.5", CLIENT, ended - 1, ended, attributes)
    return TurnTrace(summary, (span,), is_marked=False, ended=ended)


def limit(used: float, limit_id: str = "codex", **more: Any) -> RateLimits:
    return RateLimits(limit_id=limit_id, primary=Window(used, 300, T0 + HOUR), **more)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LocalStore]:
    store = LocalStore.open(tmp_path / "traces.db")
    yield store
    store.close()


def known(store: LocalStore, now: int = T0) -> dict[str, float]:
    found = rate_limits(store, capture(), now * NS_PER_S)
    return {one.limit_id: one.windows[0].used_percent for one in found}


def test_the_latest_word_counts_whatever_was_stored_last(store: LocalStore) -> None:
    store.send([told("b", T0 + 20, limit(7)), told("a", T0 + 10, limit(5))])
    store.send([told("c", T0, limit(99))])
    assert known(store) == {"codex": 7}


def test_each_limit_has_a_word_of_its_own(store: LocalStore) -> None:
    store.send([told("a", T0, limit(5)), told("b", T0 + 1, limit(8, "codex_other"))])
    assert known(store) == {"codex": 5, "codex_other": 8}


def test_a_turn_that_is_stored_again_tells_what_it_tells_now(store: LocalStore) -> None:
    store.send([told("a", T0, limit(5))])
    store.send([told("a", T0, limit(6))])
    assert known(store) == {"codex": 6}


def test_what_a_deleted_turn_told_is_not_known_any_more(store: LocalStore, tmp_path: Path) -> None:
    store.send([told("a", T0, limit(5))])
    assert delete(tmp_path / "traces.db", EVERYTHING) == 1
    assert known(store) == {}


def test_one_row_a_limit_is_read_however_many_turns_there_are(store: LocalStore) -> None:
    store.send([told(f"{number:04}", T0 + number, limit(number % 100)) for number in range(3000)])
    steps = []
    store._db.set_progress_handler(lambda: steps.append(1), 1)
    assert known(store) == {"codex": 99}
    store._db.set_progress_handler(None, 0)
    # Of SQLite's own machine: some dozens of instructions a limit, and not some a turn.
    assert len(steps) < 300


def test_a_row_that_cannot_be_read_hides_no_other(store: LocalStore, tmp_path: Path) -> None:
    store.send([told("a", T0, limit(5)), told("b", T0, limit(8, "z"))])
    with sqlite3.connect(tmp_path / "traces.db") as other:
        other.execute("UPDATE rate_limits SET attributes = '{' WHERE limit_id = 'codex'")
    assert known(store) == {"z": 8}


@pytest.mark.parametrize(
    ("window", "now", "wanted"),
    [
        (Window(40, 300, T0 + HOUR), T0 + HOUR - 1, False),
        (Window(40, 300, T0 + HOUR), T0 + HOUR, True),
        (Window(40, 300), T0 + 5 * HOUR - 1, False),
        (Window(40, 300), T0 + 5 * HOUR, True),
        (Window(40), T0 + 9999 * HOUR, False),
    ],
)
def test_a_window_has_reset_when_its_time_is_over(
    store: LocalStore, window: Window, now: int, wanted: bool
) -> None:
    store.send([told("a", T0, RateLimits(limit_id="codex", primary=window))])
    (found,) = rate_limits(store, capture(), now * NS_PER_S)
    assert found.windows[0].has_reset is wanted
    assert found.windows[0].used_now == (0 if wanted else 40)


def test_names_that_could_be_anything_are_hashed_in_metadata(store: LocalStore) -> None:
    store.send(
        [told("a", T0, limit(5, "my boss said so", name="GPT-5.3-Codex-Spark", plan="mine"))]
    )
    (found,) = rate_limits(store, capture(CaptureMode.metadata), T0 * NS_PER_S)
    assert found.limit_id.startswith("hashed:")
    assert (found.name, found.plan) == ("GPT-5.3-Codex-Spark", "")
    assert found.windows[0].used_percent == 5


@pytest.mark.parametrize("version", ["0.130.0", "0.142.0", "0.169.0"])
def test_of_a_recorded_session_the_refusal_is_the_latest_word(
    store: LocalStore, version: str
) -> None:
    store.send(traces(RECORDINGS / version / "rate-limits-reached", CaptureMode.metadata))
    (found,) = rate_limits(store, capture(CaptureMode.metadata), T0 * NS_PER_S)
    assert [(one.said, one.used_percent) for one in found.windows] == [
        ("5 hours", 100.0),
        ("week", 41.25),
    ]
    assert (found.has_credits, found.unlimited_credits, found.balance) == (True, False, 12.5)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(300, "5 hours"), (60, "hour"), (10080, "week"), (20160, "2 weeks"), (1440, "day"),
     (43200, "30 days"), (90, "90 minutes"), (1, "minute"), (None, "")],
)  # fmt: skip
def test_a_window_is_called_by_its_length(minutes: int | None, said: str) -> None:
    assert window_said(minutes) == said


def text(store: LocalStore, now: int, width: int = 120) -> list[str]:
    found = rate_limits(store, capture(), now * NS_PER_S)
    return list(lines(found, Look(width=width, timezone=UTC), now * NS_PER_S))


def test_a_person_reads_what_is_used_and_when_it_resets(store: LocalStore) -> None:
    week = Window(12.25, 10080, T0 + 90 * HOUR)
    store.send([told("a", T0, limit(42, secondary=week))])
    # 1,795,000,000 s are 2026-11-18 11:06:40 UTC.
    five, seven_days = text(store, T0 + 600)
    assert five == "5 hours: 42 % used, resets at 12:06 UTC (in 50 min 00 s), as of 11:06 UTC"
    wanted = "week:    12.2 % used, resets at 2026-11-22 05:06 UTC (in 3 d 18 h), as of 11:06 UTC"
    assert seven_days == wanted
    five = text(store, T0 + 3 * HOUR)[0]
    assert five == "5 hours: has reset 2 h 00 min ago, 42 % used before, as of 11:06 UTC"


def test_on_a_narrow_terminal_nothing_is_cut_off(store: LocalStore) -> None:
    store.send([told("a", T0, limit(42))])
    assert text(store, T0 + 600, width=60) == [
        "5 hours: 42 % used, resets at 12:06 UTC (in 50 min 00 s)",
        "         as of 11:06 UTC",
    ]


def test_several_limits_are_told_apart_by_name(store: LocalStore) -> None:
    store.send([told("a", T0, limit(5)), told("b", T0, limit(8, "other", name="Spark"))])
    assert [line for line in text(store, T0) if " used" not in line] == ["codex", "Spark"]


@given(st.text(max_size=40), st.integers(24, 120))
def test_no_name_reaches_the_terminal_as_it_is_and_no_line_is_too_wide(
    name: str, width: int
) -> None:
    shown = LimitNow("codex", name, "plus", name, 0, ())
    look = Look(width=width, timezone=UTC)
    for line in lines([shown], look, 0):
        assert (look.clean(line), cells(line) <= width) == (line, True)


def test_what_tells_nothing_makes_no_row(store: LocalStore) -> None:
    store.send(traces(RECORDINGS / "0.169.0" / "plain"))
    assert known(store) == {}
