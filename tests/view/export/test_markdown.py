"""The Markdown file: whatever others wrote is text in it, never markup, a link or HTML."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from codexctl.settings.capture import CaptureMode
from codexctl.view.export.document import Document
from codexctl.view.export.markdown import code, fenced, markdown, said
from tests.corpora.hostile import write
from tests.corpora.markup import PAYLOADS
from tests.view.export.documents import of_rollouts, of_story, of_texts

# What our own markup is parsed to. No link, no image, no HTML, no emphasis but our heads' is among
# it.
_BLOCKS = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "fence"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
}
_INLINE = {"text", "code_inline", "strong_open", "strong_close", "softbreak"}
_STRONG = {"Prompt", "Answer", "Reasoning"}
_VISIBLE = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "M")))


def tokens(source: str) -> list[Token]:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(source)


def inline(found: list[Token]) -> Iterator[Token]:
    for token in found:
        yield from token.children or ()


def plain_words(found: list[Token]) -> str:
    """Everything outside code: what a viewer might make links and mentions of."""
    return "\n".join(token.content for token in inline(found) if token.type == "text")


def parsed(document: Document) -> list[Token]:
    """Parse the file, and hold it to what holds for every one."""
    found = tokens("".join(markdown(document)))
    assert {token.type for token in found} <= _BLOCKS
    children = list(inline(found))
    assert {token.type for token in children} <= _INLINE
    for before, token in pairwise(children):
        assert before.type != "strong_open" or token.content in _STRONG
    words = plain_words(found)
    for sign in ("@", "://", "www.", "<", "[", "#", "$"):
        assert sign not in words
    return found


def test_hostile_rollouts_bring_no_markup_of_their_own(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", PAYLOADS)
    documents = of_rollouts(paths, tmp_path)
    assert len(documents) > 10
    for document in documents:
        parsed(document)


@settings(max_examples=60)
@given(st.lists(st.text() | st.sampled_from(PAYLOADS), min_size=1, max_size=4))
@example(["```\n# out\n````\n<b>\n", "~~~\n", "`````", "\t```", "    ```"])
@example(["- a\n- b", "www.evil.invalid", "@somebody", "a@b.invalid", "#1", "$x$", "|a|b|\n|-|-|"])
def test_whatever_a_text_is_it_stands_in_code(texts: list[str]) -> None:
    parsed(of_texts(texts))


@settings(max_examples=100)
@given(_VISIBLE | st.text("`~a \n"))
def test_a_fenced_text_is_read_as_it_was_written(text: str) -> None:
    (token,) = tokens(fenced(text.split("\n")))
    assert (token.type, token.content) == ("fence", text + "\n")


@settings(max_examples=200)
@given((_VISIBLE | st.text("` a")).filter(str.strip))
@example("`")
@example("``a`")
@example(" a ")
@example("\\")
def test_a_text_in_a_line_is_read_as_it_was_written(text: str) -> None:
    _, line, _ = tokens(f"Name: {code(text)} end")
    assert line.children
    _, span, _ = line.children
    assert (span.type, span.content) == ("code_inline", text)


def test_of_a_text_that_is_blank_a_dash_is_left() -> None:
    assert code(" ") == code("") == "–"


def test_words_and_figures_of_ours_need_no_code() -> None:
    for text in ("exit 1", "1.2 s", "waited 42.0 s", "in 54,800 (49,080 cached)", "+12", "-3"):
        assert said(text) == text
    for text in (
        "a.b",
        "usage_limit_exceeded",
        "*a*",
        "of <b>",
        "www.a.invalid",
        "@me",
        "1.",
        "#1",
    ):
        assert said(text) == f"`{text}`"


def test_subagents_stand_behind_the_turn_that_they_belong_to(tmp_path: Path) -> None:
    source = "".join(markdown(of_story("people", tmp_path)))
    told = source.index("Subagent 1.1: `subagent`")
    assert source.index("`spawn_agent`") < told < source.index("`close_agent`")
    section = source.index("### Subagent 1.1: `subagent`")
    assert source.index("It is called Kiosk now.") < section
    assert source.index("42\n", section) > section


def test_changed_files_are_diffs(tmp_path: Path) -> None:
    source = "".join(markdown(of_story("work", tmp_path)))
    assert "```diff\n@@ -10,4 +10,4 @@\n def total(items):\n-    return" in source


def test_in_metadata_no_text_is_in_the_file(tmp_path: Path) -> None:
    source = "".join(markdown(of_story("work", tmp_path, CaptureMode.metadata)))
    for text in ("basket", "pytest", "shop", "prices", "notes.txt", "total"):
        assert text not in source
    assert "`exec_command`" in source
