"""Reading JSON of unknown shape."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.trace import values

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(ANYTHING)
def test_a_value_of_the_wrong_type_counts_as_absent(value: object) -> None:
    data = {"key": value}
    assert values.text(data, "key") == (value if isinstance(value, str) else "")
    assert values.table(data, "key") == (value if isinstance(value, dict) else {})
    assert all(isinstance(item, dict) for item in values.tables(data, "key"))
    assert all(isinstance(item, str) for item in values.texts(data, "key"))
    assert values.count(data, "key") >= 0
    values.milliseconds(data, "key")
    values.seconds(data, "key")


@pytest.mark.parametrize("value", [True, 1.0, "1", None, 2**63, -(2**63) - 1])
def test_only_whole_numbers_of_64_bits_are_integers(value: object) -> None:
    assert values.integer({"key": value}, "key") is None
    assert values.count({"key": value}, "key") == 0


def test_a_negative_count_is_none_at_all() -> None:
    assert values.integer({"key": -3}, "key") == -3
    assert values.count({"key": -3}, "key") == 0


@given(st.timedeltas(timedelta(0), timedelta(days=80_000)))
def test_times_survive_as_far_as_they_are_written(since: timedelta) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + since
    ns = values.instant(moment.isoformat())
    assert ns is not None
    assert ns == since // timedelta(microseconds=1) * 1000
    written = values.rfc3339(ns)
    assert values.instant(written) == ns // 1_000_000 * 1_000_000


@pytest.mark.parametrize(
    ("text", "ns"),
    [
        ("2026-11-20T23:06:07.506Z", 1795215967506000000),
        ("2026-11-20T23:06:07Z", 1795215967000000000),
        ("2026-11-21T00:06:07.506123+01:00", 1795215967506123000),
        ("2026-11-20T23:06:07.506", 1795215967506000000),
        ("1900-01-01T00:00:00.000Z", None),
        ("2026-13-20T23:06:07.506Z", None),
        ("2026-11-20T23:06:07.5x6Z", None),
        ("", None),
        ("yesterday", None),
    ],
)
def test_times_are_read_in_every_form_of_rfc_3339(text: str, ns: int | None) -> None:
    assert values.instant(text) == ns


def test_times_beyond_64_bits_of_nanoseconds_do_not_count() -> None:
    assert values.instant("9999-12-31T23:59:59.999Z") is None
    assert values.milliseconds({"at": 2**60}, "at") is None
    assert values.seconds({"at": float("inf")}, "at") is None
    assert values.seconds({"at": 1795215967.5}, "at") == 1795215967500000000


def test_a_uuid_of_version_7_tells_when_it_was_made() -> None:
    assert values.minted("01a1fb35-d504-77e2-947d-9ab8deebff5b") == 1795215971588
    assert values.minted("01a1fb35-d504-47e2-947d-9ab8deebff5b") is None
    assert values.minted("01a1fbxx-d504-77e2-947d-9ab8deebff5b") is None
    assert values.minted("") is None
