from __future__ import annotations

from codexctl.document.data import leaves


def test_leaves_are_single_values_lists_and_empty_tables_with_their_paths() -> None:
    data = {"a": 1, "b": {"c": [1, {"x": 2}], "d": {}}, "e": {}}
    assert list(leaves(data)) == [
        (("a",), 1),
        (("b", "c"), [1, {"x": 2}]),
        (("b", "d"), {}),
        (("e",), {}),
    ]
    assert list(leaves({})) == []
    assert list(leaves({}, ("a",))) == [(("a",), {})]
    assert list(leaves(3, ("a",))) == [(("a",), 3)]
