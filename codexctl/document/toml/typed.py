"""Values as people type them on a command line: what they mean, and how they were spelt."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from codexctl.document.data import MISSING, KeyPath, existing, same
from codexctl.document.lines import newline_near
from codexctl.document.toml.find import value_at
from codexctl.document.toml.parse import parse_toml
from codexctl.document.toml.scan import scan
from codexctl.errors import DocumentError

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


# What tomlkit, whose import takes a while, would give back letter for letter.
_SIMPLE = re.compile(r'true|false|0|-?[1-9][0-9]{0,17}|"[ !#-\[\]-~]*"')


def typed_value(word: str) -> tuple[Any, str]:
    r"""The value that a word is in TOML, and its text; (MISSING, "") if it is not one value.

    tomlkit reads it and keeps its spelling (1_000, 0xFF, 'C:\x'); our own reader must see the
    same. The text is empty where only TOML 1.1 has it, which not every Codex reads.
    """
    line = f"value = {word}"
    try:
        data = parse_toml(line)
    except (DocumentError, ValueError, RecursionError):
        return MISSING, ""
    if _SIMPLE.fullmatch(word):
        return data["value"], word
    return _kept_spelling(line, data)


def _kept_spelling(line: str, data: dict[str, Any]) -> tuple[Any, str]:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(line)
        if list(document) != ["value"] or not same(document.unwrap(), data):
            return MISSING, ""
    except (TOMLKitError, ValueError, RecursionError):
        return MISSING, ""
    text = _spelling(document)
    return data["value"], text if _is_toml_1_0(text) else ""


def _spelling(document: TOMLDocument) -> str:
    from tomlkit.items import Item

    item = document.item("value")
    return item.as_string() if isinstance(item, Item) else ""


def respelled(text: str, path: KeyPath, typed: str) -> str:
    """The text with the value at `path`, where it is one, spelt as it was typed.

    `typed` is TOML text for that same value.
    """
    place, _ = existing(parse_toml(text), path)
    value = value_at(scan(text), place)
    if value is None:
        return text
    spelling = typed.replace("\r\n", "\n").replace("\n", newline_near(text, value.end))
    return text[: value.start] + spelling + text[value.end :]


def _is_toml_1_0(text: str) -> bool:
    try:
        tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return False
    return True
