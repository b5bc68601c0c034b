"""A step of the script as server-sent events of the Responses API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from tests.e2e.lab.model.asked import Json
from tests.e2e.lab.model.script import Step, Usage


@dataclass(frozen=True, slots=True)
class Event:
    """One event, sent `delay` seconds after the one before."""

    data: Json
    delay: float = 0.0

    @property
    def kind(self) -> str:
        """The `type` of the event."""
        return str(self.data["type"])

    def wire(self) -> bytes:
        """As it goes over the wire."""
        return f"event: {self.kind}\ndata: {json.dumps(self.data)}\n\n".encode()


def events(
    step: Step, items: list[Json], response_id: str, model: str, usage: Usage
) -> Iterator[Event]:
    """Everything that Codex gets for a step, up to the point where a dropped one breaks off."""
    head = {"id": response_id, "model": model}
    yield Event({"type": "response.created", "response": head | {"status": "in_progress"}})
    for index, item in enumerate(items):
        parts = list(_item(item, index, step))
        yield from parts if step.drop != "mid" else parts[:-1]
        if step.drop == "mid":
            return
    if step.drop != "late":
        yield _end(step, head, usage)


def _item(item: Json, index: int, step: Step) -> Iterator[Event]:
    place = {"output_index": index}
    opened = {"type": "response.output_item.added", **place, "item": _opened(item)}
    yield Event(opened, step.item_delay)
    for delta in _deltas(item):
        yield Event(delta | place | {"item_id": item["id"]}, step.delta_delay)
    yield Event({"type": "response.output_item.done", **place, "item": item})


def _opened(item: Json) -> Json:
    """The item before it has content, as the API announces it."""
    empty: Json = {"content": []} if item["type"] == "message" else {}
    return item | empty | {"status": "in_progress"}


def _deltas(item: Json) -> Iterator[Json]:
    if item["type"] == "message":
        for piece in _pieces(item["content"][0]["text"]):
            yield {"type": "response.output_text.delta", "content_index": 0, "delta": piece}
    if item["type"] == "reasoning":
        yield {"type": "response.reasoning_summary_part.added", "summary_index": 0}
        for piece in _pieces(item["summary"][0]["text"]):
            yield {
                "type": "response.reasoning_summary_text.delta",
                "summary_index": 0,
                "delta": piece,
            }


def _pieces(text: str) -> Iterator[str]:
    """Words, but never more than about sixteen pieces."""
    size = max(8, len(text) // 16 + 1)
    yield from (text[start : start + size] for start in range(0, len(text), size))


def _end(step: Step, head: Json, usage: Usage) -> Event:
    if step.failed:
        return Event({"type": "response.failed", "response": head | {"error": step.failed}})
    spent: Json = {} if step.without_usage else {"usage": usage.as_api()}
    if step.incomplete:
        why = {"incomplete_details": {"reason": step.incomplete}, "status": "incomplete"}
        return Event({"type": "response.incomplete", "response": head | why | spent})
    return Event({"type": "response.completed", "response": head | {"status": "completed"} | spent})
