"""Pictures beside a prompt: parts as the conventions have them, and what leaves in which mode."""

from __future__ import annotations

from typing import Any

import pytest

from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.settings.redaction import masker
from codexctl.trace.capture.filter import Capture
from codexctl.trace.read.attached import LARGEST, message_part
from codexctl.trace.read.bare import bare_item
from codexctl.trace.read.events import Utterance
from codexctl.trace.read.lines import Line
from codexctl.trace.spans.placement import Links, place
from codexctl.trace.spans.project import project
from codexctl.view.node import Node
from tests.trace.recorded import RECORDINGS, traces
from tests.trace.writing import Rollout

INPUT = "gen_ai.input.messages"
PNG = "iVBORw0KGgoAAAANSUhEUg=="
DATA, LINK, PATH = f"data:image/png;base64,{PNG}", "https://pics.example.com/a?sig=1", "/home/a.jpg"
BLOB = {"type": "blob", "modality": "image", "mime_type": "image/png", "content": PNG}
URI = {"type": "uri", "modality": "image", "uri": LINK}
FILE = {"type": "file", "modality": "image", "mime_type": "image/jpeg", "file_id": PATH}
HIDDEN = "[not captured]"
UNTOLD = {"type": "blob", "modality": "image", "content": ""}


def parts_of(rollout: Rollout, capture: Capture | None = None) -> list[dict[str, Any]]:
    """The parts of the one prompt, as they are or as they may leave."""
    turn = rollout.only()
    agent = next(iter(project(turn, place(turn, Links()), {})))
    attributes = capture.apply(agent).attributes if capture else agent.attributes
    return [part for message in attributes.get(INPUT, []) for part in message["parts"]]


def asked(*content: dict[str, Any]) -> Rollout:
    """A turn whose prompt has these parts."""
    return Rollout().started("t").item("UserMessage", "u", content=list(content)).ended()


def limited(mode: CaptureMode, *exclude: str, always: bool = False) -> Capture:
    """The filter under a mode, with what an administrator requires."""
    rules = masker()
    return Capture(CaptureLimits(mode, frozenset(exclude)), rules, rules if always else None)


ALL = (
    {"type": "text", "text": "See"},
    {"type": "image", "image_url": DATA},
    {"type": "image", "url": LINK},
    {"type": "local_image", "path": PATH},
)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"type": "image", "image_url": DATA}, BLOB),
        ({"type": "input_image", "image_url": LINK}, URI),
        ({"type": "local_image", "path": PATH}, FILE),
        (
            {"type": "local_image", "path": "note"},
            {"type": "file", "modality": "image", "file_id": "note"},
        ),
        ({"type": "image", "image_url": DATA.replace("data:image", "DATA:Image")}, BLOB),
        ({"type": "image", "image_url": DATA.replace(";base64", ";name=a.png;base64")}, BLOB),
        ({"type": "image", "image_url": "data:image/svg+xml,<svg/>"}, UNTOLD),
        ({"type": "image"}, UNTOLD),
        ({"type": "image", "image_url": 7}, UNTOLD),
    ],
)
def test_a_picture_is_a_part_of_the_kind_that_its_place_says(
    part: dict[str, Any], expected: dict[str, str]
) -> None:
    assert parts_of(asked(part)) == [expected]


def test_a_type_that_is_no_picture_format_is_not_told() -> None:
    secret = DATA.replace("image/png", "image/my-customers-name")
    assert parts_of(asked({"type": "image", "image_url": secret})) == [{**UNTOLD, "content": PNG}]


def test_legacy_prompts_list_their_pictures() -> None:
    rollout = Rollout(paginated=False).started("t")
    rollout.event("user_message", message="See", images=[DATA, LINK], local_images=[PATH])
    assert parts_of(rollout.ended()) == [{"type": "text", "content": "See"}, BLOB, URI, FILE]


def test_a_picture_that_no_request_would_take_is_only_named() -> None:
    url = "data:image/png;base64," + "A" * LARGEST
    assert len(parts_of(asked({"type": "image", "image_url": url}))[0]["content"]) == LARGEST
    assert parts_of(asked({"type": "image", "image_url": f"{url}A"})) == [{**BLOB, "content": ""}]


def test_audio_is_carried_as_pictures_are() -> None:
    rollout = Rollout(paginated=False).started("t")
    rollout.event("user_message", message="Hear", local_audio=["a.wav"]).ended()
    audio = {"type": "file", "modality": "audio", "mime_type": "audio/wav", "file_id": "a.wav"}
    assert parts_of(rollout)[1:] == [audio]


def test_full_carries_pictures() -> None:
    text = {"type": "text", "content": "See"}
    assert parts_of(asked(*ALL), limited(CaptureMode.full)) == [text, BLOB, URI, FILE]


@pytest.mark.parametrize(
    "capture", [limited(CaptureMode.redacted), limited(CaptureMode.full, always=True)]
)
def test_where_content_is_masked_a_picture_is_named_and_not_carried(capture: Capture) -> None:
    named = [{**BLOB, "content": ""}, {**URI, "uri": HIDDEN}, {**FILE, "file_id": HIDDEN}]
    assert parts_of(asked(*ALL), capture) == [{"type": "text", "content": "See"}, *named]


def test_metadata_says_nothing_of_pictures() -> None:
    assert parts_of(asked(*ALL), limited(CaptureMode.metadata)) == []


def test_without_prompts_there_are_no_pictures_and_without_paths_no_file() -> None:
    assert parts_of(asked(*ALL), limited(CaptureMode.full, "prompts")) == []
    parts = parts_of(asked(*ALL), limited(CaptureMode.full, "paths"))
    assert parts[1:] == [BLOB, URI, {**FILE, "file_id": HIDDEN}]


@pytest.mark.parametrize(
    "folder", sorted(RECORDINGS.glob("*/images")), ids=lambda folder: folder.parent.name
)
def test_a_recorded_picture_is_the_file_that_was_given(folder: Any) -> None:
    (trace,) = traces(folder)
    (message,) = trace.spans[0].attributes[INPUT]
    picture = next(part for part in message["parts"] if part["type"] != "text")
    assert picture == {**FILE, "mime_type": "image/png", "file_id": picture["file_id"]}
    assert picture["file_id"].endswith("red.png")
    (masked,) = traces(folder, CaptureMode.redacted)
    assert "red.png" not in str(masked.spans[0].attributes[INPUT])


def test_lines_without_an_envelope_carry_pictures_too() -> None:
    content = [{"type": "input_text", "text": "See"}, {"type": "input_image", "image_url": DATA}]
    item = {"type": "message", "role": "user", "content": content}
    (prompt,) = bare_item(Line(0, 1, 0, None, "message", item, {}), item)
    assert isinstance(prompt, Utterance)
    assert list(map(message_part, prompt.attached)) == [BLOB]


def test_a_tree_names_a_picture_by_what_it_is() -> None:
    attributes = {INPUT: [{"role": "user", "parts": [BLOB, URI, FILE]}]}
    node = Node("1", "2", "", "invoke_agent codex", 0, 1, "", attributes)
    assert [kind for kind, _ in node.messages("gen_ai.input.messages")] == ["image"] * 3
