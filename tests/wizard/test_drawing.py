"""What a question looks like at every size: nothing breaks inside a word, nothing goes missing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.settings.fields import scalars
from codexctl.settings.labels import LABELS
from codexctl.settings.redaction import secrets_masker
from codexctl.wizard import words
from codexctl.wizard.question import Around, Choice, Form, Question
from codexctl.wizard.screen.drawing import Line, Pointed, answer_lines, draw
from codexctl.wizard.screen.signs import ASCII, UNICODE, signs_for, writable
from codexctl.wizard.screen.wrapping import hanging, wrapped

CHOICES = tuple(
    Choice(name, text, example=words.CAPTURE_EXAMPLES[name])
    for name, text in words.CAPTURE_MODES.items()
)
CAPTURE = Question("capture", words.CAPTURE, Form.one, "Content", CHOICES, "redacted")
AROUND = Around("2 of 6", (("Traces go to", "this machine, Langfuse"),), may_go_back=True)


def texts(lines: list[Line]) -> list[str]:
    return ["".join(text for style, text in line if not style.startswith("[")) for line in lines]


def shown(question: Question, around: Around, size: tuple[int, int], at: int = 0) -> list[str]:
    drawn = draw(question, around, Pointed(at), size)
    return [*texts(drawn.head), *texts(drawn.body), *texts(drawn.tail)]


@given(st.lists(st.text("abc", max_size=10)), st.integers(10, 60))
def test_wrapping_keeps_every_word_whole(said: list[str], width: int) -> None:
    text = " ".join(said)
    lines = wrapped(text, width)
    assert " ".join(lines).split() == text.split()
    assert all(len(line) <= width for line in lines)


def test_a_word_that_fills_more_than_a_line_is_broken_where_it_must_be() -> None:
    assert wrapped("see https://a.example/long", 10) == ["see", "https://a.", "example/lo", "ng"]


def test_a_command_is_broken_only_where_no_line_holds_it() -> None:
    said = "afterwards: codexctl auth set langfuse"
    assert wrapped(said, 22) == ["afterwards:", "codexctl auth set", "langfuse"]
    assert wrapped("codexctl auth set", 10) == ["codexctl", "auth set"]


def test_wide_characters_count_as_two_columns() -> None:
    assert wrapped("日本 語", 4) == ["日本", "語"]


def test_further_lines_stand_below_the_text_and_not_below_the_mark() -> None:
    assert hanging("> ", "one two three", 9, 1) == ["> one two", "   three"]


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_a_question_fits_its_columns_and_shows_each_choice_in_full(columns: int) -> None:
    lines = shown(CAPTURE, AROUND, (columns, 40))
    assert all(len(line) < columns for line in lines)
    said = " ".join(" ".join(lines).split())
    for text in (*words.CAPTURE_MODES.values(), words.CAPTURE, "2 of 6", words.GOES_BACK):
        assert text in said


def test_what_a_trace_holds_is_masked_in_the_example_as_it_is_in_a_trace() -> None:
    said = "curl -H 'Authorization: Bearer sk-live-51HxQw8Z1bT4mC2yJ7pN'"
    masked = re.sub(r"(\[redacted:)[a-z-]+", r"\1…", secrets_masker().mask(said))
    assert "51Hx" not in masked
    assert words.CAPTURE_EXAMPLES["redacted"] == f"contains: {masked}"


def test_the_examples_fit_a_line_of_60_columns() -> None:
    assert all(len(text) < 60 - 2 for text in words.CAPTURE_EXAMPLES.values())


@pytest.mark.parametrize("at", [0, 1, 2])
def test_nothing_below_jumps_as_the_cursor_moves(at: int) -> None:
    assert len(shown(CAPTURE, AROUND, (60, 40), at)) == len(shown(CAPTURE, AROUND, (60, 40)))


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("rows", [6, 10, 16, 24])
def test_on_few_rows_there_are_still_choices_to_be_seen(columns: int, rows: int) -> None:
    drawn = draw(CAPTURE, AROUND, Pointed(1), (columns, rows))
    assert drawn.body_rows >= 1
    assert len(drawn.head) + drawn.body_rows + len(drawn.tail) <= rows


def test_what_cannot_be_had_is_shown_with_the_reason() -> None:
    barred = replace(CHOICES[2], why="not allowed: the policy says so")
    question = replace(CAPTURE, choices=(*CHOICES[:2], barred))
    lines = " ".join(" ".join(shown(question, AROUND, (60, 40))).split())
    assert "(not available: not allowed: the policy says so)" in lines


def test_a_list_that_does_not_fit_says_so() -> None:
    many = tuple(Choice(str(number), f"number {number}") for number in range(30))
    question = replace(CAPTURE, choices=many)
    drawn = draw(question, Around(), Pointed(), (60, 20))
    hidden = 30 - drawn.body_rows
    assert words.HIDDEN.format(lines=f"{hidden} lines") in texts(drawn.tail)


def test_the_first_question_offers_no_way_back() -> None:
    lines = " ".join(shown(CAPTURE, replace(AROUND, may_go_back=False), (80, 40)))
    assert words.GOES_BACK not in lines


def test_the_list_of_answers_says_none_where_nothing_was_said() -> None:
    answers = (("Workspace", ""), ("langfuse: public_key", "pk-lf-1"))
    assert answer_lines(answers, 60) == [
        "  Workspace             none",
        "  langfuse: public_key  pk-lf-1",
    ]


def test_what_an_encoding_cannot_write_is_written_in_ascii() -> None:
    assert signs_for("utf-8") is UNICODE
    assert signs_for("iso8859-1") is ASCII
    assert signs_for(None) is ASCII
    assert signs_for("no-such-encoding") is ASCII
    assert writable("moved … back", "ascii") == "moved ... back"
    assert writable("↑↓ move", "ascii") == "Up/Down move"
    assert writable("Zoë", "ascii") == "Zo?"


def test_every_question_of_the_tables_has_its_name_in_the_summary() -> None:
    rows = [field for field in scalars().values() if field.question]
    titles = [row.title for row in rows] + [label.title for label in LABELS.values()]
    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_a_choice_in_two_columns_goes_on_in_the_second() -> None:
    long = Choice("where", "Traces go to     this machine, Langfuse, another backend")
    question = replace(CAPTURE, choices=(long, Choice("how", "Codex calls      Automatic")))
    assert texts(draw(question, Around(), Pointed(1), (46, 40)).body) == [
        "  Traces go to     this machine, Langfuse,",
        "                   another backend",
        "› Codex calls      Automatic",
    ]


def test_one_line_that_is_not_shown_is_one_line() -> None:
    two = replace(CAPTURE, choices=(Choice("a", "one"), Choice("b", "other")))
    tails = (draw(two, Around(), Pointed(), (60, rows)).tail for rows in range(1, 9))
    said = [line for tail in tails for line in texts(tail) if "not shown" in line]
    assert said
    assert all(line.startswith("1 line of this list") for line in said)
