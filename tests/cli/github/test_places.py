"""Paths that a step says: relative in the checkout, and no home spelled out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.cli.github.places import shortener
from codexctl.cli.github.step import tell
from codexctl.cli.github.workflow_commands import Annotation, Level

ENVIRON = {"HOME": "/home/ann", "GITHUB_WORKSPACE": "/home/ann/work/shop"}


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("/home/ann/.codex/config.toml:3", "~/.codex/config.toml:3"),
        ("mv /home/ann/.codex/config.toml /home/ann/aside", "mv ~/.codex/config.toml ~/aside"),
        ("file:///home/ann/x", "file://~/x"),
        ("/home/ann: is a link", "~: is a link"),
        ("it is in /home/ann.", "it is in ~."),
        ("`/home/ann/work/shop/.codex/config.toml`", "`.codex/config.toml`"),
        ("/home/ann/work/shop: is no checkout", ".: is no checkout"),
        ("/home/ann/work/shopping/x", "~/work/shopping/x"),
        ("/home/bob/.codex/config.toml", "~bob/.codex/config.toml"),
        ("/home/annette/.codex", "~annette/.codex"),
        ("/Users/Eve/.codex", "~Eve/.codex"),
        (r"C:\Users\Eve\.codex", r"~Eve\.codex"),
        ("/mnt/home/ann/x", "/mnt/home/ann/x"),
        ("/etc/codex/requirements.toml", "/etc/codex/requirements.toml"),
    ],
)
def test_a_path_is_said_from_where_its_reader_is(text: str, short: str) -> None:
    assert shortener(ENVIRON)(text) == short


def test_a_home_behind_a_link_or_with_odd_letters_is_none_that_can_be_read(tmp_path: Path) -> None:
    real, link = tmp_path / "re\nal", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    short = shortener({"HOME": str(link)})
    assert short(f"{link}/a {real}/b {tmp_path}/re\\nal/c") == "~/a ~/b ~/c"


@pytest.mark.parametrize("home", ["", "/"])
def test_a_home_that_is_none_changes_nothing(home: str) -> None:
    assert shortener({"HOME": home, "USERPROFILE": "/nowhere"})("/etc/x /") == "/etc/x /"


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_around_it_keeps_a_home(before: str, after: str) -> None:
    said = shortener(ENVIRON)(f"{before} /home/ann/{after}")
    assert "/home/ann/" not in said.removeprefix(before)


def test_summary_and_annotations_go_the_same_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "summary"
    path = f"{tmp_path}/home/.codex/config.toml"
    environ = {"HOME": f"{tmp_path}/home", "GITHUB_STEP_SUMMARY": str(file)}
    tell(f"in `{path}`", [Annotation(Level.error, path, f"see {path}", path, 3)], environ)
    assert file.read_text() == "in `~/.codex/config.toml`"
    shown = "~/.codex/config.toml"
    line = f"::error file={shown},title={shown},line=3::see {shown}\n"
    assert capsys.readouterr().err == line
