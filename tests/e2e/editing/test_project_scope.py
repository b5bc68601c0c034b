"""A setup for one project on the real Codex: its turns alone go to its destination."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.model.items import say
from tests.e2e.lab.model.script import step
from tests.e2e.lab.process import run
from tests.e2e.lab.runner import EXEC, Lab

pytestmark = pytest.mark.e2e


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    local = ("-c", "protocol.file.allow=always")
    subprocess.run(("git", "-C", str(folder), *who, *local, *words), check=True)


def made(folder: Path) -> Path:
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "commit", "-q", "--allow-empty", "-m", "first")
    return folder


class Places:
    """The five places, all of them trusted: what is not delivered is so for our reasons alone."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.repository = made(lab.home.root / "repo")
        self.worktree = lab.home.root / "linked"
        self.submodule = self.repository / "part"
        self.nested = made(self.repository / "nested")
        self.outside = lab.home.root / "outside"
        self.outside.mkdir()
        other = made(lab.home.root / "other")
        git(self.repository, "submodule", "--quiet", "add", str(other), "part")
        git(self.repository, "worktree", "add", "-q", str(self.worktree))
        for place in (self.repository, self.submodule, self.nested, self.outside):
            lab.home.append_config(f'[projects."{place}"]\ntrust_level = "trusted"')

    def turn(self, folder: Path, seconds: float = 0.0) -> str:
        """One turn of Codex in a folder, for which the model takes its time; gives its thread."""
        self.lab.script(step(say("Hello."), delay=seconds))
        self.lab.server.run += 1
        argv = [str(self.lab.binary), "exec", *EXEC, "--", "Say hello"]
        done = self.lab.note(run(argv, folder, self.lab.home.env, None, lambda _: False))
        assert done.rc == 0, done
        return done.thread_id


def delivered(installed: Installed, at_least: int) -> set[str]:
    """The threads in the local store, once there are enough of them."""
    turns = installed.turns_when(lambda found: len(found) >= at_least, 5.0)
    return {turn["thread_id"] for turn in turns}


def setup(installed: Installed, folder: Path, *words: str) -> None:
    done = installed.call("setup", *words, "--yes", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_exactly_the_turns_of_the_repository_go_to_its_destination(lab: Lab) -> None:
    installed, places = Installed(lab), Places(lab)
    setup(installed, places.repository, "--scope", "project")
    # Where Codex reads no hooks of the repository's, the turns come first: those that follow in
    # it start a worker, which sees all of them.
    for other in (places.outside, places.submodule, places.nested):
        places.turn(other)
    theirs = {places.turn(places.worktree), places.turn(places.repository)}
    assert delivered(installed, 2) == theirs
    status = json.loads(installed.call("status", "--json", cwd=places.repository).stdout)
    (destination,) = status["destinations"]
    assert destination["only_in"] == [str(places.repository)]
    checks = {check["id"]: (check["state"], check["summary"]) for check in status["checks"]}
    assert checks["destination.local.projects"][0] == "ok"
    assert str(places.repository) in checks["destination.local.projects"][1]
    assert checks["deliver.backlog"][0] == "ok"
    installed.run("trace", "export", "--all")
    assert delivered(installed, 2) == theirs


def test_a_destination_that_becomes_everybodys_gets_what_it_had_not_and_nothing_twice(
    lab: Lab,
) -> None:
    installed, places = Installed(lab), Places(lab)
    setup(installed, places.repository, "--scope", "project")
    every = {places.turn(path) for path in (places.outside, places.nested, places.repository)}
    assert len(delivered(installed, 1)) == 1
    setup(installed, places.outside)
    every.add(places.turn(places.outside))
    assert delivered(installed, 4) == every
    done = installed.run("trace", "export")
    assert done == "local: 0 turns delivered\n"


def test_a_turn_in_a_worktree_that_is_gone_at_once_is_delivered(lab: Lab) -> None:
    installed, places = Installed(lab), Places(lab)
    setup(installed, places.worktree, "--scope", "project")
    # The worker that looks where a turn runs starts two seconds after its beginning.
    thread = places.turn(places.worktree, seconds=6.0)
    git(places.repository, "worktree", "remove", "--force", str(places.worktree))
    assert delivered(installed, 1) == {thread}


def test_two_projects_have_each_their_own_and_uninstall_is_exact(lab: Lab) -> None:
    installed, places = Installed(lab), Places(lab)
    config = (lab.home.codex / "config.toml").read_bytes()
    setup(installed, places.repository, "--scope", "project")
    setup(installed, places.nested, "--scope", "project")
    theirs = {places.turn(path) for path in (places.nested, places.repository)}
    places.turn(places.outside)
    places.turn(places.repository)
    assert theirs < delivered(installed, 3)
    assert len(delivered(installed, 3)) == 3
    installed.run("uninstall", "--yes")
    assert (lab.home.codex / "config.toml").read_bytes() == config
    assert not (places.repository / ".codex").exists()
    assert not (places.nested / ".codex").exists()
    assert not (installed.home / "settings.toml").exists()
