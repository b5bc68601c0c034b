"""A machine is set up in one edit, stays as it is when that is run again, and comes back whole."""

from __future__ import annotations

import stat
import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from codexctl.document.toml.parse import parse_toml
from codexctl.edit.transaction.merge import UndoConflict
from codexctl.errors import DocumentError, EditRefused
from tests.document.toml_documents import documents
from tests.edit.plans.fleet.machine import HOOK, POLICY, REQUIREMENTS, Tree

THEIRS = b'# acme\n[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "x"\n'


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_everybody_can_read_what_is_placed_whatever_root_masks(tree: Tree) -> None:
    tree.roll_out()
    for path, mode in (
        (tree.policy, 0o644),
        (tree.requirements, 0o644),
        (tree.script, 0o755),
        (tree.policy.parent, 0o755),
        (tree.script.parent.parent, 0o755),
    ):
        assert stat.S_IMODE(path.stat().st_mode) == mode
    assert tree.policy.read_text() == POLICY
    assert tree.requirements.read_text() == REQUIREMENTS


def test_run_again_it_changes_nothing(tree: Tree) -> None:
    tree.roll_out()
    assert tree.plan(tree.wanted()).is_empty


def test_what_others_write_behind_it_is_no_difference(tree: Tree) -> None:
    tree.roll_out()
    their = '[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "x"\n'
    text = tree.requirements.read_text() + f"\n{their}\n[rules]\nprefix_rules = []\n"
    tree.place(tree.requirements, text.encode())
    assert tree.plan(tree.wanted()).is_empty
    tree.remove()
    data = tomllib.loads(tree.requirements.read_text())
    assert data == {**tomllib.loads(their), "rules": {"prefix_rules": []}}


def test_a_hand_in_our_own_lines_is_named_by_the_next_roll_out(tree: Tree) -> None:
    tree.roll_out()
    text = tree.requirements.read_text() + "timeout = 20\n"
    tree.place(tree.requirements, text.encode())
    with pytest.raises(EditRefused, match="with timeout = 20; required: no timeout"):
        tree.plan(tree.wanted())


def test_no_remainder_of_a_policy_is_left_under_which_nothing_is_sent(tree: Tree) -> None:
    tree.roll_out()
    tree.place(tree.policy, f"{POLICY}# by hand\n".encode())
    with pytest.raises(UndoConflict, match="what would be left is no policy") as caught:
        tree.removal()
    assert "# by hand" in caught.value.diff
    tree.policy.unlink()
    tree.remove()
    assert tree.files() == {}


def test_what_was_rolled_out_is_taken_back_with_its_folders(tree: Tree, tmp_path: Path) -> None:
    tree.roll_out()
    tree.remove()
    assert {path.name for path in tmp_path.iterdir()} == {"var"}


def test_another_policy_alone_decides_whatever_the_one_before_had_pinned(tree: Tree) -> None:
    tree.place(tree.requirements, THEIRS)
    first = REQUIREMENTS.replace("hooks = true\n", "hooks = true\nmemories = false\n", 1)
    tree.roll_out(tree.wanted(first))
    assert tomllib.loads(tree.requirements.read_text())["features"]["memories"] is False
    tree.roll_out(tree.wanted(policy="version = 1\nsealed = false\n"))
    assert tomllib.loads(tree.requirements.read_text())["features"] == {"hooks": True}
    tree.remove()
    assert tree.files() == {"etc/codex/requirements.toml": THEIRS}


def test_what_is_no_longer_wanted_goes(tree: Tree) -> None:
    unit = Path("/etc/systemd/user/x.timer")
    tree.roll_out(tree.wanted(more={unit: "[Timer]\n"}))
    assert tree.places.at(unit).exists()
    tree.roll_out()
    assert not tree.places.at(Path("/etc/systemd")).exists()


def test_what_others_wrote_since_stays(tree: Tree) -> None:
    tree.place(tree.requirements, THEIRS)
    tree.roll_out()
    with tree.requirements.open("a") as file:
        file.write('\n[mcp_servers.x]\nidentity = { command = "y" }\n')
    tree.roll_out(tree.wanted(policy="version = 1\n# later\n"))
    tree.remove()
    text = tree.requirements.read_bytes()
    assert text.startswith(THEIRS)
    assert tomllib.loads(text.decode())["mcp_servers"] == {"x": {"identity": {"command": "y"}}}


