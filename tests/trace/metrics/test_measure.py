"""What turns add to the metrics is what their figures say, in every recording."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codexctl.settings.capture import CaptureMode
from codexctl.trace.metrics.instruments import INSTRUMENTS
from codexctl.trace.metrics.measure import for_metrics, measured
from codexctl.trace.metrics.measures import Distribution, Measures, together
from codexctl.trace.spans.span import TurnTrace
from tests.trace.metrics.test_instruments import table
from tests.trace.recorded import FOLDERS, name_of, pipeline, traces

each_recording = pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
# Every kind of recording is among the newest release's; of the others, some.
SAMPLE = [*FOLDERS[::25], *(f for f in FOLDERS if f.parent.name == "0.169.0")]
each_sample = pytest.mark.parametrize("folder", dict.fromkeys(SAMPLE), ids=name_of)
USAGE = "gen_ai.client.inference.usage"
COUNTERS = {
    "input_tokens": f"{USAGE}.input_tokens",
    "output_tokens": f"{USAGE}.output_tokens",
    "cached_input_tokens": f"{USAGE}.cache_read.input_tokens",
    "reasoning_output_tokens": f"{USAGE}.reasoning.output_tokens",
}


def counted(found: tuple[TurnTrace, ...]) -> Measures:
    names = for_metrics(pipeline().capture)
    sums: Measures = {}
    for trace in found:
        sums = together(sums, measured(trace, names))
    return sums


def total(sums: Measures, metric: str, **attributes: str) -> float:
    """The sum of a metric over all series that have some attributes."""
    wanted = {name.replace("__", "."): value for name, value in attributes.items()}
    return sum(
        value.total if isinstance(value, Distribution) else value
        for name, value in sums.items()
        if name.metric == metric and wanted.items() <= dict(name.attributes).items()
    )


def observations(sums: Measures, metric: str) -> int:
    """How many observations a histogram has, in all its series."""
    return sum(
        value.count
        for name, value in sums.items()
        if name.metric == metric and isinstance(value, Distribution)
    )


def _figures(found: tuple[TurnTrace, ...], member: str) -> Any:
    return sum(trace.summary[member] for trace in found)


@each_recording
def test_tokens_add_up_to_the_figures_of_the_turns(folder: Path) -> None:
    found = traces(folder)
    sums = counted(found)
    for figure, metric in COUNTERS.items():
        assert total(sums, metric) == _figures(found, figure)
    for kind in ("input", "output"):
        said = total(sums, "gen_ai.client.token.usage", gen_ai__token__type=kind)
        assert said == _figures(found, f"{kind}_tokens")


@each_recording
def test_responses_tools_and_turns_are_counted_once_each(folder: Path) -> None:
    found = traces(folder)
    sums = counted(found)
    assert observations(sums, "gen_ai.client.token.usage") == 2 * _figures(found, "llm_calls")
    assert total(sums, "codex.tool.calls") == _figures(found, "tool_calls")
    statuses = Counter(trace.summary["status"] for trace in found)
    for status, times in statuses.items():
        assert total(sums, "codex.turns", codex__turn__status=status) == times
    assert total(sums, "codex.turns") == len(found)


@each_sample
def test_durations_are_those_of_the_chat_spans_that_ended(folder: Path) -> None:
    found = traces(folder)
    seconds = sum(
        (span.ended - span.started) / 1e9
        for trace in found
        for span in trace.spans
        if span.name.startswith("chat") and not (trace.is_open and span.error_type)
    )
    said = total(counted(found), "gen_ai.client.operation.duration")
    assert said == pytest.approx(seconds, abs=1e-6)


@each_sample
def test_every_series_has_the_attributes_that_the_schema_names(folder: Path) -> None:
    for name in counted(traces(folder)):
        rule = table()["metrics"][name.metric]
        said = set(dict(name.attributes))
        assert set(rule["required"]) <= said <= {*rule["required"], *rule["conditional"]}


@each_sample
def test_the_capture_mode_of_spans_changes_nothing_of_metrics(folder: Path) -> None:
    """What is told in `full` mode is told in metrics as in `metadata`."""
    assert counted(traces(folder)) == counted(traces(folder, CaptureMode.metadata))


@each_sample
def test_a_test_turn_of_our_own_adds_nothing(folder: Path) -> None:
    names = for_metrics(pipeline().capture)
    for trace in traces(folder):
        assert measured(replace(trace, is_marked=True), names) == {}


def _long(trace: TurnTrace, kept: int) -> TurnTrace:
    """A turn whose later spans were left out, as those of a very long one are."""
    return replace(trace, spans=trace.spans[:kept])


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_what_a_very_long_turn_has_no_spans_for_is_counted_by_its_figures(kept: int) -> None:
    found = tuple(_long(trace, kept) for folder in SAMPLE[-20:] for trace in traces(folder))
    sums = counted(found)
    for figure, metric in COUNTERS.items():
        assert total(sums, metric) == _figures(found, figure)
    assert total(sums, "codex.tool.calls") == _figures(found, "tool_calls")
    assert observations(sums, "gen_ai.client.token.usage") == 2 * _figures(found, "llm_calls")


def test_no_attribute_holds_what_a_person_chose() -> None:
    """Tools, models and providers that nobody knows are told by their kind or hashed."""
    folder = next(f for f in FOLDERS if any(t.spans[1:] for t in traces(f)))
    secret = "call the bank about Mr Miller 4111"
    strange = tuple(
        replace(
            trace,
            summary={**trace.summary, "model": secret},
            spans=tuple(
                replace(
                    span,
                    error_type=secret,
                    attributes={
                        **span.attributes,
                        "gen_ai.tool.name": secret,
                        "gen_ai.request.model": secret,
                        "gen_ai.provider.name": secret,
                        "codex.cli.version": secret,
                    },
                )
                for span in trace.spans
            ),
        )
        for trace in traces(folder)
    )
    values = {value for name in counted(strange) for _, value in name.attributes}
    assert all(re.fullmatch(r"[a-z_]+|_OTHER|hashed:[0-9a-f]{16}", value) for value in values)
    assert "other_tool" in values or "other_provider" in values


def test_every_metric_of_turns_is_found_in_some_recording() -> None:
    seen = {name.metric for folder in SAMPLE for name in counted(traces(folder))}
    of_delivery = {name for name in INSTRUMENTS if name.startswith("codexctl.")}
    # No provider of a recording wrote into a cache.
    assert seen == set(INSTRUMENTS) - of_delivery - {f"{USAGE}.cache_write.input_tokens"}
