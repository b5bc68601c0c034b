"""The guard, given results that other ways of editing produce."""

from __future__ import annotations

from typing import Any

import pytest

from codexctl.document import toml_keys
from codexctl.document.data import assigned, removed
from codexctl.document.guard import check_json, check_toml
from codexctl.errors import EditRefused

INTERLEAVED = "[m.a]\nc = 1\n\n# about p\n[p]\nt = 1\n\n[m.b]\nc = 2\n"
COMMENTED = "[a]\nx = 1\n\n# about b\n[b]\ny = 2"
GONE = object()


@pytest.mark.parametrize(
    ("before", "key", "value", "after"),
    [
        # What tomlkit 0.15 makes of these edits: right in meaning, wrong beside it.
        (COMMENTED, "a.z", 9, "[a]\nx = 1\n\n# about b\nz = 9\n[b]\ny = 2"),
        (COMMENTED, "a", GONE, "[b]\ny = 2"),
        (INTERLEAVED, "m.a", GONE, "[p]\nt = 1\n\n[m.b]\nc = 2\n"),
        (
            INTERLEAVED,
            "m.a.k",
            5,
            "[m.a]\nc = 1\n\n# about p\nk = 5\n[p]\nt = 1\n\n[m.b]\nc = 2\n",
        ),
        (
            "[a.d]\nx = 1\n# c\n[[arr]]\nq = 1\n[a.b]\nz = 1\n",
            "a.d.p",
            42,
            "[a.d]\nx = 1\n# c\np = 42\n[a.b]\nz = 1\n[[arr]]\nq = 1\n",
        ),
        ("x = 1\r\ny = 2\r\n", "x", 3, "x = 3\r\ny = 2\n"),
        # What a careless search and replace makes of these.
        ('s = """\nhooks = zzz\n"""\n[f]\nhooks = 1\n', "f.hooks", 2, 's = """\nhooks = 2\n"""\n'),
        ("[f]\na = 1 # mine\n", "f.a", 2, "[f]\na = 2\n"),
        ("[f] # mine\na = 1\n", "f.a", 2, "[f]\na = 2\n"),
        ("a = 0x10\nb = 1\n", "b", 2, "a = 16\nb = 2\n"),
        ("a = {x = 1, y = 0x10}\n", "a.x", 2, "a = {x = 2, y = 16}\n"),
        ("a = [1, # one\n 2]\n", "a.1", 3, "a = [1, 3]\n"),
        ("b = 1\na = 1\n", "a", 2, "a = 2\nb = 1\n"),
        ("a = 1\n# two\n", "a", 2, "a = 2\n"),
        ("a = 1\n", "a", 2, "a = 2 # new\n"),
        ("a = 1\n", "a", 2, "a = 2\n# new\n"),
        ("a = 1\n", "b", 1, "a = 1\nb = \n"),
        ("a = 1\n", "b", 1, "a = 1\nb = 1\nc = 1\n"),
        ("a = 1\n", "b", 1, "a = 1\nb = 1.0\n"),
    ],
)
def test_what_disturbs_a_neighbour_is_refused_with_the_key(
    before: str, key: str, value: Any, after: str
) -> None:
    path = tuple(key.split("."))
    data = toml_keys.parse(before)
    expected = removed(data, path) if value is GONE else assigned(data, path, value)
    with pytest.raises(EditRefused, match=f"^{key} cannot be changed"):
        check_toml(before, after, path, expected, gone=value is GONE)


@pytest.mark.parametrize(
    "after",
    [
        '{"a": 1, "b": 2, "c": 3}',
        '{"a": 1, "b": 3}',
        '{"a":1, "b": 2}',
        '{"a": 1, "b": 2',
    ],
)
def test_json_may_only_grow_or_shrink_in_one_place(after: str) -> None:
    with pytest.raises(EditRefused, match=r"^b cannot be changed"):
        check_json('{"a": 1}', after, {"a": 1, "b": 2}, ("b",))
