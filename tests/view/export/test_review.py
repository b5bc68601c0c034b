"""The list of what is masked: kinds, how often and where, and never what stood there."""

from __future__ import annotations

from pathlib import Path

from codexctl.settings.capture import CaptureLimits, CaptureMode, Source, Voice
from codexctl.view.export.html import html
from codexctl.view.export.markdown import markdown
from codexctl.view.export.review import Masked, by_kind, lines, review, texts_of
from tests.view.export.documents import of_traces
from tests.view.handmade import Session, traces_of

TURN = "01a1e000-0000-7000-8000-00000000000a"
KEY = "sk-proj-" + "a1B2c3D4e5F6g7H8" * 4
MAIL = "ada.lovelace@analytical-engines.com"
REDACTED = CaptureLimits(CaptureMode.redacted, frozenset({"reasoning"}), Source(Voice.settings))


def leaky() -> list[Session]:
    """A key in a prompt and twice in an output, an address in a command and in the answer."""
    session = Session()
    session.turn(TURN, f"Why is {KEY} refused?")
    session.shell(f"git log --author {MAIL}", f"{KEY}\n{KEY}\n")
    session.say(f"Ask {MAIL}.")
    session.bill(10, 0, 1)
    session.end(f"Ask {MAIL}.")
    return [session]


def test_every_masked_place_is_listed_with_its_kind_and_its_turn(tmp_path: Path) -> None:
    document = of_traces(tmp_path, traces_of(leaky(), tmp_path), CaptureMode.redacted)
    found = review(texts_of(document), REDACTED)
    (key,) = {masked.kind for masked in found.masked if masked.part == "prompt"}
    (mail,) = {masked.kind for masked in found.masked if masked.part == "answer"}
    assert set(found.masked) == {
        Masked(key, 1, 1, "prompt"),
        Masked(key, 2, 1, "call exec_command"),
        Masked(mail, 1, 1, "call exec_command"),
        Masked(mail, 1, 1, "answer"),
    }
    assert list(by_kind(found.masked).items()) == [(key, 3), (mail, 2)]


def test_neither_the_list_nor_the_files_hold_what_was_masked(tmp_path: Path) -> None:
    document = of_traces(tmp_path, traces_of(leaky(), tmp_path), CaptureMode.redacted)
    listed = "\n".join(lines(review(texts_of(document), REDACTED)))
    for written in (listed, "".join(html(document)), "".join(markdown(document))):
        assert KEY not in written
        assert KEY[:16] not in written
        assert MAIL not in written
    assert "turn 1, call exec_command: 2 " in listed
    assert "5 places masked: 3 " in listed


def test_as_many_marks_are_in_the_file_as_are_listed(tmp_path: Path) -> None:
    document = of_traces(tmp_path, traces_of(leaky(), tmp_path), CaptureMode.redacted)
    found = review(texts_of(document), REDACTED)
    assert "".join(markdown(document)).count("[redacted:") == found.total == 5


def test_in_full_nothing_is_masked_and_the_list_says_so(tmp_path: Path) -> None:
    document = of_traces(tmp_path, traces_of(leaky(), tmp_path), CaptureMode.full)
    found = review(texts_of(document), CaptureLimits(CaptureMode.full))
    assert found.masked == ()
    assert list(lines(found)) == ["capture: full (by default)", "nothing in it is masked"]


def test_limits_and_names_told_as_digests_are_named() -> None:
    limits = CaptureLimits(
        CaptureMode.redacted, frozenset({"paths", "prompts"}), Source(Voice.policy)
    )
    found = review([(1, "prompt", "hashed:0123456789abcdef")], limits)
    assert list(lines(found)) == [
        "capture: redacted, without paths, prompts (by policy)",
        "nothing in it is masked",
        "1 name told as a digest",
    ]


def test_in_metadata_the_list_says_that_there_is_no_text() -> None:
    assert list(lines(review([], CaptureLimits(CaptureMode.metadata)))) == [
        "capture: metadata (by default)",
        "no text of prompts, answers and calls is in it",
    ]
