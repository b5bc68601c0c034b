from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from codexctl.codex.asking.acceptance import Rejection
from codexctl.edit.asking.rehearsal import rehearse
from codexctl.edit.plan import FileEdit, Plan
from codexctl.locations import Locations

BAD = b"bad = 1\n"


class Codex:
    """Rejects every home, and every project, whose config.toml has a line that begins with bad."""

    def __init__(self) -> None:
        self.asked: list[tuple[Path, Path, tuple[str, ...]]] = []

    def __call__(self, home: Path, cwd: Path, flags: tuple[str, ...]) -> Rejection | None:
        self.asked.append((home, cwd, flags))
        for path in (home / "config.toml", cwd / ".codex" / "config.toml"):
            for line in path.read_text().splitlines() if path.exists() else ():
                if line.startswith("bad"):
                    return Rejection(f"{line} in {path}", path=str(path), line=1)
        return None


def plan(path: Path, before: bytes | None, after: bytes | None) -> Plan:
    if before is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(before)
    return Plan((FileEdit(path, before, after),), "t")


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [
        (b"", b"good = 1\n", False),
        (None, BAD, True),
        (b"good = 1\n", BAD, True),
        (BAD, b"bad = 1\ngood = 1\n", True),
        (BAD, b"", False),
        (b"bad = 1\nbad = 2\n", b"bad = 2\n", False),
    ],
)
def test_a_plan_is_refused_where_it_breaks_or_leaves_broken(
    locations: Locations, before: bytes | None, after: bytes, *, refused: bool
) -> None:
    codex = Codex()
    found = rehearse(plan(locations.config_toml, before, after), locations, codex)
    assert found.refused is refused
    assert (found.now is None) is (before in (None, b"", b"good = 1\n"))


def test_nothing_is_written_and_the_copy_is_gone_afterwards(locations: Locations) -> None:
    edit = plan(locations.config_toml, b"good = 1\n", BAD)
    before = everything(locations.home)
    codex = Codex()
    found = rehearse(edit, locations, codex)
    assert everything(locations.home) == before
    scratch = {home for home, _, _ in codex.asked} - {locations.codex_home}
    assert scratch
    assert not any(home.exists() for home in scratch)
    assert found.then is not None
    assert found.then.path == str(locations.config_toml)
    assert not any(str(home) in found.then.sentence for home in scratch)


def test_the_copy_has_what_lies_beside_the_file_but_nothing_that_codex_writes(
    locations: Locations,
) -> None:
    edit = plan(locations.config_toml, b"", b"good = 1\n")
    for name in ("prompts/base.md", "sessions/x.jsonl", "state_1.sqlite", "skills/s/SKILL.md"):
        path = locations.codex_home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    there: set[str] = set()

    def look(home: Path, _cwd: Path, _flags: tuple[str, ...]) -> None:
        if home != locations.codex_home:
            there.update(entry.name for entry in home.iterdir())
            assert home.stat().st_mode & 0o077 == 0
            assert (home / "config.toml").stat().st_mode & 0o077 == 0

    rehearse(edit, locations, look)
    assert there == {"config.toml", "prompts"}


def test_a_projects_file_is_tried_in_a_trusted_copy_of_the_project(
    locations: Locations, tmp_path: Path
) -> None:
    path = tmp_path / "repository" / ".codex" / "config.toml"
    codex = Codex()
    found = rehearse(plan(path, None, BAD), locations, codex)
    assert found.refused
    assert found.then is not None
    assert found.then.path == str(path)
    copies = [(cwd, flags) for _, cwd, flags in codex.asked if flags]
    assert copies
    for cwd, flags in copies:
        assert flags == ("-c", f'projects={{"{cwd}"={{trust_level="trusted"}}}}')


def test_what_comes_of_the_copying_alone_is_no_reason_to_refuse(locations: Locations) -> None:
    def picky(home: Path, _cwd: Path, _flags: tuple[str, ...]) -> Rejection | None:
        return None if home == locations.codex_home else Rejection("not in this place")

    edit = plan(locations.config_toml, b"", b"good = 1\n")
    assert rehearse(edit, locations, picky).then is None


def test_hooks_are_not_edited_where_codex_does_not_start(locations: Locations) -> None:
    locations.config_toml.parent.mkdir(parents=True, exist_ok=True)
    locations.config_toml.write_bytes(BAD)
    edit = plan(locations.hooks_json, None, b"{}")
    assert rehearse(edit, locations, Codex()).refused


def everything(folder: Path) -> dict[str, bytes]:
    return dict(contents(path for path in folder.rglob("*") if path.is_file()))


def contents(paths: Iterable[Path]) -> Iterable[tuple[str, bytes]]:
    return ((str(path), path.read_bytes()) for path in paths)
