from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from codexctl.edit.files.read import read
from codexctl.edit.plan import Effect, FileEdit, Plan
from codexctl.edit.plans.upkeep import MAX_COUNT, SLACK, changed_since, tidy, to_undo
from codexctl.edit.transaction.apply import apply
from codexctl.edit.transaction.receipts import list_receipts
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from tests.edit.edits import NOON, later, replacing, undo


def edit(locations: Locations, text: str, at: datetime = NOON, effect: Effect = Effect.none) -> str:
    """Write config.toml; gives the receipt's id."""
    path = locations.config_toml

    def plan() -> Plan:
        return Plan((FileEdit(path, read(path), text.encode()),), "an edit", effect)

    return apply(plan, locations, at=at).id


def test_few_receipts_are_all_kept(locations: Locations) -> None:
    edit(locations, "a = 1\n")
    assert tidy(locations, NOON + timedelta(days=300)) == ()


def test_what_is_older_than_a_year_goes_but_not_what_uninstall_needs(locations: Locations) -> None:
    old = edit(locations, "a = 1\n")
    kept = edit(locations, "a = 2\n", later(1), effect=Effect.installs)
    edit(locations, "a = 3\n", later(2))
    gone = tidy(locations, later(1) + timedelta(days=365, seconds=1))
    assert [receipt.id for receipt in gone] == [old]
    assert next(receipt.id for receipt in list_receipts(locations)) == kept


def test_the_oldest_beyond_a_hundred_go_once_there_are_some_too_many(locations: Locations) -> None:
    for number in range(MAX_COUNT + SLACK + 1):
        edit(locations, f"a = {number}\n", later(number))
    assert len(tidy(locations, later(200))) == SLACK + 1
    assert len(list_receipts(locations)) == MAX_COUNT
    assert tidy(locations, later(200)) == ()


def test_a_file_is_compared_with_what_we_left(locations: Locations) -> None:
    assert changed_since(locations, locations.config_toml).receipt is None
    edit(locations, "a = 1\n")
    last = edit(locations, "a = 2\n", later())
    found = changed_since(locations, locations.config_toml)
    assert (found.receipt, found.diff) == (last, "")
    locations.config_toml.write_text("a = 2\nb = 3\n")
    assert changed_since(locations, locations.config_toml).diff.endswith(" a = 2\n+b = 3\n")
    locations.config_toml.unlink()
    assert "-a = 2" in changed_since(locations, locations.config_toml).diff


def test_undo_goes_back_step_by_step(locations: Locations) -> None:
    first = edit(locations, "a = 1\n")
    second = edit(locations, "a = 2\n", later())
    assert to_undo(locations, None).id == second
    undo(to_undo(locations, None), locations, later(2))
    assert to_undo(locations, None).id == first
    undo(to_undo(locations, None), locations, later(3))
    assert not locations.config_toml.exists()
    with pytest.raises(CodexctlError, match="nothing to undo"):
        to_undo(locations, None)


def test_any_edit_can_be_named(locations: Locations) -> None:
    first = edit(locations, "a = 1\n")
    edit(locations, "a = 2\n", later())
    assert to_undo(locations, first).id == first
    with pytest.raises(CodexctlError, match="there is no edit x"):
        to_undo(locations, "x")


def test_an_edit_of_several_files_counts_for_each(locations: Locations) -> None:
    apply(
        replacing((locations.config_toml, b"a = 1\n"), (locations.hooks_json, b"{}")),
        locations,
        at=NOON,
    )
    assert changed_since(locations, locations.hooks_json).receipt
