"""Patches of several files, odd ones, and what a span keeps of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codexctl.trace.spans.patch import (
    MOST_CHARACTERS,
    change_of_item,
    diff_of_change,
    diffs_of_patch,
)

PATCH = """\
*** Begin Patch
*** Add File: docs/new.md
+# Title
+
*** Update File: src/app.py
*** Move to: src/main.py
@@ def run():
-    return 1
+    return 2
 # end
@@
-x
*** End of File
*** Delete File: old.txt
*** End Patch
"""


def test_every_file_of_a_patch_is_told_apart() -> None:
    new, app, old = diffs_of_patch(PATCH)
    assert (new.path, new.kind, new.added, new.removed) == ("docs/new.md", "add", 2, 0)
    assert (app.path, app.moved_to, app.added, app.removed) == ("src/app.py", "src/main.py", 1, 2)
    assert (old.path, old.kind, old.removed) == ("old.txt", "delete", None)
    assert app.diff == "@@ def run():\n-    return 1\n+    return 2\n # end\n@@\n-x"


def test_a_patch_that_was_cut_off_gives_what_is_there() -> None:
    assert [diff.path for diff in diffs_of_patch(PATCH[:90])] == ["docs/new.md", "src/app.py"]


def test_text_without_a_patch_changes_nothing() -> None:
    assert list(diffs_of_patch("echo hi")) == []


def test_lines_after_the_end_belong_to_the_shell() -> None:
    heredoc = f"apply_patch <<'EOF'\n{PATCH}EOF\n+not a line of the patch"
    assert sum(diff.added for diff in diffs_of_patch(heredoc)) == 3


def test_a_file_without_a_final_newline_says_so() -> None:
    change = change_of_item("a", {"type": "add", "content": "x\ny"})
    assert change["diff"] == "@@ -0,0 +1,2 @@\n+x\n+y\n\\ No newline at end of file"
    assert (change["added"], change["removed"]) == (2, 0)


def test_an_empty_file_has_no_hunk() -> None:
    assert change_of_item("a", {"type": "add", "content": ""})["diff"] == ""


def test_a_huge_file_is_counted_whole_and_kept_in_part() -> None:
    change = change_of_item("a", {"type": "delete", "content": "x" * 80 + "\n"} | {})
    assert change["removed"] == 1
    huge = change_of_item("a", {"type": "delete", "content": "line\n" * 100_000})
    assert huge["removed"] == 100_000
    assert len(huge["diff"]) < MOST_CHARACTERS + 20


def test_a_change_survives_the_way_through_a_span() -> None:
    change = change_of_item(
        "a", {"type": "update", "unified_diff": "@@ -1 +1 @@\n-x\n+y\n", "move_path": "b"}
    )
    diff = diff_of_change(change)
    assert (diff.path, diff.moved_to, diff.added, diff.removed) == ("a", "b", 1, 1)


@given(st.text(alphabet="*+- @\nABabFile:ddUpdtMovDleEnginPch", max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    for diff in diffs_of_patch("*** Begin Patch\n" + text):
        assert diff.added >= 0


@given(
    st.dictionaries(
        st.sampled_from(["type", "content", "unified_diff", "move_path"]),
        st.one_of(
            st.sampled_from(["add", "update", "delete"]), st.text(), st.none(), st.integers()
        ),
    )
)
def test_no_recorded_change_is_too_odd(change: dict[str, object]) -> None:
    diff_of_change(change_of_item("a", change))
