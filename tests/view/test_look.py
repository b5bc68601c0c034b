"""What a terminal can show is found out from it and from the environment."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from codexctl.view.terminal.screen import Look, look_for


class Terminal(io.StringIO):
    """A stream with an encoding that may be a terminal."""

    def __init__(self, encoding: str | None = "utf-8", *, is_terminal: bool = True) -> None:
        super().__init__()
        self._encoding, self._is_terminal = encoding, is_terminal

    @property
    def encoding(self) -> str | None:  # type: ignore[override]  # None is what some streams say
        return self._encoding

    def isatty(self) -> bool:
        return self._is_terminal


def test_colour_is_for_terminals_alone() -> None:
    assert look_for(Terminal(), {}).color
    assert not look_for(Terminal(is_terminal=False), {}).color


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_can_be_refused(environ: dict[str, str]) -> None:
    assert not look_for(Terminal(), environ).color
    assert not look_for(Terminal(), {}, no_color=True).color


def test_an_empty_no_color_refuses_nothing() -> None:
    """https://no-color.org: when present and not an empty string."""
    assert look_for(Terminal(), {"NO_COLOR": ""}).color


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", None, "no-such-encoding"])
def test_signs_that_cannot_be_written_are_said_in_ascii(encoding: str | None) -> None:
    look = look_for(Terminal(encoding), {})
    assert look.ascii
    assert look.sign("done") == "+"


def test_utf_8_goes_by_several_names() -> None:
    for name in ("utf-8", "UTF-8", "utf8", "UTF_8"):
        look = look_for(Terminal(name), {})
        assert (look.ascii, look.encoding) == (False, "utf-8")


def test_letters_that_cannot_be_written_are_spelled_out() -> None:
    latin = look_for(Terminal("latin-1"), {})
    assert latin.clean("Grüße €") == r"Grüße \u20ac"
    assert look_for(Terminal(), {}, ascii_only=True).clean("Grüße") == r"Gr\xfc\xdfe"


def test_styles_are_written_only_in_colour() -> None:
    assert Look().painted("x", "bad") == "x"
    assert replace(Look(), color=True).painted("x", "bad") == "\x1b[31mx\x1b[0m"
    assert replace(Look(), color=True).painted("x", "") == "x"
