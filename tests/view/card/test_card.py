"""Cards as data: the same records as in the terminal, with nothing cut and everything clean."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from codexctl.trace.spans.attribute_names import (
    CHAT,
    CODEX_ERROR_MESSAGE,
    EXECUTE_TOOL,
    GEN_AI_INPUT_MESSAGES,
    GEN_AI_OPERATION_NAME,
    GEN_AI_OUTPUT_MESSAGES,
    GEN_AI_TOOL_CALL_ARGUMENTS,
    GEN_AI_TOOL_CALL_RESULT,
    GEN_AI_TOOL_NAME,
    INVOKE_AGENT,
)
from codexctl.view.card.block_pad import block_pad, numbered
from codexctl.view.card.blocks import Card, Diff, DiffLine, Output, Picture, Prose, Row
from codexctl.view.card.card import card_of
from codexctl.view.node import Node
from codexctl.view.terminal.pad import Pad
from codexctl.view.terminal.screen import Look
from tests.view.calls.material import made
from tests.view.gallery import CWD, records

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 20).decode()


def written(name: str, arguments: object, output: object = "", **more: Any) -> Card:
    pad = block_pad(CWD)
    made(name, arguments, output, **more).write(pad)
    return pad.card


def node(operation: str, attributes: dict[str, Any]) -> Node:
    return Node("t", "s", "", operation, 0, 1, "", {GEN_AI_OPERATION_NAME: operation, **attributes})


def words(card: Card) -> str:
    """All that a card says, without its layout."""
    said: list[str] = []
    for block in card.blocks:
        match block:
            case Row():
                said += [text for text, _ in block.pieces]
            case Prose() | Output():
                said += [block.first, *block.lines]
            case Diff():
                said += [line.sign + line.text.removeprefix("@") for line in block.lines]
            case Picture():
                said.append(block.told)
    return "".join("".join([*(text for text, _ in card.title), *said]).split())


def test_every_card_says_on_a_page_what_it_says_in_a_terminal() -> None:
    for record in records():
        page, terminal = block_pad(CWD), Pad(Look(full=True), 10_000, CWD)
        record.write(page)
        record.write(terminal)
        told = "".join(text for line in [terminal.title, *terminal.lines] for text, _ in line)
        assert words(page.card) == "".join(told.split()), record


def test_a_diff_has_the_numbers_of_its_lines_before_and_after() -> None:
    assert list(numbered("@@ -10,3 +12,3 @@ def f():\n a\n-b\n+c\n d\n\\ No newline\n")) == [
        DiffLine("@", "@@ -10,3 +12,3 @@ def f():"),
        DiffLine(" ", "a", 10, 12),
        DiffLine("-", "b", 11, 0),
        DiffLine("+", "c", 0, 13),
        DiffLine(" ", "d", 12, 14),
        DiffLine("\\", " No newline"),
    ]


def test_a_patch_whose_hunks_have_no_numbers_gets_none() -> None:
    lines = list(numbered("@@ def f():\n a\n-b\n+c"))
    assert [line.sign for line in lines] == ["@", " ", "-", "+"]
    assert not Diff(tuple(lines)).is_numbered


def test_separate_outputs_of_a_command_are_named() -> None:
    item = {"stdout": "half done\n", "stderr": "disk full\n", "exit_code": 1}
    done = {"item_kind": "CommandExecution", "item": item, "exit_code": 1}
    card = written("shell", {"command": ["make"]}, "", error_type="exit_code", **done)
    assert card.title == (("exit 1", "bad"),)
    outputs = [block for block in card.blocks if isinstance(block, Output)]
    assert [(block.label, block.lines) for block in outputs] == [
        ("", ("make",)),
        ("stdout", ("half done",)),
        ("stderr", ("disk full",)),
    ]


def test_a_long_output_is_whole() -> None:
    said = "".join(f"{n}\n" for n in range(500))
    card = written("exec_command", {"cmd": "seq 500"}, f"Output:\n{said}", exit_code=0)
    assert isinstance(card.blocks[-1], Output)
    assert len(card.blocks[-1].lines) == 500


def test_escapes_and_marks_of_direction_are_spelled_out() -> None:
    card = written("exec_command", {"cmd": "echo \x1b[31m"}, "Output:\n\x1b]0;a\x07 \u202eb")
    assert words(card) == r"$echo\x1b[31m\x1b]0;a\x07\u202eb"


def test_the_first_words_is_what_a_step_is_recognised_by() -> None:
    assert written("exec_command", {"cmd": "\nls -l\npwd"}).first_words == (("$ ls -l", "strong"),)
    assert written("exec_command", {}).first_words == ()


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x10\0\0\0WEBP", "image/webp"),
    ],
)
def test_a_picture_is_of_the_type_that_its_bytes_tell(head: bytes, mime: str) -> None:
    held = base64.b64encode(head + b"\0" * 12).decode()
    claimed = {"type": "blob", "modality": "image", "mime_type": "image/svg+xml", "content": held}
    messages = json.dumps([{"role": "user", "parts": [claimed]}])
    card = card_of(node(INVOKE_AGENT, {GEN_AI_INPUT_MESSAGES: messages}))
    assert isinstance(card.blocks[-1], Picture)
    assert card.blocks[-1].url == f"data:{mime};base64,{held}"


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ({"content": base64.b64encode(b"<svg onload=alert(1)>").decode()}, "not shown"),
        ({"content": PNG + '"><script>'}, "not shown"),
        ({"content": ""}, "not captured"),
        ({"uri": "https://example.org/a.png"}, "https://example.org/a.png"),
        ({"file_id": "/home/dev/a.png"}, "/home/dev/a.png"),
    ],
)
def test_what_is_no_known_picture_is_only_named(part: dict[str, str], told: str) -> None:
    result = json.dumps([{"type": "blob", "modality": "image", "mime_type": "image/png", **part}])
    called = {GEN_AI_TOOL_NAME: "view_image", GEN_AI_TOOL_CALL_RESULT: result}
    card = card_of(node(EXECUTE_TOOL, called))
    assert isinstance(card.blocks[-1], Picture)
    assert card.blocks[-1].url == ""
    assert told in card.blocks[-1].told


def test_a_turn_shows_what_was_asked_and_what_was_answered() -> None:
    said = {GEN_AI_INPUT_MESSAGES: "Why?", GEN_AI_OUTPUT_MESSAGES: "Because."}
    attributes = {
        key: json.dumps([{"parts": [{"type": "text", "content": text}]}])
        for key, text in said.items()
    }
    card = card_of(node(INVOKE_AGENT, attributes))
    assert card.blocks == (Prose(("Why?",), "strong", "» "), Prose(("Because.",), "", "« "))


def test_paths_are_shown_from_the_working_directory_of_the_turn() -> None:
    called = {GEN_AI_TOOL_NAME: "read_file"}
    called[GEN_AI_TOOL_CALL_ARGUMENTS] = json.dumps({"file_path": "/srv/app/a.py"})
    assert card_of(node(EXECUTE_TOOL, called), "/srv/app").first_words == (("a.py", "strong"),)


def test_a_model_call_that_ended_a_failed_turn_says_what_codex_said_of_it() -> None:
    said = "You have hit your usage limit. Try again at 5 PM."
    card = card_of(node(CHAT, {CODEX_ERROR_MESSAGE: said}))
    assert card.blocks == (Prose((said,), "bad"),)
