from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from codexctl.document.diff import unified


def test_equal_texts_have_no_difference() -> None:
    assert unified("a\n", "a\n", "/f") == ""
    assert unified(None, None, "/f") == ""


def test_a_file_that_is_made_or_deleted_is_shown_against_nothing() -> None:
    assert unified(None, "a\n", "/f") == "--- /dev/null\n+++ /f\n@@ -0,0 +1 @@\n+a\n"
    assert unified("a\n", None, "/f") == "--- /f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
    assert unified(None, "", "/f") == "--- /dev/null\n+++ /f\n"


def test_a_missing_final_newline_is_told() -> None:
    assert unified("a", "a\n", "/f").splitlines()[3:] == [
        "-a",
        "\\ No newline at end of file",
        "+a",
    ]


def test_a_carriage_return_can_be_seen() -> None:
    assert unified("a\r\n", "a\n", "/f").splitlines()[3:] == ["-a^M", "+a"]


@settings(deadline=None)
@given(st.text(), st.text())
def test_nothing_that_moves_a_terminal_gets_through(before: str, after: str) -> None:
    shown = unified(before, after, "/f")
    assert all(char.isprintable() or char in "\n\t" or ord(char) > 0x9F for char in shown)
    assert not set("\u202a\u202b\u202d\u202e\u2066\u2067") & set(shown)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "", "x y"])), st.lists(st.sampled_from(["a", "b", "c"])))
def test_a_difference_applied_gives_the_other_text(old: list[str], new: list[str]) -> None:
    before, after = ("".join(line + "\n" for line in lines) for lines in (old, new))
    lines = unified(before, after, "/f").splitlines()[2:]
    removed = [line[1:] for line in lines if line.startswith("-")]
    added = [line[1:] for line in lines if line.startswith("+")]
    assert len(old) - len(removed) + len(added) == len(new)
    for line in removed:
        assert line in old
