from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.codex.guidance.documents import documents
from codexctl.codex.guidance.here import Here
from codexctl.codex.guidance.items import Fate
from codexctl.codex.guidance.word import as_seen
from tests.codex.guidance.conftest import Make, write


def fates(here: Here, tmp_path: Path) -> dict[str, Fate]:
    found = documents(here)[0]
    return {str(Path(item.file).relative_to(tmp_path)): item.fate for item in found}


def test_the_home_comes_first_then_each_folder_from_the_root_down(
    make: Make, tmp_path: Path
) -> None:
    here = make()
    for folder in ("project/sub", "project", "person/.codex"):
        write(tmp_path / folder / "AGENTS.md")
    assert list(fates(here, tmp_path)) == [
        "person/.codex/AGENTS.md",
        "project/AGENTS.md",
        "project/sub/AGENTS.md",
    ]
    assert set(fates(here, tmp_path).values()) == {Fate.used}


def test_a_blank_override_hides_a_projects_document_and_not_the_homes(
    make: Make, tmp_path: Path
) -> None:
    for folder in ("project", "person/.codex"):
        write(tmp_path / folder / "AGENTS.override.md", " \n")
        write(tmp_path / folder / "AGENTS.md")
    assert fates(make(), tmp_path) == {
        "person/.codex/AGENTS.override.md": Fate.empty,
        "person/.codex/AGENTS.md": Fate.used,
        "project/AGENTS.override.md": Fate.empty,
        "project/AGENTS.md": Fate.shadowed,
    }


def test_an_override_hides_the_homes_document(make: Make, tmp_path: Path) -> None:
    write(tmp_path / "person/.codex/AGENTS.override.md")
    write(tmp_path / "person/.codex/AGENTS.md")
    assert list(fates(make(), tmp_path).values()) == [Fate.used, Fate.shadowed]


def test_a_fallback_is_read_where_there_is_no_other(make: Make, tmp_path: Path) -> None:
    for name in ("project/AGENTS.md", "project/NOTES.md", "project/sub/NOTES.md"):
        write(tmp_path / name)
    here = make(config={"project_doc_fallback_filenames": ["NOTES.md"]})
    assert fates(here, tmp_path) == {
        "project/AGENTS.md": Fate.used,
        "project/NOTES.md": Fate.shadowed,
        "project/sub/NOTES.md": Fate.used,
    }
    assert "project/sub/NOTES.md" not in fates(make(), tmp_path)


def test_the_limit_cuts_one_and_leaves_the_next_out_but_spares_the_home(
    make: Make, tmp_path: Path
) -> None:
    write(tmp_path / "person/.codex/AGENTS.md", "h" * 50)
    write(tmp_path / "project/AGENTS.md", "r" * 11)
    write(tmp_path / "project/sub/AGENTS.md", "s" * 3)
    here = make(config={"project_doc_max_bytes": 10})
    found, parts = documents(here)
    assert [item.fate for item in found] == [Fate.used, Fate.cut, Fate.over_limit]
    assert "the first 10 bytes" in found[1].why
    assert [len(part) for part in parts.values()] == [50, 10]
    assert [item.size for item in found] == [50, 11, 3]


@given(sizes=st.tuples(st.integers(0, 9), st.integers(0, 9)), limit=st.integers(0, 20))
def test_codex_never_reads_more_of_a_project_than_the_limit(
    tmp_path_factory: pytest.TempPathFactory, sizes: tuple[int, int], limit: int
) -> None:
    root = tmp_path_factory.mktemp("limit")
    folders = (root, root / "sub")
    for folder, size in zip(folders, sizes, strict=True):
        write(folder / "AGENTS.md", "x" * size)
    home = root / "none"
    here = Here(home, home, home, folders, config={"project_doc_max_bytes": limit})
    assert sum(map(len, documents(here)[1].values())) == min(limit, sum(sizes))


@pytest.mark.parametrize(
    ("version", "fate"),
    [("0.130.0", Fate.used), ("0.142.0", Fate.used), ("0.150.0", Fate.untrusted)],
)
def test_an_untrusted_folders_document_is_not_read_by_newer_releases(
    make: Make, tmp_path: Path, version: str, fate: Fate
) -> None:
    write(tmp_path / "project/AGENTS.md")
    assert fates(make("untrusted", version=version), tmp_path) == {"project/AGENTS.md": fate}


def test_a_folder_of_which_nothing_is_said_is_read(make: Make, tmp_path: Path) -> None:
    write(tmp_path / "project/AGENTS.md")
    assert fates(make(version="0.169.0"), tmp_path) == {"project/AGENTS.md": Fate.used}


def test_what_the_model_is_given_is_the_last_word(make: Make, tmp_path: Path) -> None:
    write(tmp_path / "project/AGENTS.md", "first\n")
    write(tmp_path / "project/sub/AGENTS.md", "second\n")
    items, parts = documents(make())
    assert [item.fate for item in as_seen(items, parts, "first")] == [Fate.used, Fate.not_read]
    items, parts = documents(make("untrusted"))
    assert [item.fate for item in as_seen(items, parts, "a second")] == [Fate.untrusted, Fate.used]


def test_a_pipe_is_named_and_not_waited_for(make: Make, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "project" / "AGENTS.md")
    (item,) = documents(make())[0]
    assert item.fate is Fate.not_read
    assert "a pipe" in item.why
