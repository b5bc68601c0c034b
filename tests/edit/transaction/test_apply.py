from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from codexctl.edit.files import swap
from codexctl.edit.files.read import read
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.transaction.apply import apply
from codexctl.edit.transaction.receipts import list_receipts
from codexctl.errors import EditRefused
from codexctl.locations import Locations
from tests.edit.edits import NOON, hooking, replacing, stray_files, undo


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_all_files_get_their_new_content_and_nothing_else_is_left(locations: Locations) -> None:
    locations.config_toml.write_bytes(b"old")
    receipt = apply(
        replacing((locations.config_toml, b"new"), (locations.hooks_json, b"made")),
        locations,
        at=NOON,
    )
    assert (read(locations.config_toml), read(locations.hooks_json)) == (b"new", b"made")
    assert stray_files(locations) == []
    assert list_receipts(locations) == (receipt,)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o604, 0o755])
def test_a_file_keeps_its_permissions(locations: Locations, mode: int) -> None:
    locations.config_toml.write_bytes(b"old")
    locations.config_toml.chmod(mode)
    receipt = apply(replacing((locations.config_toml, b"new")), locations, at=NOON)
    assert mode_of(locations.config_toml) == mode
    undo(receipt, locations)
    assert (read(locations.config_toml), mode_of(locations.config_toml)) == (b"old", mode)


def test_a_new_file_is_private_unless_the_plan_says_otherwise(locations: Locations) -> None:
    script, plain = locations.codex_home / "a.sh", locations.codex_home / "b.toml"
    edits = (FileEdit(script, None, b"#!/bin/sh\n", 0o700), FileEdit(plain, None, b""))
    apply(lambda: Plan(edits, "new files"), locations, at=NOON)
    assert (mode_of(script), mode_of(plain)) == (0o700, 0o600)


def test_a_deleted_file_comes_back_as_it_was(locations: Locations) -> None:
    locations.hooks_json.write_bytes(b"{}")
    locations.hooks_json.chmod(0o640)
    receipt = apply(replacing((locations.hooks_json, None)), locations, at=NOON)
    assert not locations.hooks_json.exists()
    undo(receipt, locations)
    assert (read(locations.hooks_json), mode_of(locations.hooks_json)) == (b"{}", 0o640)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_keeps_its_owner(locations: Locations) -> None:
    locations.config_toml.write_bytes(b"old")
    os.chown(locations.config_toml, 1234, 2345)
    apply(replacing((locations.config_toml, b"new")), locations, at=NOON)
    found = locations.config_toml.stat()
    assert (found.st_uid, found.st_gid) == (1234, 2345)


def test_a_file_keeps_its_extended_attributes(locations: Locations) -> None:
    locations.config_toml.write_bytes(b"old")
    try:
        os.setxattr(locations.config_toml, "user.note", b"mine")
    except OSError:
        pytest.skip("this file system has none")
    apply(replacing((locations.config_toml, b"new")), locations, at=NOON)
    assert os.getxattr(locations.config_toml, "user.note") == b"mine"


def test_a_linked_file_is_written_through_its_links(locations: Locations, tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir()
    (dotfiles / "codex.toml").write_bytes(b"old")
    (dotfiles / "link.toml").symlink_to("codex.toml")
    locations.config_toml.symlink_to("../dotfiles/link.toml")
    receipt = apply(replacing((locations.config_toml, b"new")), locations, at=NOON)
    assert locations.config_toml.readlink() == Path("../dotfiles/link.toml")
    assert (dotfiles / "codex.toml").read_bytes() == b"new"
    undo(receipt, locations)
    assert (dotfiles / "codex.toml").read_bytes() == b"old"
    assert names_in(dotfiles) == ["codex.toml", "link.toml"]


def test_a_linked_home_is_written_through_too(locations: Locations, tmp_path: Path) -> None:
    (tmp_path / "shortcut").symlink_to(locations.codex_home)
    apply(replacing((tmp_path / "shortcut" / "config.toml", b"new")), locations, at=NOON)
    assert locations.config_toml.read_bytes() == b"new"


def test_missing_folders_are_made_private_and_go_with_the_undo(
    locations: Locations, tmp_path: Path
) -> None:
    path = tmp_path / "repo" / ".codex" / "hooks.json"
    receipt = apply(replacing((path, b"{}")), locations, at=NOON)
    assert mode_of(path.parent) == 0o700
    undo(receipt, locations)
    assert not (tmp_path / "repo").exists()


def test_a_folder_that_is_in_use_by_then_stays(locations: Locations, tmp_path: Path) -> None:
    path = tmp_path / "repo" / ".codex" / "hooks.json"
    receipt = apply(replacing((path, b"{}")), locations, at=NOON)
    (tmp_path / "repo" / "theirs").touch()
    undo(receipt, locations)
    assert names_in(tmp_path / "repo") == ["theirs"]


def dangling(path: Path) -> None:
    path.symlink_to("nowhere/config.toml")


def ring(path: Path) -> None:
    path.symlink_to(path.with_name("other"))
    path.with_name("other").symlink_to(path)


def read_only(path: Path) -> None:
    path.write_bytes(b"old")
    path.chmod(0o444)


def hard_linked(path: Path) -> None:
    path.write_bytes(b"old")
    path.with_name("other").hardlink_to(path)


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (dangling, "is a link to a file that does not exist"),
        (ring, "is a cycle of links"),
        (read_only, "is read-only"),
        (hard_linked, "has 2 hard links"),
        (folder, "is not a regular file"),
        (pipe, "is not a regular file"),
    ],
)
def test_what_cannot_be_replaced_is_refused_and_nothing_is_changed(
    locations: Locations, make: object, reason: str
) -> None:
    assert callable(make)
    make(locations.config_toml)
    names = names_in(locations.codex_home)
    edits = (
        FileEdit(locations.hooks_json, None, b"{}"),
        FileEdit(locations.config_toml, b"old", b"new"),
    )
    with pytest.raises(EditRefused, match=reason) as refused:
        apply(lambda: Plan(edits, "test"), locations, at=NOON)
    assert str(locations.config_toml) in refused.value.message
    assert refused.value.hint
    assert names_in(locations.codex_home) == names
    assert list_receipts(locations) == ()


