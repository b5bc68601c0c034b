from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from codexctl.edit.files.read import read
from codexctl.edit.transaction.apply import recover
from tests.edit.crash import SURVIVED, contents, home, takes_back


def test_a_killed_edit_leaves_each_file_whole_and_the_next_command_settles_it(
    tmp_path: Path,
) -> None:
    check_killed_homes(tmp_path, stride=7)


def check_killed_homes(root: Path, stride: int) -> None:
    """Kill an edit again and again, `stride` lines of code later each time; settle each."""
    command = [sys.executable, "-m", "tests.edit.crash", str(root), str(stride)]
    subprocess.run(command, check=True)
    assert int((root / SURVIVED).read_text()) > 300 / stride
    homes = [folder for folder in sorted(root.iterdir()) if folder.is_dir()]
    ends = {folder: settled(folder) for folder in homes}
    outcomes = [end for folder, end in ends.items() if not takes_back(int(folder.name))]
    assert outcomes == sorted(outcomes), "once it is finished, it stays so"
    assert set(outcomes) == {False, True}


def settled(folder: Path) -> bool:
    """Check a home, settle it, check it again; gives whether the edit was finished."""
    for path, either in contents(folder).items():
        assert read(path) in either, path
    recover(home(folder))
    now = [read(path) for path in contents(folder)]
    new = now == [after for _, after in contents(folder).values()]
    assert new or now == [before for before, _ in contents(folder).values()], folder
    assert left_over(folder, new=new) == [], folder
    return new


def left_over(folder: Path, *, new: bool) -> list[Path]:
    """Files and folders that should not be there once all is settled."""
    wanted = {path for path, pair in contents(folder).items() if pair[new] is not None}
    wanted |= {parent for path in wanted for parent in path.parents}
    own = folder / "own"
    wanted |= {own, own / "edit.lock", own / "receipts"}
    found = [path for path in folder.rglob("*") if path not in wanted]
    receipts = [path for path in found if path.parent == own / "receipts"]
    assert len(receipts) == (1 if new else 0)
    return [path for path in found if path not in receipts or path.suffix != ".json"]
