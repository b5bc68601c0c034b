"""The gateway's cap is the machine's own list: it lets through what a machine may send."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.cli.fleet.listed import listed
from codexctl.policy.render.fleet.cap import IDENTITY_KEYS, metric_statements, span_statements
from codexctl.settings.capture import CATEGORIES, CaptureLimits, CaptureMode
from codexctl.trace.capture.allowed import CONTENT, MESSAGES, METADATA, NAMES
from codexctl.trace.capture.filter import Capture
from codexctl.trace.metrics.instruments import INSTRUMENTS
from codexctl.trace.spans.attribute_names import ERROR_TYPE
from codexctl.trace.spans.derived.failure import failure_of
from codexctl.trace.spans.span import INTERNAL, Span
from tests.policy.render.fleet.language import contexts, run
from tests.trace.recorded import FOLDERS, traces, version

SPANS = json.loads((Path(__file__).parents[4] / "schemas" / "spans.json").read_text("utf-8"))
METADATA_ONLY = CaptureLimits(CaptureMode.metadata)
FULL = CaptureLimits(CaptureMode.full)
MODES = st.sampled_from(CaptureMode)
SAID = ("responses", "tool_results")
EXCLUDED = st.frozensets(st.sampled_from(sorted(CATEGORIES)))


@cache
def spans() -> tuple[Span, ...]:
    """What real turns become where everything may be captured."""
    newest = [folder for folder in FOLDERS if version(folder) == max(map(version, FOLDERS))]
    return tuple(s for folder in newest for trace in traces(folder) for s in trace.spans)


def through(
    span: Span, limits: CaptureLimits, message: str = "the words of a person"
) -> dict[str, Any]:
    """A span as the gateway leaves it."""
    thing: dict[str, Any] = {
        "name": span.name, "attributes": dict(span.attributes), "trace_state": "a=b",
        "status.message": message,
    }  # fmt: skip
    run_all(limits, "span", thing)
    return thing


def run_all(limits: CaptureLimits, kind: str, thing: dict[str, Any]) -> None:
    """Do to one thing what is done to its kind."""
    for group in span_statements(listed(), limits, None):
        if contexts(group) == {kind}:
            run(group, thing)


def event(limits: CaptureLimits, **attributes: str) -> dict[str, Any]:
    """The attributes of an exception event as the gateway leaves them."""
    given = {f"exception.{name}": value for name, value in attributes.items()}
    thing: dict[str, Any] = {"name": "exception", "attributes": given}
    run_all(limits, "spanevent", thing)
    left: dict[str, Any] = thing["attributes"]
    return left


def test_every_attribute_that_codexctl_has_is_either_plain_or_content() -> None:
    found = listed()
    assert set(found.plain) | set(found.content) >= set(SPANS["attributes"])
    assert not set(found.plain) & set(found.content)
    assert set(found.content) == {*CONTENT, *MESSAGES}
    assert set(found.plain) == {*METADATA, *NAMES, ERROR_TYPE}


def test_under_metadata_a_real_span_with_everything_keeps_no_content() -> None:
    held = set()
    for span in spans():
        left = through(span, METADATA_ONLY)
        held |= {*CONTENT, *MESSAGES} & set(span.attributes)
        assert not {*CONTENT, *MESSAGES} & set(left["attributes"])
        assert left["status.message"] == ""
        assert left["trace_state"] == ""
    assert len(held) > 8, "the recordings have content to lose"


def test_what_a_machine_sends_under_metadata_goes_through_unchanged() -> None:
    edge = Capture(METADATA_ONLY, None)
    failed = set()
    for span in map(edge.apply, spans()):
        failure = failure_of(span.error_type, 1, span.attributes)
        message = failure.message if failure else ""
        left = through(span, METADATA_ONLY, message)
        assert left["attributes"] == span.attributes
        assert (left["name"], left["status.message"]) == (span.name, message)
        if failure:
            failed.add(message)
            said = event(METADATA_ONLY, type=failure.kind, message=message)
            assert said == failure.attributes
    assert len(failed) > 2


@pytest.mark.parametrize(
    "limits",
    [METADATA_ONLY, *(CaptureLimits(CaptureMode.full, frozenset({word})) for word in SAID)],
)
def test_what_was_said_of_a_failure_goes_with_its_category(limits: CaptureLimits) -> None:
    span = Span("1" * 32, "2" * 16, "", "chat", INTERNAL, 1, 2, {})
    for words in (
        "failed: no such file secret.txt",
        "exit code 7 of secret",
        "secret",
        "failed\nx",
    ):
        assert through(span, limits, words)["status.message"] == ""
        assert event(limits, type="failed", message=words) == {"exception.type": "failed"}
    assert through(span, limits, "exit code 7")["status.message"] == "exit code 7"
    assert event(limits, type="failed", message="timed out", stacktrace="at /home/a") == {
        "exception.type": "failed",
        "exception.message": "timed out",
    }
    assert event(limits, type="failed") == {"exception.type": "failed"}


def test_under_full_a_failure_says_what_was_said_of_it() -> None:
    said = {"exception.type": "failed", "exception.message": "failed: no such file"}
    assert event(FULL, type="failed", message="failed: no such file") == said


def test_under_full_a_real_span_goes_through_whole() -> None:
    for span in spans():
        assert through(span, FULL)["attributes"] == span.attributes


@given(MODES, EXCLUDED, MODES, EXCLUDED)
def test_a_stricter_cap_never_lets_more_through(
    mode: CaptureMode, less: frozenset[str], other: CaptureMode, more: frozenset[str]
) -> None:
    loose = set(listed().allowed(CaptureLimits(max(mode, other), less)))
    strict = set(listed().allowed(CaptureLimits(min(mode, other), less | more)))
    assert strict <= loose


@given(MODES, EXCLUDED)
def test_no_attribute_of_an_excluded_category_goes_through(
    mode: CaptureMode, exclude: frozenset[str]
) -> None:
    kept = listed().allowed(CaptureLimits(mode, exclude))
    for key in kept:
        assert not exclude & listed().content.get(key, frozenset())


def test_messages_with_an_excluded_part_go_whole_because_nobody_looks_into_them() -> None:
    kept = listed().allowed(CaptureLimits(CaptureMode.full, frozenset({"reasoning"})))
    assert not set(MESSAGES) & set(kept)


def test_an_attribute_that_nobody_knows_does_not_go_through_in_any_mode() -> None:
    for mode in CaptureMode:
        span = Span(
            "1" * 32, "2" * 16, "", "chat gpt", INTERNAL, 1, 2, {"llm.prompts.0.content": "words"}
        )
        assert through(span, CaptureLimits(mode))["attributes"] == {}


@pytest.mark.parametrize(
    "name", ["words of a person", "chat please read this", "invoke_agent\nwords", ""]
)
def test_a_span_s_name_says_no_more_than_operation_and_model(name: str) -> None:
    span = Span("1" * 32, "2" * 16, "", name, INTERNAL, 1, 2, {})
    assert through(span, METADATA_ONLY)["name"] == "span"


def test_a_policy_s_list_of_resource_attributes_holds_at_the_gateway_too() -> None:
    thing: dict[str, Any] = {"attributes": {
        "service.name": "codex", "cost_center": "1", "host.name": "dev-1", "k8s.pod.name": "p",
        "k8sxpod": "x", "codexctl.policy.id": "i", "user.id": "u", "codex.cwd": "/home/a",
    }}  # fmt: skip
    for group in span_statements(listed(), METADATA_ONLY, ("cost_center", "k8s.*", 'a"]) where x')):
        if contexts(group) == {"resource"}:
            run(group, thing)
    assert set(thing["attributes"]) == {
        *("service.name", "cost_center", "k8s.pod.name", "codexctl.policy.id", "user.id"),
    }


def test_without_such_a_list_a_resource_keeps_what_is_no_content() -> None:
    thing: dict[str, Any] = {"attributes": {"host.name": "h", "gen_ai.input.messages": "words"}}
    for group in span_statements(listed(), FULL, None):
        if contexts(group) == {"resource"}:
            run(group, thing)
    assert thing["attributes"] == {"host.name": "h"}


@pytest.mark.parametrize("mode", CaptureMode)
def test_every_group_is_about_one_kind_of_thing(mode: CaptureMode) -> None:
    # The Collector infers one context for a group; a group with two would be run for the narrower
    # alone, and a span without events would pass unseen.
    for groups in (
        span_statements(listed(), CaptureLimits(mode), ("a",)),
        metric_statements(listed(), ("a",)),
    ):
        assert [len(contexts(group)) for group in groups] == [1] * len(groups)
        assert all("'" not in s and "\\" not in s for group in groups for s in group)


def test_metrics_keep_the_attributes_that_their_table_names() -> None:
    wanted = {key for row in INSTRUMENTS.values() for key in row.attributes}
    thing: dict[str, Any] = {"attributes": dict.fromkeys((*wanted, "input.value"), "x")}
    for group in metric_statements(listed(), None):
        if contexts(group) == {"datapoint"}:
            run(group, thing)
    assert set(thing["attributes"]) == wanted


def test_identity_that_the_payload_says_goes_whatever_it_is_called() -> None:
    for key in ("user.id", "user.email", "enduser.id", "team.name", "tenant.id", "user", "tenant"):
        assert re.search(IDENTITY_KEYS, key)
    for key in ("service.name", "username", "codex.turn.id", "gen_ai.usage.input_tokens"):
        assert not re.search(IDENTITY_KEYS, key)
