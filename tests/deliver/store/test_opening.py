"""The first words of a prompt: on one line, cut near 200 characters, and never half a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.deliver.store.opening import first_words, kept_words
from codexctl.deliver.store.query import TurnFilter
from codexctl.settings.capture import CaptureMode
from codexctl.settings.redaction import masker
from codexctl.view.queries.turn_page import all_pages
from tests.view.export.documents import capture, stored
from tests.view.handmade import Session, traces_of

TURN = "01a1e000-0000-7000-8000-00000000000a"
KEY = "sk-proj-" + "a1B2c3D4e5F6g7H8" * 4
# A token that carries claims: three parts in base64, as long as such tokens get.
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0" * 80 + "." + "c2lnbmF0dXJl" * 28


def as_it_is(text: str) -> str:
    return text


@pytest.mark.parametrize(
    ("prompt", "beginning"),
    [
        ("fix the basket", "fix the basket"),
        ("  fix\n\tthe  basket \n", "fix the basket"),
        ("", ""),
        ("直" * 510, "直" * 200),
        ("x" * 300, "x" * 200),
        ("x" * 200, "x" * 200),
        ("fix " + "y" * 5000, "fix " + "y" * 196),
        ("a" * 160 + " " + "y" * 100, "a" * 160),
        ("word " * 100, ("word " * 40).strip()),
        (" " * 3000 + "late", "late"),
        ("fix" + " " * 3000 + "it", "fix it"),
    ],
    ids=lambda text: f"{text[:8]!r}-{len(text)}",
)
def test_a_beginning_is_cut_at_a_word_only_where_one_ends_near(prompt: str, beginning: str) -> None:
    assert first_words(kept_words(prompt), as_it_is) == beginning


@pytest.mark.parametrize("mode", list(CaptureMode))
def test_lists_show_the_beginning_of_a_prompt_without_blanks(
    tmp_path: Path, mode: CaptureMode
) -> None:
    session = Session()
    session.turn(TURN, "直" * 510)
    session.end("Done.")
    store = stored(tmp_path, traces_of([session], tmp_path))
    ((line,),) = [list(all_pages(store, capture(mode), TurnFilter()))]
    store.close()
    assert line.prompt == ("" if mode is CaptureMode.metadata else "直" * 200)


@pytest.mark.parametrize("secret", [KEY, TOKEN], ids=["key", "token"])
def test_no_part_of_a_secret_is_shown_wherever_a_text_is_cut(secret: str) -> None:
    mask = masker().mask
    for before in (0, 1, 140, 150, 180, 192, 199, 200, 201, 900, 1300, 1700, 1930, 1990, 2000):
        # Short secrets make what is masked shorter, so that what comes later moves into sight.
        for lead in ("", TOKEN + "、"):
            told = first_words(kept_words(lead + "直" * before + "、" + secret + "、" * 3000), mask)
            assert told
            assert "eyJ" not in told
            assert "sk-" not in told
            for part in range(0, len(secret) - 12, 6):
                assert secret[part : part + 12] not in told


def test_a_mark_is_shown_whole() -> None:
    told = first_words(kept_words("直" * 190 + "、" + KEY + "、" * 3000), masker().mask)
    assert told.startswith("直" * 190 + "、[redacted:")
    assert told.endswith("]")


def test_half_a_secret_at_the_end_of_what_is_kept_is_not_moved_into_sight() -> None:
    """A rule of a person's own may know a secret only as a whole."""

    def whole_only(text: str) -> str:
        return text.replace(TOKEN, "[redacted:own]")

    kept = kept_words(TOKEN + "直" * 100 + TOKEN)
    assert kept.count("eyJhbGciOiJSUzI1NiJ9") == 2
    assert first_words(kept, whole_only) == "[redacted:own]"
