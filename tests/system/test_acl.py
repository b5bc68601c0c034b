"""Who could replace a file, by access lists as Windows writes them."""

from __future__ import annotations

import pytest

from codexctl.system.acl import SYSTEM, Writer, writers

ME = "S-1-5-21-1004336348-1177238915-682003330-1001"
OTHER = "S-1-5-21-1004336348-1177238915-682003330-1002"
MINE = SYSTEM | {ME}
# As Windows sets them up: a person's profile, the root of a drive, %ProgramData%.
PROFILE = f"O:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;{ME})"
ROOT = (
    "O:S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
    "D:PAI(A;;LC;;;AU)(A;OICIIO;SDGXGWGR;;;AU)(A;;FA;;;SY)(A;OICIIO;GA;;;SY)"
    "(A;OICIIO;GA;;;BA)(A;;FA;;;BA)(A;OICI;0x1200a9;;;BU)"
)
PROGRAM_DATA = (
    "O:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICIIO;GA;;;CO)"
    "(A;OICI;0x1200a9;;;BU)(A;CI;DCLCRPCR;;;BU)"
)


def test_a_profile_is_its_persons_alone() -> None:
    assert list(writers(PROFILE, MINE, is_last=True)) == []
    assert list(writers(PROFILE, SYSTEM, is_last=True)) == [Writer(ME)]


def test_in_a_drives_root_others_may_make_folders_and_replace_nothing() -> None:
    assert list(writers(ROOT, MINE, is_last=False)) == []
    assert list(writers(ROOT, MINE, is_last=True)) == [Writer("Authenticated Users", True)]


def test_in_program_data_others_may_make_files_and_replace_nothing() -> None:
    assert list(writers(PROGRAM_DATA, SYSTEM, is_last=False)) == []
    assert list(writers(PROGRAM_DATA, SYSTEM, is_last=True)) == [Writer("Users", True)]


@pytest.mark.parametrize(
    ("rights", "on_the_way", "at_the_end"),
    [
        ("FR", 0, 0),
        ("0x1200a9", 0, 0),  # read and execute
        ("FW", 0, 1),
        ("0x100116", 0, 1),
        ("0x1301bf", 1, 1),  # modify
        ("FA", 1, 1),
        ("SD", 1, 1),  # delete it
        ("DT", 1, 1),  # delete what is in it
        ("WD", 1, 1),  # change its access list
        ("RCWO", 1, 1),  # become its owner
        ("GW", 0, 1),
        ("GA", 1, 1),
    ],
)
def test_what_others_may_do_by_each_right(rights: str, on_the_way: int, at_the_end: int) -> None:
    said = f"O:{ME}D:(A;;{rights};;;{OTHER})"
    assert len(list(writers(said, MINE, is_last=False))) == on_the_way
    assert len(list(writers(said, MINE, is_last=True))) == at_the_end


def test_denied_audited_and_only_inherited_rights_let_nobody_in() -> None:
    said = f"O:{ME}D:(D;;FA;;;WD)(A;OICIIO;FA;;;WD)"
    assert list(writers(said, MINE, is_last=True)) == []


def test_another_owner_could_give_themselves_any_right() -> None:
    said = f"O:{OTHER}D:P(A;;FA;;;{ME})"
    assert list(writers(said, MINE, is_last=True)) == [Writer(OTHER, is_owner=True)]


@pytest.mark.parametrize("said", [f"O:{ME}", f"O:{ME}D:NO_ACCESS_CONTROL"])
def test_a_file_without_a_list_is_everybodys(said: str) -> None:
    assert list(writers(said, MINE, is_last=True)) == [Writer("Everyone", True)]
