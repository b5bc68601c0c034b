"""A small file cannot make the parser take all memory."""

from __future__ import annotations

import tomllib

import pytest

from codexctl.bounded_toml import loads

ENDLESS = {
    "a bare key": "b." * 200_000 + "b = 1",
    "a table's name": "[" + "b . " * 200_000 + "b]",
    "a quoted key": '"\\"\'" . \'x"\' . ' * 100_000 + "b = 1",
    "a key in an inline table": "x = [{ y = 1, " + "b." * 200_000 + "b = 1 }]",
    "a key after a text": 'x = "\\"a" # "\n' + "b." * 200_000 + "b = 1",
    "many lists": "x = " + "[" * 200_000,
}


@pytest.mark.parametrize("what", ENDLESS)
def test_what_has_too_many_levels_is_no_toml(what: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError, match="line 1, column 1"):
        loads(ENDLESS[what])


@pytest.mark.parametrize(
    "text",
    [
        "a." * 80 + "a = 1",
        'x = "' + "a." * 1000 + '"',
        "x = '" + "a." * 1000 + "'",
        'x = """\n' + "a." * 1000 + '"""',
        "x = '''" + "a." * 1000 + "'''",
        "x = [" + "1.5, " * 1000 + "]",
        "# " + "." * 1000,
        "".join(f"a.b{number} = 1\n" for number in range(1000)),
    ],
)
def test_everything_else_is_what_it_is(text: str) -> None:
    assert loads(text) == tomllib.loads(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('a = 1\nb = [\n\nc = "x"\n', "at line 4"),
        ("a = 1\nb = [\n", "Unclosed array (at line 2, column 5)"),
        ('a = 1\nb = ["]", # ]\n\n\n', "Unclosed array (at line 2, column 5)"),
        ("b = [\n  [1, 2],\n  [3,\n", "Unclosed array (at line 3, column 3)"),
        ("a = 1\nb = { x = [1],", "Unclosed inline table (at line 2, column 5)"),
        ('a = 1\nb = """x\n[\n', "Unterminated string (at line 2, column 5)"),
        ("a = 1\nb = '''x [\n\n", "(at line 2, column 5)"),
        ('a = 1\nb = "x', "Unterminated string (at line 2, column 5)"),
        ("a = 1\n[b", "Expected ']' at the end of a table declaration (at line 2, column 3)"),
        ("a = 1\nb =", "Invalid value (at line 2, column 4)"),
    ],
)
def test_what_nothing_closes_is_named_where_it_was_opened(text: str, message: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as error:
        loads(text)
    assert message in str(error.value)


def test_a_text_without_an_end_takes_no_longer_than_its_size() -> None:
    with pytest.raises(tomllib.TOMLDecodeError, match="line 1, column 5"):
        loads('a = "' + '\\"' * 200_000)
