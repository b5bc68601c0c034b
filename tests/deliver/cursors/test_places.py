"""Turns of folders: a destination that is for some projects gets theirs, by every way."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from codexctl.deliver.backfill.export import Export, Exported
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.backlog import backlog
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.rollouts.fates import Fate
from codexctl.deliver.rollouts.files import find
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from codexctl.settings.load import load
from tests.trace.writing import Rollout

THREAD = "01a215c3-c66f-7660-acb6-78bcee93d1"


class Folders:
    """Projects as git marks them, below a home; each turn is a session of its own."""

    def __init__(self, locations: Locations) -> None:
        self.locations, self.turns = locations, 0
        self.root = locations.home.resolve() / "repo"
        self.worktree = locations.home.resolve() / "linked"
        self.outside = locations.home.resolve() / "outside"
        self.nested = self.root / "nested"
        linked = self.root / ".git" / "worktrees" / "linked"
        for folder in (linked, self.nested / ".git", self.worktree, self.outside):
            folder.mkdir(parents=True)
        (self.worktree / ".git").write_text(f"gitdir: {linked}\n")

    def settle(self, *roots: Path) -> None:
        """Settings with a local store that is for these projects, or for all folders."""
        only = f"only_in = {[str(root) for root in roots]}\n" if roots else ""
        text = f'version = 1\n[[destinations]]\nname = "local"\nkind = "local"\n{only}'
        self.locations.settings_toml.parent.mkdir(parents=True, exist_ok=True)
        self.locations.settings_toml.write_text(text)
        os.utime(self.locations.settings_toml, (0, 0))

    def turn(self, *folders: Path | str, ended: bool = True) -> None:
        """One turn in each folder."""
        for folder in folders:
            self.turns += 1
            thread = f"{THREAD}{self.turns:02}"
            written = Rollout(thread, cwd=str(folder)).started("turn").prompt("x").said("y")
            if ended:
                written.ended()
            name = f"rollout-2026-11-20T12-00-00-{thread}.jsonl"
            path = self.locations.rollout_folders[0] / name
            path.write_bytes(b"".join(written.lines))

    def deliver(self) -> int:
        (report,) = deliver(self.locations, {}, Clock()).values()
        return report.delivered

    def export(self, *, dry_run: bool = False, everything: bool = True) -> Exported:
        scope = Scope(seen_too=everything, asked_for=True)
        run = Export(self.locations, {}, scope, lambda *_: None, processes=1)
        return run.run(dry_run=dry_run)[0]

    def waiting(self) -> dict[str, int]:
        cursors = Cursors.open(self.locations.cursors_db)
        rollouts = list(find(self.locations.rollout_folders))
        found = backlog(
            rollouts, load(self.locations.settings_toml), cursors, 0, self.locations.codex_home
        )
        cursors.close()
        return found.turns


@pytest.fixture
def folders(locations: Locations) -> Folders:
    return Folders(locations)


def test_a_worker_delivers_what_ran_in_the_project_alone(folders: Folders) -> None:
    folders.settle(folders.root)
    folders.turn(folders.root / "src", folders.worktree, folders.nested, folders.outside, "")
    assert folders.waiting() == {"local": 2}
    assert folders.deliver() == 2
    assert folders.waiting() == {"local": 0}
    assert folders.deliver() == 0


def test_the_catch_up_counts_and_delivers_by_the_same_rule(folders: Folders) -> None:
    folders.settle(folders.root)
    folders.turn(folders.root, folders.nested, folders.outside)
    assert folders.export(dry_run=True).pending == 1
    done = folders.export()
    assert done.delivered == 1
    assert (done.files[Fate.delivered], done.files[Fate.elsewhere]) == (1, 2)
    again = folders.export(everything=False)
    assert (again.files[Fate.delivered], again.files[Fate.elsewhere]) == (1, 2)


def test_for_all_folders_what_was_passed_over_comes_and_nothing_twice(folders: Folders) -> None:
    folders.settle(folders.root)
    folders.turn(folders.root, folders.nested, folders.outside)
    assert folders.deliver() == 1
    folders.settle()
    assert folders.waiting() == {"local": 2}
    assert folders.deliver() == 2
    assert folders.deliver() == 0


def test_for_one_more_project_what_ran_in_that_comes(folders: Folders) -> None:
    folders.settle(folders.root)
    folders.turn(folders.root, folders.nested, folders.outside)
    assert folders.deliver() == 1
    folders.settle(folders.root, folders.nested)
    assert folders.waiting() == {"local": 1}
    assert folders.deliver() == 1


def test_other_marks_of_a_project_count_as_codex_has_them(folders: Folders) -> None:
    app = folders.root / "app"
    app.mkdir()
    (app / "package.json").touch()
    folders.locations.config_toml.write_text('project_root_markers = ["package.json"]\n')
    folders.settle(app)
    folders.turn(app, folders.root)
    assert folders.deliver() == 1


def test_a_worktree_that_is_gone_is_known_if_its_turn_was_seen_to_begin(folders: Folders) -> None:
    folders.settle(folders.root)
    folders.turn(folders.worktree, ended=False)
    assert folders.deliver() == 0
    shutil.rmtree(folders.worktree)
    folders.turn(folders.worktree)
    assert folders.waiting() == {"local": 1}
    assert folders.deliver() == 1


def test_a_nested_repository_that_is_gone_is_not_taken_for_the_one_around_it(
    folders: Folders,
) -> None:
    folders.settle(folders.root)
    folders.turn(folders.nested)
    assert folders.deliver() == 0
    shutil.rmtree(folders.nested)
    folders.turn(folders.nested)
    assert folders.deliver() == 0


def test_a_turn_counts_where_it_ran_and_not_where_its_session_began(folders: Folders) -> None:
    folders.settle(folders.root)
    moved = Rollout(f"{THREAD}99", cwd=str(folders.root)).started("turn")
    moved.add("turn_context", {"turn_id": "turn", "model": "m", "cwd": str(folders.outside)})
    name = f"rollout-2026-11-20T12-00-00-{THREAD}99.jsonl"
    path = folders.locations.rollout_folders[0] / name
    path.write_bytes(b"".join(moved.prompt("x").said("y").ended().lines))
    assert folders.deliver() == 0


@pytest.mark.parametrize("cwd", ["src", "../repo", "/a\0b", "C:\\repo", "/gone/for/good"])
def test_a_folder_that_cannot_be_found_is_in_no_project(folders: Folders, cwd: str) -> None:
    folders.settle(folders.root)
    folders.turn(cwd)
    assert folders.deliver() == 0
