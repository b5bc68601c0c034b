from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from codexctl.document import toml_keys
from codexctl.errors import DocumentError, EditRefused
from tests.document.toml_oracle import ordered

TEXT = """
model = "x"
features = { hooks = true }
[mcp_servers."a b"]
args = ["x", { y = 1 }]
[[hooks.Stop]]
[[hooks.Stop.hooks]]
command = "a"
[[hooks.Stop.hooks]]
command = "b"
"""


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("model",), "x"),
        (("features", "hooks"), True),
        (("mcp_servers", "a b", "args", "1", "y"), 1),
        (("hooks", "Stop", "0", "hooks", "1", "command"), "b"),
        (("hooks", "Stop", "1"), None),
        (("hooks", "Stop", "x"), None),
        (("model", "x"), None),
        ((), {"is": "everything"}),
    ],
)
def test_every_form_of_a_key_is_read(path: tuple[str, ...], value: Any) -> None:
    expected = toml_keys.parse(TEXT) if not path else value
    assert toml_keys.get(TEXT, path) == expected


def test_a_default_stands_in_for_what_is_missing() -> None:
    assert toml_keys.get("a = 1", ("b",), default=2) == 2


def test_what_was_read_can_be_changed_without_harm() -> None:
    toml_keys.get(TEXT, ("features",))["hooks"] = "changed"
    toml_keys.parse(TEXT)["model"] = "changed"
    assert toml_keys.get(TEXT, ("features", "hooks")) is True
    assert toml_keys.get(TEXT, ("model",)) == "x"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\nb = \n", "2:5: invalid value"),
        ("a = 1\na = 2", "2:6: cannot overwrite a value"),
        ('a = "x\n', "1:7: illegal character '\\n'"),
        ("a = [1, 2", "1:5: unclosed array"),
        ("[a", "1:3: expected ']' at the end of a table declaration"),
        ("a = 1\r\nb = 1\rc = 2", "2:6: expected newline or end of document after a statement"),
        ("a = {\n  b = 1,\n}\nc = [\n", "4:5: unclosed array"),
        ("\ufeffa = = 1", "1:5: invalid value"),
        ("a = " + "[" * 5000, "1:1: nested too deeply"),
    ],
)
def test_an_error_names_line_and_column(text: str, message: str) -> None:
    with pytest.raises(DocumentError) as error:
        toml_keys.parse(text)
    assert error.value.message == message


@pytest.mark.parametrize(
    "value",
    [
        "",
        "plain",
        'quotes " and \\ and \t and \n and \x00 and \x7f and é 漢 🦊',
        0,
        -(2**63),
        2**63 - 1,
        0.1,
        1e300,
        -0.0,
        float("inf"),
        True,
        datetime(2026, 1, 2, 3, 4, 5, 678900, tzinfo=UTC),
        datetime(2026, 1, 2, 3, 4, 5),  # noqa: DTZ001 - TOML has local times
        date(2026, 1, 2),
        time(3, 4, 5),
        [],
        [[], [1, "a", {}]],
        {},
        {"a": {"b": {}}, "c": [{"d": 1}, {}], "": 1, "x y": 2, 'q"': 3},
    ],
)
def test_every_value_is_written_so_that_it_is_read_again(value: Any) -> None:
    for text in ("", "k = 1\n", "x.y = 1\n", "t = { k = 1 }\n", "[k]\n", "[[k]]\na = 1\n"):
        for path in (("k",), ("t", "k"), ("x", "k")):
            after = toml_keys.set_value(text, path, value)
            assert ordered(toml_keys.get(after, path)) == ordered(value)


@pytest.mark.parametrize("value", [None, object(), 2**63, "\ud800", [None], {"a": {1, 2}}, b"x"])
def test_what_toml_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(EditRefused):
        toml_keys.set_value("a = 1\n", ("b",), value)


def test_nothing_can_be_set_without_a_name() -> None:
    with pytest.raises(EditRefused, match="no key was named"):
        toml_keys.set_value("", (), {})
    with pytest.raises(EditRefused, match="no key was named"):
        toml_keys.unset("", ())


def test_toml_1_1_is_read_as_codex_reads_it() -> None:
    text = (
        't = {\n  a = "\\x41\\e", # c\n  "\\x42" = [{\n  }],\n  c = 07:32,\n}\n'
        "d = 2026-01-02T03:04Z\n"
    )
    assert toml_keys.parse(text) == {
        "t": {"a": "A\x1b", "B": [{}], "c": time(7, 32)},
        "d": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    }
