from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from codexctl.edit.plan import Effect
from codexctl.edit.transaction.apply import apply
from codexctl.edit.transaction.receipts import (
    FileChange,
    Receipt,
    from_json,
    list_receipts,
    load,
    prune,
    save,
    to_json,
)
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from tests.edit.edits import NOON, hooking, later

SCHEMA = Draft202012Validator(
    json.loads((files("codexctl.schemas") / "receipt.schema.json").read_text())
)
PATHS = st.sampled_from([Path("/h/.codex/config.toml"), Path("/h/ü ö/hooks.json")])
CONTENTS = st.none() | st.binary() | st.text().map(lambda text: text.encode("utf-8", "replace"))
CHANGES = st.builds(
    FileChange,
    PATHS,
    PATHS,
    CONTENTS,
    CONTENTS,
    st.none() | st.integers(0, 0o7777),
    st.lists(PATHS).map(tuple),
)
RECEIPTS = st.builds(
    Receipt,
    id=st.from_regex(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}", fullmatch=True),
    title=st.text(),
    at=st.datetimes(timezones=st.just(UTC)),
    files=st.lists(CHANGES, min_size=1).map(tuple),
    undoes=st.none() | st.just("20260101-000000-abcdef"),
    effect=st.sampled_from(Effect),
)


def receipt(number: int, at: datetime = NOON) -> Receipt:
    change = FileChange(Path("/a"), Path("/a"), b"old", b"new")
    return Receipt(f"20260817-120000-{number:06x}", "test", at, (change,))


@settings(deadline=None)
@given(RECEIPTS)
def test_a_receipt_survives_writing_and_reading_and_fits_its_schema(made: Receipt) -> None:
    data = json.loads(json.dumps(to_json(made)))
    SCHEMA.validate(data)
    assert from_json(data) == made


@pytest.mark.parametrize(
    ("title", "effect"),
    [
        ("setup", Effect.installs),
        ("watch service install", Effect.installs),
        ("uninstall", Effect.removes),
        ("undo: setup", Effect.none),
        ("config set setup", Effect.none),
    ],
)
def test_a_receipt_from_before_effects_were_noted_tells_it_by_its_title(
    title: str, effect: Effect
) -> None:
    data = to_json(replace(receipt(1), title=title))
    del data["effect"]
    SCHEMA.validate(data)
    assert from_json(data).effect is effect


def test_what_apply_writes_fits_the_schema_and_is_private(locations: Locations) -> None:
    made = apply(hooking(locations), locations, at=NOON)
    path = locations.receipts_dir / f"{made.id}.json"
    SCHEMA.validate(json.loads(path.read_text()))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(locations.receipts_dir.stat().st_mode) == 0o700
    assert load(locations, made.id) == made


def test_receipts_are_listed_oldest_first(locations: Locations) -> None:
    for number, minutes in enumerate([3, 1, 2]):
        save(receipt(number, later(minutes)), locations)
    assert [kept.at for kept in list_receipts(locations)] == [
        later(1),
        later(2),
        later(3),
    ]


@pytest.mark.parametrize("receipt_id", ["nothing", "../config", "", "20260817-120000-000001/"])
def test_an_id_that_names_no_receipt_is_told_so(locations: Locations, receipt_id: str) -> None:
    with pytest.raises(CodexctlError, match="there is no edit"):
        load(locations, receipt_id)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"new"', '"other"'),
        lambda text: text.replace("codexctl.receipt/1", "codexctl.receipt/2"),
        lambda _: "[]",
        lambda _: "[" * 100_000,
    ],
)
def test_a_damaged_receipt_is_not_trusted(locations: Locations, damage: object) -> None:
    assert callable(damage)
    save(receipt(1), locations)
    path = locations.receipts_dir / f"{receipt(1).id}.json"
    path.write_text(damage(path.read_text()))
    with pytest.raises(CodexctlError, match="is damaged"):
        load(locations, receipt(1).id)


def test_old_receipts_go_by_age_and_by_number_and_are_named(locations: Locations) -> None:
    for number in range(6):
        save(receipt(number, NOON - timedelta(days=10 * number)), locations)
    gone = prune(locations, NOON, max_age=timedelta(days=45), max_count=4)
    assert [kept.id[-1] for kept in gone] == ["5", "4"]
    assert [kept.id[-1] for kept in list_receipts(locations)] == [
        "3",
        "2",
        "1",
        "0",
    ]


def test_a_receipt_that_is_still_needed_is_never_pruned(locations: Locations) -> None:
    for number in range(3):
        save(receipt(number, NOON - timedelta(days=500 + number)), locations)
    gone = prune(locations, NOON, keep={receipt(1).id})
    assert len(gone) == 2
    assert list_receipts(locations) == (receipt(1, NOON - timedelta(days=501)),)
