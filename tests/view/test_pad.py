"""Lines that are cut, wrapped and shortened."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codexctl.view.terminal.pad import Pad, painted
from codexctl.view.terminal.screen import Look
from codexctl.view.terminal.text import cells


def lines(pad: Pad) -> list[str]:
    return [painted(pad.look, line) for line in pad.lines]


def pad(width: int = 20, *, full: bool = False, cwd: str = "") -> Pad:
    return Pad(Look(full=full), width, cwd)


def test_a_long_line_is_cut_with_a_mark() -> None:
    one = pad(10)
    one.line(("0123456789", "strong"))
    one.line(("01234", "strong"), ("567890", ""))
    assert lines(one) == ["0123456789", "012345678…"]


def test_text_is_wrapped_between_words_below_its_sign() -> None:
    one = pad(12)
    one.text("three short words here", first="» ")
    assert lines(one) == ["» three", "  short", "  words here"]


def test_a_word_without_blanks_is_broken_where_the_line_ends() -> None:
    one = pad(8)
    one.text("日本語のテキスト")
    assert lines(one) == ["日本語の", "テキスト"]


def test_long_texts_are_shortened_unless_they_are_wanted_whole() -> None:
    text = "\n".join(map(str, range(100)))
    short, whole = pad(), pad(full=True)
    for one in (short, whole):
        one.text(text, keep=3)
    assert lines(short) == ["0", "1", "2", "…"]
    assert len(whole.lines) == 100


def test_of_many_lines_the_first_and_the_last_are_shown() -> None:
    text = "\n".join(map(str, range(100)))
    short, whole = pad(), pad(full=True)
    for one in (short, whole):
        one.block(text, keep=4, first="$ ")
    assert lines(short) == ["$ 0", "  1", "  … 96 more lines", "  98", "  99"]
    assert len(whole.lines) == 100


def test_blank_lines_of_an_output_stay_and_empty_ones_of_a_card_do_not() -> None:
    one = pad()
    one.block("a\n\nb")
    one.line(("", "bad"), ("  ", ""))
    one.text("")
    assert lines(one) == ["a", "", "b"]


def test_paths_are_shown_from_the_working_directory() -> None:
    one = pad(cwd="/srv/app")
    assert one.path("/srv/app/a/b") == "a/b"
    assert one.path("/srv/apple") == "/srv/apple"
    assert pad().path("/srv/app/a") == "/srv/app/a"


@given(
    text=st.text(alphabet=st.characters(codec=None)),
    width=st.integers(10, 60),
    full=st.booleans(),
    first=st.sampled_from(["", "» ", "$ "]),
)
def test_no_line_is_wider_than_the_pad(text: str, width: int, *, full: bool, first: str) -> None:
    one = pad(width, full=full)
    one.text(text, first=first)
    one.block(text, first=first)
    one.line((first, ""), (text, "bad"))
    assert all(cells(line) <= width for line in lines(one))


@given(st.text(alphabet="ab \n", max_size=300), st.integers(8, 30))
def test_wrapping_loses_nothing_but_blanks(text: str, width: int) -> None:
    one = pad(width, full=True)
    one.text(text)
    assert "".join(lines(one)).replace(" ", "") == text.replace(" ", "").replace("\n", "")
