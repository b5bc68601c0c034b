"""Every key is explained, alone, with its table, or with all of them."""

from __future__ import annotations

import pytest

from codexctl.errors import UsageError
from codexctl.policy.file.explain import keys
from codexctl.policy.file.fields import FIELDS, TABLES, TOP


def test_without_a_name_all_keys_are_explained() -> None:
    found = keys()
    assert {row.name for row in found} == {*FIELDS, *TOP}
    assert all(row.meaning and row.takes for row in found)


@pytest.mark.parametrize("key", [*FIELDS, *TOP])
def test_one_key_is_explained_alone(key: str) -> None:
    assert [row.name for row in keys(key)] == [key]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_table_explains_its_keys(table: str) -> None:
    assert {row.name for row in keys(table)} == {k for k in FIELDS if k.startswith(f"{table}.")}


def test_a_feature_flag_is_explained_by_its_table() -> None:
    assert [row.name for row in keys("codex.features.hooks")] == ["codex.features"]


def test_a_slip_of_the_pen_gets_a_guess() -> None:
    with pytest.raises(UsageError) as caught:
        keys("capture.maximum")
    assert "capture.max" in caught.value.hint
    with pytest.raises(UsageError):
        keys("zzz")