def test_two_names_of_one_file_are_refused(locations: Locations) -> None:
    locations.config_toml.write_bytes(b"old")
    locations.hooks_json.symlink_to("config.toml")
    with pytest.raises(EditRefused, match="are the same file"):
        apply(
            replacing((locations.config_toml, b"a"), (locations.hooks_json, b"b")),
            locations,
            at=NOON,
        )
    assert locations.config_toml.read_bytes() == b"old"


def test_a_system_error_half_way_takes_back_what_was_done(
    locations: Locations, tmp_path: Path
) -> None:
    locations.config_toml.write_bytes(b"old")
    (tmp_path / "file").touch()
    impossible = tmp_path / "file" / "hooks.json"
    with pytest.raises(EditRefused):
        apply(replacing((locations.config_toml, b"new"), (impossible, b"{}")), locations, at=NOON)
    assert locations.config_toml.read_bytes() == b"old"
    assert stray_files(locations) == []


def test_a_plan_that_changes_nothing_leaves_no_trace(locations: Locations) -> None:
    locations.config_toml.write_bytes(b"same")
    receipt = apply(replacing((locations.config_toml, b"same")), locations, at=NOON)
    assert receipt.files == ()
    assert list_receipts(locations) == ()


def test_a_file_that_moved_is_planned_again_and_no_edit_is_lost(locations: Locations) -> None:
    locations.config_toml.write_text("model = 'x'\n")
    planned = 0

    def plan() -> Plan:
        nonlocal planned
        planned += 1
        made = hooking(locations)()
        if planned < 4:  # somebody writes while we plan
            locations.config_toml.write_text(
                locations.config_toml.read_text() + f"k{planned} = 1\n"
            )
        return made

    apply(plan, locations, at=NOON)
    assert planned == 4
    assert locations.config_toml.read_text() == (
        "model = 'x'\nk1 = 1\nk2 = 1\nk3 = 1\n\n"
        '[hooks.state.ours]\ntrusted_hash = "sha256:ours"\n'
    )
    assert locations.hooks_json.read_text().count("ours") == 1
    assert stray_files(locations) == []
    assert len(list_receipts(locations)) == 1


def test_a_file_that_appears_meanwhile_is_not_overwritten(locations: Locations) -> None:
    plans = iter([True, False])

    def plan() -> Plan:
        made = hooking(locations)()
        if next(plans):
            locations.hooks_json.write_text('{"description": "theirs"}')
        return made

    apply(plan, locations, at=NOON)
    assert "theirs" in locations.hooks_json.read_text()
    assert "ours" in locations.hooks_json.read_text()


def test_a_file_that_never_rests_is_given_up_and_named(locations: Locations) -> None:
    count = 0

    def plan() -> Plan:
        nonlocal count
        count += 1
        made = hooking(locations)()
        locations.config_toml.write_text(f"n = {count}\n")
        return made

    with pytest.raises(EditRefused, match="keeps changing while") as refused:
        apply(plan, locations, at=NOON, attempts=3)
    assert str(locations.config_toml) in refused.value.message
    assert locations.config_toml.read_text() == "n = 3\n"
    assert not locations.hooks_json.exists()
    assert stray_files(locations) == []


def test_content_written_at_the_very_last_moment_is_put_back(
    locations: Locations, tmp_path: Path
) -> None:
    target, temp = tmp_path / "target", tmp_path / "temp"
    target.write_bytes(b"theirs")
    temp.write_bytes(b"ours")
    with pytest.raises(swap.Moved):
        swap.replace_if(target, temp, before=b"planned from", after=b"ours")
    assert (target.read_bytes(), temp.read_bytes()) == (b"theirs", b"ours")
