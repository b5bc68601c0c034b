"""The part of the Collector's transformation language that the gateway's files use, read anew.

Written from the language's documentation alone, so that it and the one who writes the statements
can differ. Strings have no escapes here, because the statements have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_CALL = re.compile(
    r"(?P<name>[a-z_]+)\((?P<path>[a-z_.]+)(?:, (?P<rest>.*?))?\)(?: where (?P<where>.+))?"
)
_MATCHES = re.compile(r'not IsMatch\((?P<path>[a-z_.]+), "(?P<form>[^"]*)"\)')
_HELD = re.compile(
    r'(?P<path>[a-z_.]+)\["(?P<key>[^"]+)"\] != nil'
    r' and not IsMatch\((?P=path)\["(?P=key)"\], "(?P<form>[^"]*)"\)'
)
_DIFFERS = re.compile(r'(?P<path>[a-z_.]+) != "(?P<text>[^"]*)"')
_CONTEXTS = ("resource", "scope", "span", "spanevent", "metric", "datapoint")


def contexts(statements: Iterable[str]) -> set[str]:
    """The first words of all paths."""
    return {
        word.partition(".")[0]
        for statement in statements
        for word in re.findall(r"\b[a-z]+\.[a-z_.]+", re.sub(r'"[^"]*"', "", statement))
        if word.partition(".")[0] in _CONTEXTS
    }


def run(statements: Iterable[str], thing: dict[str, Any]) -> None:
    """Do what statements say to one thing: its members by the last part of their paths."""
    for statement in statements:
        call = _CALL.fullmatch(statement)
        assert call, f"not understood: {statement}"
        where = call["where"]
        if where and not _holds(where, thing):
            continue
        _do(call["name"], call["path"], call["rest"] or "", thing)


def _holds(where: str, thing: dict[str, Any]) -> bool:
    if found := _MATCHES.fullmatch(where):
        return not re.search(found["form"], thing[_member(found["path"])])
    if found := _HELD.fullmatch(where):
        value = thing[_member(found["path"])].get(found["key"])
        return value is not None and not re.search(found["form"], value)
    found = _DIFFERS.fullmatch(where)
    assert found, f"not understood: {where}"
    return bool(thing[_member(found["path"])] != found["text"])


def _member(path: str) -> str:
    return path.partition(".")[2]


def _do(name: str, path: str, rest: str, thing: dict[str, Any]) -> None:
    held = thing[_member(path)]
    if name == "keep_keys":
        kept = set(re.findall(r'"([^"]*)"', rest))
        thing[_member(path)] = {key: value for key, value in held.items() if key in kept}
    elif name in ("keep_matching_keys", "delete_matching_keys"):
        form = rest[1:-1]
        wanted = name.startswith("keep")
        thing[_member(path)] = {
            key: value for key, value in held.items() if bool(re.search(form, key)) is wanted
        }
    elif name == "delete_key":
        thing[_member(path)] = {key: value for key, value in held.items() if key != rest[1:-1]}
    elif name == "truncate_all":
        thing[_member(path)] = {
            key: value[: int(rest)] if isinstance(value, str) else value
            for key, value in held.items()
        }
    else:
        assert name == "set"
        thing[_member(path)] = rest[1:-1]
