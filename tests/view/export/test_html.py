"""The HTML file: no script, nothing from elsewhere, and no tag, attribute or link of others'."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from codexctl.settings.capture import CaptureMode
from codexctl.view.card.blocks import Output, Picture
from codexctl.view.export.document import Document, Kind
from codexctl.view.export.html import OPEN_LINES, Step, html, nested
from tests.corpora.hostile import write
from tests.corpora.markup import PAYLOADS
from tests.view.export.documents import of_rollouts, of_story, of_texts, of_traces
from tests.view.handmade import Session, traces_of

# A picture of one pixel.
_PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_VOID = {"meta", "img"}
# Every attribute that a tag of ours may have; the values of `class` are words of the template.
_ATTRIBUTES = {
    "html": {"lang"},
    "meta": {"charset", "http-equiv", "content", "name"},
    "nav": {"aria-label"},
    "a": {"href"},
    "section": {"id", "aria-labelledby"},
    "div": {"class"},
    "h2": {"id"},
    "p": {"class"},
    "span": {"class"},
    "pre": {"class"},
    "details": {"class", "open"},
    "img": {"src", "alt"},
}
_PLAIN = ("head", "title", "style", "body", "header", "main", "h1", "dl", "dt", "dd", "ol", "li")
_ALLOWED = _ATTRIBUTES | {tag: set() for tag in (*_PLAIN, "code", "b", "time", "summary")}


class Parsed(HTMLParser):
    """What a browser would make of a file: its tags, and the text between them."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.other: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)


def parsed(document: Document) -> Parsed:
    """Parse the file, and hold it to what holds for every one."""
    found = Parsed("".join(html(document)))
    assert (found.open, found.other) == ([], [])
    for tag, name, value in found.attributes:
        assert name in _ALLOWED[tag], (tag, name)
        assert name != "href" or value.removeprefix("#turn-").isdecimal(), value
        assert name != "src" or value.startswith("data:image/"), value
        assert name != "class" or value.replace(" ", "").isalpha() or not value, value
    assert set(found.tags) <= set(_ALLOWED)
    return found


def test_hostile_rollouts_bring_no_tag_attribute_or_link_of_their_own(tmp_path: Path) -> None:
    paths = write(tmp_path / "in", PAYLOADS)
    documents = of_rollouts(paths, tmp_path)
    assert len(documents) > 10
    for document in documents:
        parsed(document)


@settings(max_examples=60)
@given(st.lists(st.text() | st.sampled_from(PAYLOADS), min_size=1, max_size=4))
def test_whatever_a_text_is_the_tags_are_those_of_harmless_ones(texts: list[str]) -> None:
    harmless = ["\n".join("x" for _ in text.split("\n")) for text in texts]
    found, expected = parsed(of_texts(texts)), parsed(of_texts(harmless))
    assert found.tags["p"] + found.tags["pre"] == expected.tags["p"] + expected.tags["pre"]
    assert set(found.tags) == set(expected.tags)
    assert found.tags["details"] == expected.tags["details"]


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp", "M")), min_size=1))
def test_a_text_is_read_as_it_was_written(text: str) -> None:
    assert text in "".join(parsed(of_texts([text])).text)


def test_no_control_character_and_no_mark_that_reorders_text_is_in_a_file() -> None:
    source = "".join(html(of_texts(["a\x1b[31mb\u202ec\u2066d\x00e\ufefff\u2028g"])))
    assert not set("\x1b\x00\u202e\u2066\ufeff\u2028") & set(source)
    assert "\\u202e" in source


def test_the_file_forbids_itself_scripts_and_everything_from_elsewhere(tmp_path: Path) -> None:
    source = "".join(html(of_story("work", tmp_path)))
    assert (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'; img-src data:\">" in source
    )
    assert "<script" not in source
    assert "http" not in source.replace("http-equiv", "")


def test_what_a_subagent_did_is_folded_into_the_call_that_spawned_it(tmp_path: Path) -> None:
    (turn,) = of_story("people", tmp_path).turns
    within: list[str] = []
    for step, entry in nested(turn.entries):
        if step is Step.begin:
            within.append(entry.name)
        elif step is Step.end:
            assert within.pop() == entry.name
        elif "42 places in 7 files." in entry.lines and entry.kind is Kind.answer:
            assert within == ["spawn_agent", "subagent"]
            break
    else:
        raise AssertionError("the subagent's answer is nowhere")


def test_subagents_and_long_cards_are_closed_at_first(tmp_path: Path) -> None:
    document = of_story("people", tmp_path)
    assert '<details class="agent">' in "".join(html(document))
    (turn,) = document.turns
    call = next(entry for entry in turn.entries if entry.kind is Kind.call)
    for lines, closed in ((OPEN_LINES, False), (OPEN_LINES + 1, True)):
        block = Output(tuple(f"line {number}" for number in range(lines)))
        entries = (replace(call, blocks=(block,)),)
        source = "".join(html(replace(document, turns=(replace(turn, entries=entries),))))
        assert ('<details class="call">' in source) is closed
        assert '<span class="glimpse">line 0</span>' in source


def test_prompts_can_be_jumped_to(tmp_path: Path) -> None:
    session = Session()
    for number in (1, 2):
        turn = f"01a1e000-0000-7000-8000-00000000000{number}"
        session.turn(turn, f"Prompt number {number}\nwith a second line")
        session.say("Yes.")
        session.bill(10, 0, 1)
        session.end("Yes.")
    source = "".join(html(of_traces(tmp_path, traces_of([session], tmp_path))))
    for number in (1, 2):
        assert f'<a href="#turn-{number}">Prompt number {number}</a>' in source
        assert f'<section id="turn-{number}"' in source


def test_pictures_are_shown_only_as_data_that_was_checked(tmp_path: Path) -> None:
    document = of_story("work", tmp_path)
    picture = Picture(f"data:image/png;base64,{_PIXEL}", "image that Codex was given")
    (turn,) = document.turns
    entries = (replace(turn.entries[0], blocks=(picture,)),)
    document = replace(document, turns=(replace(turn, entries=entries),))
    assert ("img", "src", picture.url) in parsed(document).attributes


def test_in_metadata_no_text_is_in_the_file(tmp_path: Path) -> None:
    source = "".join(html(of_story("work", tmp_path, CaptureMode.metadata)))
    for text in ("basket", "pytest", "shop", "prices", "notes.txt", "total"):
        assert text not in source
    assert "exec_command" in source
