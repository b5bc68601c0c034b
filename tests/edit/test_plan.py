from __future__ import annotations

from pathlib import Path

from codexctl.edit.plan import FileEdit, Plan, diff


def test_the_diff_of_a_plan_shows_every_file_that_changes_and_no_other() -> None:
    plan = Plan(
        (
            FileEdit(Path("/h/new"), None, b"a\n"),
            FileEdit(Path("/h/same"), b"x\n", b"x\n"),
            FileEdit(Path("/h/gone"), b"b\n", None),
            FileEdit(Path("/h/changed"), b"1\n2\n", b"1\n3\n"),
        ),
        "test",
    )
    assert diff(plan) == (
        "--- /dev/null\n+++ /h/new\n@@ -0,0 +1 @@\n+a\n"
        "--- /h/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n"
        "--- /h/changed\n+++ /h/changed\n@@ -1,2 +1,2 @@\n 1\n-2\n+3\n"
    )


def test_a_plan_is_empty_when_nothing_would_change() -> None:
    assert Plan((), "nothing").is_empty
    assert Plan((FileEdit(Path("a"), b"x", b"x"),), "same").is_empty
    assert not Plan((FileEdit(Path("a"), None, b""),), "an empty file is a file").is_empty


def test_bytes_that_are_no_text_do_not_stop_a_diff() -> None:
    assert "\ufffd" in diff(Plan((FileEdit(Path("a"), b"\xff\n", b"b\n"),), "bytes"))
