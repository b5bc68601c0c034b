"""Judges a span as it is sent against the table in `schemas/spans.json`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import orjson

from codexctl.trace.spans.otlp_json import span_json

Json = dict[str, Any]
KINDS = {1: "INTERNAL", 3: "CLIENT"}
VALUE_TYPES = {"stringValue": str, "intValue": int, "boolValue": bool, "doubleValue": float}


@cache
def table() -> Json:
    """The table, from where the software has it."""
    loaded: Json = json.loads((files("codexctl.schemas") / "spans.json").read_text("utf-8"))
    return loaded


def findings(span: Any) -> list[str]:
    """Everything that is wrong with a span; an empty list is the only good one."""
    data = span_json(span)
    attributes = {pair["key"]: _value(pair["value"]) for pair in data["attributes"]}
    operation = attributes.get("gen_ai.operation.name")
    if operation not in table()["spans"]:
        return [f"unknown operation {operation}"]
    rule = table()["spans"][operation]
    found = [
        *_names_and_kind(data, attributes, rule),
        *_presence(attributes, rule),
        *_status(data, attributes),
    ]
    for name, value in attributes.items():
        found += _attribute(name, value)
    return [f"{data['name']}: {line}" for line in found]


def _names_and_kind(data: Json, attributes: Json, rule: Json) -> Iterator[str]:
    word, _, attribute = rule["name"].rstrip("}").partition(" {")
    if data["name"] != f"{word} {attributes.get(attribute, '')}".strip():
        yield f"is not named after {attribute}"
    if KINDS.get(data["kind"]) != rule["kind"]:
        yield f"has kind {data['kind']}"


def _presence(attributes: Json, rule: Json) -> Iterator[str]:
    yield from (f"lacks {name}" for name in rule["required"] if name not in attributes)
    known = {*rule["required"], *rule["conditional"], *rule["allowed"]}
    yield from (f"may not hold {name}" for name in attributes.keys() - known)
    if ("server.port" in attributes) != ("server.address" in attributes):
        yield "has half an address"
    usage = [name for name in rule["conditional"] if ".usage." in name]
    if 0 < sum(name in attributes for name in usage) < len(usage):
        yield "has half a usage"


def _status(data: Json, attributes: Json) -> Iterator[str]:
    is_error = data["status"].get("code") == 2
    if is_error != (len(data.get("events", [])) == 1):
        yield "has an event without status ERROR, or the other way round"
    if is_error and not data["status"].get("message"):
        yield "does not say why it failed"
    if is_error != ("error.type" in attributes):
        yield "has error.type without status ERROR, or the other way round"
    if not is_error and data["status"] != {}:
        yield "has a status that is neither ERROR nor unset"
    if data["startTimeUnixNano"] > data["endTimeUnixNano"]:
        yield "ends before it begins"


def _attribute(name: str, value: Any) -> Iterator[str]:
    rule = table()["attributes"].get(name)
    if rule is None:
        yield f"{name} is in no table"
        return
    if name.startswith("gen_ai.") and name not in table()["gen_ai"]:
        yield f"{name} is invented"
    if name in table()["deprecated"]:
        yield f"{name} is deprecated"
    if not TYPES[rule["type"]](value):
        yield f"{name} is no {rule['type']}: {value!r}"
    elif "values" in rule:
        values = value if isinstance(value, list) else [value]
        yield from (f"{name} has {word!r}" for word in values if word not in rule["values"])
    elif rule["type"] in ("messages", "parts", "definitions"):
        yield from (f"{name}: {problem}" for problem in _content(name, json.loads(value)))


def _content(name: str, content: Any) -> Iterable[str]:
    if name == "gen_ai.tool.definitions":
        wanted = ("type", "name")
        return [f"a tool without {one}" for tool in content for one in wanted if not tool.get(one)]
    if name == "gen_ai.system_instructions":
        return list(_parts(content))
    is_output = name == "gen_ai.output.messages"
    return [problem for message in content for problem in _message(message, is_output=is_output)]


def _message(message: Any, *, is_output: bool) -> Iterator[str]:
    if message.get("role") not in table()["roles"]:
        yield f"role {message.get('role')!r}"
    if is_output and message.get("finish_reason") not in table()["finish_reasons"]:
        yield f"finish_reason {message.get('finish_reason')!r}"
    if not message.get("parts"):
        yield "a message without parts"
    yield from _parts(message.get("parts", []))


def _parts(parts: list[Json]) -> Iterator[str]:
    for part in parts:
        kind = part.get("type")
        if not isinstance(kind, str) or not kind:
            yield "a part without type"
            continue
        for member, wanted in table()["parts"].get(kind, {}).items():
            if member not in part or not TYPES[wanted](part[member]):
                yield f"a part {kind} with {member} = {part.get(member)!r}"


def _value(value: Json) -> Any:
    ((kind, inner),) = value.items()
    if kind == "arrayValue":
        return [_value(inside) for inside in inner["values"]]
    return VALUE_TYPES[kind](inner)


def _is_json(value: Any) -> bool:
    try:
        return isinstance(orjson.loads(value), list)
    except (orjson.JSONDecodeError, TypeError):
        return False


TYPES: dict[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str) and value != "",
    "texts": lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
    "count": lambda value: type(value) is int and value >= 0,
    "integer": lambda value: type(value) is int,
    "number": lambda value: type(value) is float and value >= 0,
    "boolean": lambda value: isinstance(value, bool),
    "messages": _is_json,
    "parts": _is_json,
    "definitions": _is_json,
    "typed": lambda value: isinstance(value, dict) and isinstance(value.get("type"), str),
    "any": lambda value: value is not None,
}