def test_a_hand_in_our_own_lines_is_a_conflict_and_nothing_is_removed(tree: Tree) -> None:
    tree.roll_out()
    text = tree.requirements.read_text().replace("hooks = true", "hooks = false")
    tree.requirements.write_text(text)
    before = tree.files()
    with pytest.raises(UndoConflict):
        tree.remove()
    assert tree.files() == before


@pytest.mark.parametrize("which", ["policy", "script"])
def test_a_file_of_ours_alone_that_somebody_else_has_written_is_named(
    tree: Tree, which: str
) -> None:
    path: Path = getattr(tree, which)
    tree.place(path, b"# somebody's\n")
    with pytest.raises(EditRefused, match="was not written by codexctl") as refused:
        tree.roll_out()
    assert "--replace" in refused.value.hint
    assert tree.files() == {str(path.relative_to(tree.places.root)): b"# somebody's\n"}
    tree.roll_out(tree.wanted(replacing=True))
    tree.remove()
    assert path.read_bytes() == b"# somebody's\n"


def test_one_that_was_edited_since_is_named_too(tree: Tree) -> None:
    tree.roll_out()
    tree.policy.write_text("version = 1\n# by hand\n")
    with pytest.raises(EditRefused, match="was edited since the last roll-out"):
        tree.roll_out(tree.wanted(policy="version = 1\n# new\n"))


def test_a_policy_that_is_there_already_is_left_alone_and_stays(tree: Tree) -> None:
    tree.place(tree.policy, POLICY.encode())
    tree.roll_out()
    tree.remove()
    assert tree.files() == {"etc/codexctl/policy.toml": POLICY.encode()}


def test_a_hook_script_of_another_release_is_renewed(tree: Tree) -> None:
    older = HOOK.replace("hook 1", "hook 0").encode()
    tree.place(tree.script, older)
    tree.roll_out()
    assert tree.script.read_text() == HOOK
    tree.remove()
    assert tree.script.read_bytes() == older


def test_all_conflicts_are_named_at_once_and_nothing_is_written(tree: Tree) -> None:
    tree.place(tree.requirements, b"[features]\nhooks = false\n")
    tree.place(tree.policy, b"x\n")
    before = tree.files()
    with pytest.raises(EditRefused) as refused:
        tree.roll_out()
    assert f"{tree.requirements}:2: features.hooks = false" in refused.value.message
    assert f"{tree.policy} was not written by codexctl" in refused.value.message
    assert tree.files() == before


def test_an_image_that_moved_is_taken_back_where_it_is_now(tmp_path: Path) -> None:
    built, started = tmp_path / "build", tmp_path / "started"
    old = Tree(built)
    old.place(old.requirements, THEIRS)
    old.roll_out()
    built.rename(started)
    new = Tree(started)
    assert new.plan(new.wanted()).is_empty
    new.runs = 1
    new.remove()
    assert new.files() == {"etc/codex/requirements.toml": THEIRS}


@given(documents(), st.booleans())
def test_any_requirements_come_back_byte_for_byte(text: str, twice: bool) -> None:
    try:
        parse_toml(text)
    except DocumentError:
        assume(False)
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree(Path(folder))
        tree.place(tree.requirements, text.encode())
        try:
            tree.roll_out()
            assert tree.plan(tree.wanted()).is_empty
            if twice:
                tree.roll_out(tree.wanted(policy="version = 1\n# next\n"))
            tree.remove()
        except EditRefused:
            assert list(tree.files()) == ["etc/codex/requirements.toml"]
        assert tree.requirements.read_bytes() == text.encode()


@given(documents(), st.sampled_from(['\n[x9]\ny = "z"\n', "\n# a last word\n"]))
def test_what_anybody_adds_later_survives_the_removal(text: str, later: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree(Path(folder))
        tree.place(tree.requirements, text.encode())
        try:
            tree.roll_out()
        except EditRefused:
            return
        with tree.requirements.open("ab") as file:
            file.write(later.encode())
        tree.remove()
        data = parse_toml(tree.requirements.read_bytes().decode())
        assert data == parse_toml(text) | ({"x9": {"y": "z"}} if "x9" in later else {})
        assert later.strip().splitlines()[0] in tree.requirements.read_text()
