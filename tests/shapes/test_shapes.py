from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.config.known_keys import known
from codexctl.document import toml_keys
from codexctl.document.data import KeyPath
from tests.shapes.shapes import GOLDEN, SHAPES, findings_text, text_of

each_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.stem)


def leaves(data: Mapping[str, Any], above: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every key whose value is not a table."""
    for key, value in data.items():
        if isinstance(value, Mapping) and value:
            yield from leaves(value, (*above, key))
        else:
            yield (*above, key), value


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return f"{value}-other"
    if isinstance(value, int | float):
        return value + 1
    return [*value, "other"] if isinstance(value, list) else {"other": 1}


def lines_without(text: str, other_text: str) -> list[str]:
    """Lines that only the first of two texts has."""
    return [line for line in text.splitlines() if line not in other_text.splitlines()]


def test_there_are_sixty() -> None:
    assert len(SHAPES) == 60


@each_shape
def test_setting_a_key_and_setting_it_back_gives_every_byte_back(shape: Path) -> None:
    text = text_of(shape)
    for path, value in leaves(tomllib.loads(text)):
        if isinstance(value, list | dict):
            continue
        changed = toml_keys.set_value(text, path, other(value))
        assert toml_keys.get(changed, path) == other(value)
        assert tomllib.loads(toml_keys.set_value(changed, path, value)) == tomllib.loads(text)
        assert len(lines_without(text, changed)) <= max(1, str(value).count("\n") + 1)


@each_shape
def test_a_new_key_that_is_unset_again_leaves_no_trace(shape: Path) -> None:
    text = text_of(shape)
    for key in (("review_model",), ("mcp_servers", "new", "command"), ("history", "max_bytes")):
        if toml_keys.get(text, key) is None:
            added = toml_keys.set_value(text, key, "x")
            assert lines_without(text, added) == []
            assert tomllib.loads(toml_keys.unset(added, key)) == tomllib.loads(text)


@each_shape
def test_unsetting_a_key_loses_no_other_line(shape: Path) -> None:
    text = text_of(shape)
    for path, value in leaves(tomllib.loads(text)):
        without = toml_keys.unset(text, path)
        assert toml_keys.get(without, path) is None
        comments = [line for line in lines_without(text, without) if line.lstrip().startswith("#")]
        assert comments == [] or isinstance(value, list), path


@each_shape
def test_a_reader_of_keys_understands_every_key_or_calls_it_unknown(shape: Path) -> None:
    table = known()
    for path, _ in leaves(tomllib.loads(text_of(shape))):
        key = table.anywhere(path)
        assert key is None or key.kinds


def test_a_person_can_read_what_is_found() -> None:
    assert findings_text() == GOLDEN.read_text()
