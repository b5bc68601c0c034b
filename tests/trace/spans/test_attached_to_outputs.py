"""Pictures in what a tool answered: message parts, under the same rules as beside a prompt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from codexctl.settings.capture import CaptureMode
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.placement import Links, place
from codexctl.trace.spans.project import project
from codexctl.trace.spans.span import Span
from codexctl.view.calls.call import call_of_attributes
from tests.trace.read.test_attached import BLOB, DATA, HIDDEN, LINK, PNG, UNTOLD, URI, limited
from tests.trace.recorded import RECORDINGS, traces
from tests.trace.writing import Rollout

RESULT = "gen_ai.tool.call.result"
SECRET = "ghp_" + "a1B2c3D4e5" * 3 + "F6g7H8"
EMPTY = {**BLOB, "content": ""}
SEEN = {"type": "text", "content": f"A red one. {SECRET}"}
SAID = {"type": "input_text", "text": SEEN["content"]}
MCP_PICTURE = {"type": "image", "data": PNG, "mimeType": "image/png"}


def result(rollout: Rollout, capture: Capture | None = None) -> Any:
    """The result of the one tool call, as it is or as it may leave."""
    return _tool(rollout, capture).attributes.get(RESULT)


def _tool(rollout: Rollout, capture: Capture | None = None) -> Span:
    turn = rollout.ended().only()
    spans = [
        capture.apply(one) if capture else one for one in project(turn, place(turn, Links()), {})
    ]
    (tool,) = [span for span in spans if span.name.startswith("execute_tool")][-1:]
    return tool


def viewed(*output: dict[str, Any]) -> Rollout:
    """A call that was answered with these parts."""
    return Rollout().started("t").called("c", name="view_image").answered("c", list(output))


def nested(content: list[dict[str, Any]], **more: Any) -> Rollout:
    """An MCP call from inside a script: only Codex's own record has its result."""
    rollout = Rollout().started("t").script("s", "tools.mcp__lab__draw()")
    answered = {"content": content, **more}
    rollout.item("McpToolCall", "exec-1", server="lab", tool="draw", result=answered)
    return rollout.answered("s", "Script completed")


@pytest.mark.parametrize(
    ("rollout", "expected"),
    [
        (viewed({"type": "input_image", "image_url": DATA, "detail": "original"}), [BLOB]),
        (viewed(SAID, {"type": "input_image", "image_url": DATA}), [SEEN, BLOB]),
        (viewed({"type": "input_image", "image_url": LINK}), [URI]),
        (viewed({"type": "input_image"}), [UNTOLD]),
        (viewed(SAID), SEEN["content"]),
        (nested([{"type": "text", "text": SEEN["content"]}, MCP_PICTURE]), [SEEN, BLOB]),
        (nested([MCP_PICTURE], structuredContent={"a": 1}),
         [{"type": "text", "content": '{"a":1}'}, BLOB]),
        (nested([SAID]), {"content": [SAID]}),
    ],
    ids=["picture", "beside text", "address", "without", "text alone", "nested", "structured",
         "no picture"],
)  # fmt: skip
def test_a_picture_in_an_answer_is_a_part_beside_the_text(rollout: Rollout, expected: Any) -> None:
    assert result(rollout) == expected


def drawn() -> Rollout:
    """The same from inside a script."""
    return nested([{"type": "text", "text": SEEN["content"]}, MCP_PICTURE])


def shown() -> Rollout:
    """Text and a picture as the model was given them."""
    return viewed(SAID, {"type": "input_image", "image_url": DATA})


BOTH: list[Callable[[], Rollout]] = [shown, drawn]
each_way = pytest.mark.parametrize("made", BOTH)


@each_way
def test_what_it_holds_leaves_in_full_mode_alone(made: Callable[[], Rollout]) -> None:
    assert result(made(), limited(CaptureMode.full)) == [SEEN, BLOB]
    masked = result(made(), limited(CaptureMode.redacted))
    assert masked[1] == EMPTY
    assert SECRET not in str(masked)
    assert result(made(), limited(CaptureMode.full, always=True))[1] == EMPTY
    assert result(made(), limited(CaptureMode.metadata)) is None
    assert result(made(), limited(CaptureMode.full, "tool_results")) is None


def test_nothing_of_a_picture_is_in_any_other_attribute_of_any_span() -> None:
    for made in BOTH:
        for mode in (CaptureMode.metadata, CaptureMode.redacted):
            turn = made().ended().only()
            spans = map(limited(mode).apply, project(turn, place(turn, Links()), {}))
            assert not any(PNG in str(span.attributes) for span in spans)


def test_an_address_in_an_answer_is_not_told_where_content_is_masked() -> None:
    rollout = viewed({"type": "input_image", "image_url": LINK})
    assert result(rollout, limited(CaptureMode.redacted)) == [{**URI, "uri": HIDDEN}]


def test_a_reader_sees_that_there_is_a_picture_and_the_text() -> None:
    attributes = _tool(BOTH[0]()).attributes
    assert call_of_attributes(attributes, "").output == f"{SEEN['content']}\n[image]"


def test_a_recorded_view_of_an_image_carries_it() -> None:
    folder = RECORDINGS / "0.169.0" / "images"
    spans = [span for trace in traces(folder) for span in trace.spans]
    given = [one.attributes[RESULT] for one in spans if one.name == "execute_tool view_image"]
    assert given[0][0]["type"] == "blob"
    assert given[0][0]["mime_type"] == "image/png"
    assert given[0][0]["content"].startswith("iVBOR")
    assert "unable to locate image" in given[1]
