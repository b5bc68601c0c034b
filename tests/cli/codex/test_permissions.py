from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Shell


@pytest.fixture
def lived_in(shell: Shell, tmp_path: Path) -> Shell:
    (tmp_path / "there").mkdir()
    shell.locations.config_toml.write_text(
        f'# mine\nsandbox_mode = "read-only" # careful\n\n[projects."{tmp_path}/there"]\n'
        f'trust_level = "trusted" # good\n\n[projects."{tmp_path}/gone"]\ntrust_level = "trusted"\n'
        f'\n[projects."{tmp_path}/kept"]\ntrust_level = "trusted"\nmore = 1\n\n[tui]\ntheme = "x"\n'
    )
    return shell


def config(shell: Shell) -> str:
    return shell.locations.config_toml.read_text()


def test_what_holds_and_what_is_gone_is_shown(lived_in: Shell, tmp_path: Path) -> None:
    shown = lived_in.run("permissions", "show")
    assert "sandbox_mode: read-only" in shown.out
    assert "approval_policy: on-request  (Codex's default)" in shown.out
    assert "codexctl permissions prune" in shown.err
    said = lived_in.run("permissions", "show", "--json").json
    assert (said["sandbox_mode"], said["approval_policy"]) == ("read-only", None)
    assert [(row["path"], row["gone"]) for row in said["projects"]] == [
        (f"{tmp_path}/there", False),
        (f"{tmp_path}/gone", True),
        (f"{tmp_path}/kept", True),
    ]


def test_several_are_set_as_one_edit_that_undo_takes_back(lived_in: Shell, tmp_path: Path) -> None:
    before = config(lived_in)
    done = lived_in.run(
        "permissions", "set", "--sandbox", "workspace-write", "--approval", "never",
        "--network", "on", "--writable", str(tmp_path / "there"), "--yes",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert 'sandbox_mode = "workspace-write" # careful' in config(lived_in)
    said = lived_in.run("permissions", "show", "--json").json
    assert (said["network_access"], said["writable_roots"]) == (True, [str(tmp_path / "there")])
    assert lived_in.run("undo", "--yes").code == 0
    assert config(lived_in) == before


def test_a_writable_folder_is_added_once_and_removed(lived_in: Shell, tmp_path: Path) -> None:
    words = ("permissions", "set", "--writable", str(tmp_path / "there"), "--yes")
    assert lived_in.run(*words).code == 0
    after = config(lived_in)
    assert lived_in.run(*words).code == 0
    assert config(lived_in) == after
    gone = ("permissions", "set", "--not-writable", str(tmp_path / "there"), "--yes")
    assert lived_in.run(*gone).code == 0
    assert lived_in.run("permissions", "show", "--json").json["writable_roots"] == []


def test_pruning_forgets_what_is_gone_and_nothing_else(lived_in: Shell, tmp_path: Path) -> None:
    before = config(lived_in)
    done = lived_in.run("permissions", "prune", "--yes")
    assert done.code == 0, done.err
    # A table that says more than trust keeps the rest.
    without = before.replace(f'[projects."{tmp_path}/gone"]\ntrust_level = "trusted"\n\n', "")
    rest = 'trust_level = "trusted"\nmore = 1'
    assert config(lived_in) == without.replace(rest, "more = 1")
    assert lived_in.run("undo", "--yes").code == 0
    assert config(lived_in) == before


def test_trusting_writes_the_canonical_folder(lived_in: Shell, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "there")
    (tmp_path / "new").mkdir()
    words = ("permissions", "trust", str(tmp_path / "link"), str(tmp_path / "new"), "--yes")
    assert lived_in.run(*words).code == 0
    rows = lived_in.run("permissions", "show", "--json").json["projects"]
    assert [row["path"] for row in rows if row["level"] == "trusted"][-1] == str(tmp_path / "new")
    assert str(tmp_path / "link") not in config(lived_in)


def test_untrust_and_forget(lived_in: Shell, tmp_path: Path) -> None:
    there = str(tmp_path / "there")
    assert lived_in.run("permissions", "untrust", there, "--yes").code == 0
    assert '"untrusted" # good' in config(lived_in)
    assert lived_in.run("permissions", "forget", there, "--yes").code == 0
    assert there not in config(lived_in)


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("set",), "nothing to set"),
        (("trust",), "not in a repository"),
        (("trust", "/no/such/folder"), "no such folder"),
        (("forget", "/no/such/folder"), "no entry for"),
        (("set", "--sandbox", "full"), "sandbox"),
    ],
)
def test_what_cannot_be_is_said(lived_in: Shell, words: tuple[str, ...], word: str) -> None:
    before = config(lived_in)
    done = lived_in.run("permissions", *words, "--yes")
    assert done.code in (1, 2)
    assert word in done.err
    assert config(lived_in) == before
