"""Files: patches with their diffs, listings, reads, searches, pictures."""

from __future__ import annotations

import pytest

from codexctl.view.calls.files import Entry, ImageView, Patch
from tests.view.calls.material import NEWEST, OLDEST, VERSIONS, made, recorded


@pytest.mark.parametrize("version", VERSIONS)
def test_patches_count_the_lines_of_each_file(version: str) -> None:
    patches = recorded(version, "apply-patch")
    assert all(isinstance(patch, Patch) for patch in patches)
    (added,), (updated,), (missing,), (moved,), (deleted,) = (patch.changes for patch in patches)
    assert (added.kind, added.added, added.removed) == ("add", 2, 0)
    assert (updated.kind, updated.added, updated.removed) == ("update", 1, 1)
    assert (missing.kind, missing.added, missing.removed) == ("update", 1, 1)
    assert (moved.kind, moved.added, moved.removed) == ("update", 1, 1)
    assert moved.moved_to.endswith("moved.txt")
    assert deleted.kind == "delete"
    # The model of the recordings was not offered the tool by 0.124.
    done = "_OTHER" if version == "0.124.0" else ""
    assert [patch.error for patch in patches] == [done, done, "_OTHER", done, done]


def test_codex_s_record_gives_line_numbers_and_what_was_deleted() -> None:
    patches = recorded(NEWEST, "apply-patch")
    assert patches[1].changes[0].diff == "@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n"
    deleted = patches[4].changes[0]
    assert (deleted.removed, deleted.diff) == (2, "@@ -1,2 +0,0 @@\n-first\n-second")


def test_without_a_record_the_patch_itself_is_the_diff() -> None:
    """Up to 0.117 nothing is kept of a patch but the call and its output."""
    patches = recorded(OLDEST, "apply-patch")
    assert patches[0].changes[0].diff == "@@ -0,0 +1,2 @@\n+first\n+second"
    assert patches[1].changes[0].diff == "@@\n one\n-two\n+TWO\n three"
    assert patches[4].changes[0].removed is None


def test_a_patch_that_does_not_fit_keeps_what_was_wanted_and_why_not() -> None:
    patch = recorded(NEWEST, "apply-patch")[2]
    assert patch.changes[0].path == "missing.txt"
    assert "verification failed" in patch.output


def test_a_patch_of_a_script_is_read_from_codex_s_record() -> None:
    (patch,) = recorded(NEWEST, "code-mode", "apply_patch")
    assert patch.changes[0].path == "/home/dev/project/js.txt"
    assert patch.changes[0].diff == "@@ -0,0 +1,1 @@\n+from a script"


def test_a_patch_as_json_arguments_is_a_patch_too() -> None:
    text = "*** Begin Patch\n*** Add File: a\n+1\n*** End Patch"
    assert made("apply_patch", {"input": text}).changes[0].added == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_a_picture_is_named_not_carried(version: str) -> None:
    seen, missing = recorded(version, "images", "view_image")
    assert isinstance(seen, ImageView)
    assert (seen.path, seen.output, seen.error) == ("red.png", "", "")
    assert missing.error == "_OTHER"
    assert "unable to locate image" in missing.output


def test_a_listing_has_depths_and_kinds() -> None:
    output = "Absolute path: /srv\nb.txt\nlib/\n  x.so@\n  pipe?\nMore than 4 entries found"
    listing = made("list_dir", {"dir_path": "/srv", "depth": 2}, output)
    assert (listing.path, listing.has_more) == ("/srv", True)
    assert listing.entries == (
        Entry("b.txt", "file", 0),
        Entry("lib", "folder", 0),
        Entry("x.so", "link", 1),
        Entry("pipe", "other", 1),
    )


def test_a_listing_that_failed_has_no_entries() -> None:
    failed = made(
        "list_dir", {"dir_path": "/no"}, "failed to read directory: gone", error_type="_OTHER"
    )
    assert (failed.path, failed.entries) == ("/no", ())
    assert failed.output == "failed to read directory: gone"


def test_a_read_says_which_lines_were_given() -> None:
    read = made("read_file", {"file_path": "/a", "offset": 3}, "L3: x\nL4: L9: y\nL5: ")
    assert (read.path, read.first, read.last) == ("/a", 3, 5)
    failed = made(
        "read_file", {"file_path": "/a"}, "offset exceeds file length", error_type="_OTHER"
    )
    assert (failed.first, failed.last, failed.output) == (0, 0, "offset exceeds file length")


def test_a_search_lists_the_files_that_match() -> None:
    found = made("grep_files", {"pattern": "TODO", "include": "*.py", "path": "src"}, "a.py\nb.py")
    assert (found.pattern, found.include, found.path) == ("TODO", "*.py", "src")
    assert found.matches == ("a.py", "b.py")
    assert made("grep_files", {"pattern": "x"}, "No matches found.").matches == ()
    failed = made("grep_files", {"pattern": "("}, "rg failed: regex", error_type="_OTHER")
    assert (failed.matches, failed.output) == ((), "rg failed: regex")
