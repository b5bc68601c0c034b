"""The tutorial and the task pages, line by line, by somebody who has the real Codex."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tests.documented.blocks import commands_of
from tests.documented.following import executed, follow, unattended
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e


class Person:
    """Somebody with codexctl and Codex on the PATH, in a repository of their own."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.cwd = lab.home.work
        programs = lab.home.root / "bin"
        programs.mkdir()
        starter = programs / "codexctl"
        starter.write_text(f'#!/bin/sh\nexec {sys.executable} -m codexctl "$@"\n')
        starter.chmod(0o755)
        path = f"{programs}:{lab.binary.parent}:{lab.home.env['PATH']}"
        self.environ = {**lab.home.env, "PATH": path}
        # Everybody else finds codexctl's own folders below HOME.
        self.environ.pop("CODEXCTL_HOME", None)
        subprocess.run(["git", "init", "-q"], cwd=self.cwd, check=True)

    def follows(self, page: str) -> dict[str, str]:
        """What each line of a page wrote, by the line."""
        lines = commands_of(page)
        return dict(zip(lines, follow(lines, self.environ, self.cwd), strict=True))

    def types(self, line: str) -> str:
        """What one line wrote."""
        return executed(unattended(line), self.environ, self.cwd)

    def types_until(self, line: str, word: str) -> str:
        """What one line writes as soon as it has this word; a busy machine delivers later."""
        until = time.monotonic() + 10
        while word not in (wrote := self.types(line)):
            assert time.monotonic() < until, wrote
        return wrote

    def files(self) -> dict[str, bytes]:
        """What is in Codex's home, but for what Codex keeps there itself."""
        names = ("config.toml", "hooks.json")
        found = (self.lab.home.codex / name for name in names)
        return {path.name: path.read_bytes() for path in found if path.exists()}


@pytest.fixture
def person(lab: Lab) -> Person:
    lab.script(shell("echo hi"), say("Hello."), say("Hello again."))
    return Person(lab)


def test_the_tutorial_leads_to_a_trace_in_two_minutes_and_back(person: Person) -> None:
    before, began = person.files(), time.monotonic()
    wrote = person.follows("docs/tutorial.md")
    assert time.monotonic() - began < 120
    assert "the test turn arrived" in wrote["codexctl setup"]
    assert "Say hello" in wrote["codexctl trace list"]
    assert "echo hi" in wrote["codexctl trace show"]
    assert "http://127.0.0.1:" in wrote["codexctl view"]
    assert person.files() == before


def test_the_readme_leads_to_a_trace(person: Person) -> None:
    wrote = person.follows("README.md")
    assert "hello" in wrote["codexctl trace list"]
    assert "echo hi" in wrote["codexctl trace show"]


def test_traces_are_read_as_described(person: Person) -> None:
    person.types("codexctl setup --yes --no-proof")
    person.types("codex exec 'Say hello'")
    wrote = person.follows("docs/tasks/read.md")
    assert "hello" in wrote["codexctl trace search hello --since 30d"]
    assert "<script" not in (person.cwd / "session.html").read_text()


def test_one_machine_is_set_up_as_described(person: Person) -> None:
    wrote = person.follows("docs/tasks/one-machine.md")
    assert "✗" not in wrote["codexctl status"]


def test_capture_is_chosen_as_described(person: Person) -> None:
    (person.cwd / "notes.txt").write_text("password = hunter2hunter2\n")
    wrote = person.follows("docs/tasks/capture.md")
    assert "capture: metadata" in wrote["codexctl status --offline"]
    assert "capture: metadata" in wrote["CODEXCTL_CAPTURE=metadata codexctl status --offline"]
    masked = wrote["codexctl policy explain --sample notes.txt"]
    assert "hunter2" not in masked


def test_all_is_taken_back_as_described(person: Person) -> None:
    before = person.files()
    person.types("codexctl setup --yes")
    assert person.files() != before
    person.follows("docs/tasks/take-back.md")
    assert person.files() == before


def test_a_lost_trace_is_found_as_described(person: Person) -> None:
    person.types("codex exec 'Say hello'")
    person.types("codexctl setup --yes")
    wrote = person.follows("docs/tasks/lost-trace.md")
    assert "Say hello" in wrote["codexctl trace convert ~/.codex/sessions"]
    assert "Say hello" in person.types("codexctl trace list")


def test_several_homes_are_together_or_apart_as_described(person: Person) -> None:
    config = (person.lab.home.codex / "config.toml").read_text()
    homes = [person.lab.home.root / f".codex-{name}" for name in ("work", "private", "apart")]
    for home in homes:
        home.mkdir()
        (home / "config.toml").write_text(config)
    wrote = person.follows("docs/tasks/several-homes.md")
    assert str(homes[0]) in wrote["CODEX_HOME=~/.codex-work codexctl status"]
    for home in homes:
        person.types(f"CODEX_HOME={home} codex exec 'From {home.name}'")
        person.lab.script(say("Hello."))
    together = person.types_until(
        f"CODEX_HOME={homes[1]} codexctl trace list", "From .codex-private"
    )
    assert "From .codex-work" in together
    assert "From .codex-apart" not in together
    apart = "CODEXCTL_HOME=~/.codexctl-apart codexctl trace list"
    assert "From .codex-work" not in person.types(apart)


def test_the_view_starts_as_described(person: Person) -> None:
    person.types("codexctl setup --yes --no-proof")
    assert all("http://127.0.0.1:" in text for text in person.follows("docs/view.md").values())
