"""The real Codex, started inside somebody's trace: its turns are linked to it, or lie under it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.deliver.sink import Sink
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.model.agents import spawn, wait_agent
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import FALLBACK, Lab

pytestmark = pytest.mark.e2e

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def agents(sink: Sink) -> list[Any]:
    """The agent spans that arrived."""
    requests = [span for request in sink.requests for span in _spans(request)]
    return [span for span in requests if span.name.startswith("invoke_agent")]


def _spans(request: Any) -> Iterator[Any]:
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            yield from scope.spans


def run(sink: Sink, *words: str) -> Lab:
    """A turn with a subagent, delivered to the sink."""
    with Lab(codex_binary()) as lab:
        installed = Installed(lab)
        installed.run("setup", "--destination", "local", "--yes", *words)
        installed.run("setup", "--destination", "local", "--destination", "otlp",
                      "--endpoint", sink.url, "--no-proof", "--yes")  # fmt: skip
        lab.home.env["TRACEPARENT"] = f"00-{TRACE}-{SPAN}-01"
        lab.script(
            spawn("Count the files"),
            wait_agent(),
            say("Counted."),
            children={"Count": [shell("ls | wc -l"), say("There are 0.")]},
        )
        lab.exec("Let somebody count", "-m", FALLBACK)
        turns = installed.turns_when(lambda turns: len(turns) == 2)
        shown = installed.run("trace", "show", turns[0]["trace_id"])
        assert TRACE in shown
        assert ("begun in trace" in shown) == (not words)
        installed.run("trace", "export")
        sent = [span.SerializeToString() for span in agents(sink)]
        (installed.home / "cursors.db").unlink()
        installed.run("trace", "export", "--all")
        again = [span.SerializeToString() for span in agents(sink)][len(sent) :]
        assert sorted(again) == sorted(sent), "the same spans at any time"
    return lab


def test_a_turn_is_linked_to_the_span_that_codex_was_started_in() -> None:
    with Sink() as sink:
        run(sink)
        root, child = sorted(agents(sink)[:2], key=lambda span: bool(span.parent_span_id))
    assert [(link.trace_id.hex(), link.span_id.hex()) for link in root.links] == [(TRACE, SPAN)]
    assert root.trace_id.hex() != TRACE
    assert (child.trace_id, list(child.links)) == (root.trace_id, [])


def test_on_request_turns_lie_under_the_span_that_codex_was_started_in() -> None:
    with Sink() as sink:
        run(sink, "--traceparent", "parent")
        root, child = sorted(agents(sink)[:2], key=lambda span: span.name != "invoke_agent codex")
    assert (root.trace_id.hex(), root.parent_span_id.hex()) == (TRACE, SPAN)
    assert (child.trace_id, list(child.links)) == (root.trace_id, [])
