"""`docs/reference/spans.md`, from the table of spans and what the capture filter lets by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from codexctl.settings.capture import CaptureMode
from codexctl.trace.capture.allowed import CONTENT, FULL_ONLY, MESSAGES, NAMES, PARTS
from tests.checks.reference.markdown import codes, table

_HEAD = """\
# Spans

This page is for people who query traces in a backend or in the local store. It lists each kind of
span, and every attribute, event and link that a span can have.

*Capture* says in which mode the attribute is sent: in `every mode`, in `redacted` (which means
`redacted` and `full`), or only in `full`. If you exclude the category in brackets
(`--exclude`, [categories](../privacy.md#categories)), the attribute is left out.

*From* says who defined the name of the attribute: the [GenAI conventions]({repository}) at commit
`{commit}`, OpenTelemetry's general conventions, OpenInference, or codexctl. Names of codexctl are
`codex.*` for what Codex records, and `codexctl.*` for what codexctl adds.

Programs find the same in `schemas/spans.json`. This page is generated from that file and from the
list of the capture filter (`codexctl/trace/capture/allowed.py`).
"""
_TYPES = {
    "text": "text",
    "texts": "list of texts",
    "count": "whole number from 0",
    "integer": "whole number",
    "number": "number from 0",
    "boolean": "true or false",
    "messages": "messages, as JSON text",
    "parts": "message parts, as JSON text",
    "definitions": "tool definitions, as JSON text",
    "any": "text, or a structure as JSON text",
}
_MESSAGES = """\
## Parts of messages

`gen_ai.input.messages` and `gen_ai.output.messages` are lists of messages, each with its parts.
If you exclude the category of a part, the part is left out; a tool call keeps its name. Messages of
the role `system` are what Codex itself told the model. They belong to the category `instructions`
and are sent only in `full`.

"""
_KINDS = {
    "invoke_agent": "A turn of Codex: from the prompt to the end of the work on it. A subagent's "
    "turn is such a span below the tool call that gave it work.",
    "chat": "One call of a model.",
    "execute_tool": "One call of a tool.",
}


def text() -> str:
    """The whole page."""
    data: Mapping[str, Any] = json.loads(
        (files("codexctl.schemas") / "spans.json").read_text("utf-8")
    )
    source, attributes = data["source"], data["attributes"]
    parts = [_HEAD.format(repository=source["repository"], commit=source["commit"])]
    for name, rule in data["spans"].items():
        parts += [f"## `{name}`\n", f"{_KINDS[name]}\n"]
        parts.append(f"Name: `{rule['name']}`. Kind: `{rule['kind']}`.\n")
        own = {**attributes, _OPERATION: {**attributes[_OPERATION], "values": [name]}}
        parts.append(table(_TITLES, _rows(rule, own, data["gen_ai"])))
    parts += [_MESSAGES + table(("Part", "Category", "Members"), _parts(data["parts"]))]
    for name, event in data["events"].items():
        parts += [f"## Event `{name}`\n", f"Present when {event['when']}.\n"]
        parts.append(_plain(event["attributes"]))
    parts += ["## Links\n", "A link leads to a span of another trace.\n"]
    parts.append(_plain(data["link_attributes"]))
    parts.append(table(("Kind", "What it leads to"), _kinds(data["links"])))
    parts += ["## Resource\n", "Attributes of everything that one process sends.\n"]
    parts.append(_plain(data["resource"]))
    return "\n".join(parts)


_OPERATION = "gen_ai.operation.name"
_TITLES = ("Attribute", "Type", "Present when", "Capture", "From", "Meaning")


def _rows(
    rule: Mapping[str, Any], attributes: Mapping[str, Any], gen_ai: list[str]
) -> Iterator[tuple[str, ...]]:
    present = {
        **dict.fromkeys(rule["required"], "always"),
        **rule["conditional"],
        **rule["allowed"],
    }
    for name, when in present.items():
        row = attributes[name]
        yield (f"`{name}`", _type(row), when, capture(name), _origin(name, gen_ai), row["meaning"])


def capture(name: str) -> str:
    """In which mode an attribute is sent, and which categories leave it out."""
    if name in MESSAGES:
        return f"`redacted` ({MESSAGES[name]}, by part)"
    if name not in CONTENT:
        return "every mode" + (f"; `{NAMES[name][1]}` for an unknown one" if name in NAMES else "")
    mode = CaptureMode.full if name in FULL_ONLY else CaptureMode.redacted
    categories = ", ".join(CONTENT[name].split())
    return f"`{mode.name}`" + (f" ({categories})" if categories else "")


def _origin(name: str, gen_ai: list[str]) -> str:
    if name in gen_ai:
        return "GenAI"
    if name.startswith(("codex.", "codexctl.")):
        return "codexctl"
    if name.startswith(("input.", "output.", "llm.")):
        return "OpenInference"
    return "OpenTelemetry"


def _type(row: Mapping[str, Any]) -> str:
    values = [str(value).lower() if value is True else value for value in row.get("values", ())]
    return codes(values) if values else _TYPES[row["type"]]


def _plain(attributes: Mapping[str, Any]) -> str:
    rows = ((f"`{name}`", _type(row), row["meaning"]) for name, row in attributes.items())
    return table(("Attribute", "Type", "Meaning"), rows)


def _parts(parts: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    for name, members in parts.items():
        categories = PARTS.get(name, "that of the message").split(" ")
        said = " ".join(categories) if name not in PARTS else ", ".join(categories)
        yield f"`{name}`", said, codes(("type", *members))


def _kinds(links: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    return ((f"`{name}`", meaning) for name, meaning in links.items())
