from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Done, Shell

OLD, NEW = "0.130.0", "0.142.0"
TEXT = """\
# mine
model = "m"

[profiles.deep] # thinks
model = "d" # it
model_reasoning_effort = "high"

[tui]
theme = "x"
"""
FILE = '# my fast one\nmodel = "f" # it\n\n[features]\nhooks = true\n'


class Machine:
    """A shell on whose PATH a Codex of some version is, which nobody needs to start."""

    def __init__(self, tmp_path: Path, version: str) -> None:
        shell = Shell(
            {"HOME": str(tmp_path / version), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}, tmp_path
        )
        shell.locations.codex_home.mkdir(parents=True)
        package = tmp_path / version / "npm" / "@openai" / "codex"
        (package / "bin").mkdir(parents=True)
        described = {"name": "@openai/codex", "version": version}
        (package / "package.json").write_text(json.dumps(described))
        binary = package / "bin" / "codex"
        binary.write_text("#!/bin/sh\nexit 1\n")
        binary.chmod(0o755)
        self.shell, self.path = shell, f"{binary.parent}:{shell.environ['PATH']}"
        self.home = shell.locations.codex_home
        self.config = shell.locations.config_toml
        self.config.write_text(TEXT)
        (self.home / "fast.config.toml").write_text(FILE)

    def run(self, *words: str) -> Done:
        return self.shell.run("profiles", *words, PATH=self.path)

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.home.glob("*.toml")}


@pytest.fixture
def old(tmp_path: Path) -> Machine:
    return Machine(tmp_path, OLD)


@pytest.fixture
def new(tmp_path: Path) -> Machine:
    return Machine(tmp_path, NEW)


OFFLINE = ("--yes", "--offline")


def test_the_list_says_which_of_them_this_codex_reads(old: Machine, new: Machine) -> None:
    for machine, form, read in ((old, "table", ["deep"]), (new, "file", ["fast"])):
        said = machine.run("list", "--json").json
        assert said["form"] == form
        assert [row["name"] for row in said["profiles"] if row["read"]] == read
        assert "codexctl config upgrade" in machine.run("list").out or form == "table"


def test_what_a_profile_sets_is_shown_beside_ones_own(old: Machine) -> None:
    assert old.run("show", "deep").out.splitlines() == [
        'model = "d"  # else "m"',
        'model_reasoning_effort = "high"',
    ]


def test_a_new_one_has_the_form_that_codex_reads(old: Machine, new: Machine) -> None:
    words = ("create", "quick", "model=q", "features.hooks=false", *OFFLINE)
    for machine in (old, new):
        before = machine.files()
        done = machine.run(*words)
        assert done.code == 0, done.err
        assert len(machine.files()) == len(before) + (machine is new)
        row = next(
            row for row in machine.run("list", "--json").json["profiles"] if row["name"] == "quick"
        )
        assert (row["read"], row["settings"]) == (
            True,
            {"model": "q", "features": {"hooks": False}},
        )
        assert machine.shell.run("undo", "--yes", PATH=machine.path).code == 0
        assert machine.files() == before


def test_a_copied_file_keeps_every_byte(new: Machine) -> None:
    assert new.run("copy", "fast", "faster", *OFFLINE).code == 0
    assert (new.home / "faster.config.toml").read_text() == FILE


def test_a_copied_table_becomes_what_codex_reads(new: Machine) -> None:
    assert new.run("copy", "deep", "deeper", *OFFLINE).code == 0
    text = (new.home / "deeper.config.toml").read_text()
    assert 'model = "d" # it\n' in text
    assert new.config.read_text() == TEXT


def test_deleting_leaves_every_other_byte_and_undo_brings_it_back(
    old: Machine, new: Machine
) -> None:
    before = new.files()
    assert new.run("delete", "fast", *OFFLINE).code == 0
    assert new.files() == {"config.toml": TEXT.encode()}
    assert new.shell.run("undo", "--yes", PATH=new.path).code == 0
    assert new.files() == before
    assert old.run("delete", "deep", *OFFLINE).code == 0
    without = TEXT[: TEXT.index("[profiles.deep]")] + TEXT[TEXT.index("[tui]") :]
    assert old.config.read_text() == without


def test_choosing_one_for_every_run_is_only_for_a_codex_that_has_it(
    old: Machine, new: Machine
) -> None:
    assert old.run("use", "deep", *OFFLINE).code == 0
    assert 'profile = "deep"' in old.config.read_text()
    refused = old.run("delete", "deep", *OFFLINE)
    assert refused.code == 1
    assert "profiles use --none" in refused.err
    assert old.run("use", "--none", *OFFLINE).code == 0
    assert old.config.read_text() == TEXT
    refused = new.run("use", "fast", *OFFLINE)
    assert refused.code == 1
    assert "codex --profile fast" in refused.err
    assert new.config.read_text() == TEXT


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("show", "depe"), "did you mean deep"),
        (("create", "deep", "model=x"), "already"),
        (("create", "fast", "model=x"), "already"),
        (("create", "../x", "model=x"), "not a valid profile name"),
        (("create", "x"), "at least one setting"),
        (("create", "x", "model"), "without a value"),
        (("create", "x", "modle=x"), "did you mean model"),
        (("create", "x", "model_verbosity=loud"), "model_verbosity"),
        (("copy", "nope", "x"), "no profile nope"),
        (("delete", "nope"), "no profile nope"),
        (("use",), "a profile's name is missing"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(
    old: Machine, words: tuple[str, ...], word: str
) -> None:
    before = old.files()
    done = old.run(*words, *(() if words[0] == "show" else OFFLINE))
    assert done.code in (1, 2)
    assert word in done.err
    assert old.files() == before


def test_what_codexctl_does_not_know_is_written_where_that_is_said(shell: Shell) -> None:
    words = ("profiles", "create", "x", 'modle="y"', "--yes", "--offline")
    assert shell.run(*words).code == 2
    assert shell.run(*words, "--unchecked").code == 0
    assert "modle" in shell.run("profiles", "show", "x").out
