"""What each command's edit makes of one readable config.toml, as a diff that a person has judged.

`python -m tests.edit.plans.config.test_golden_edits` writes what the code gives now.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.edit.plan import diff
from tests.edit.files.test_round_trip import fresh_home
from tests.edit.plans.config.every_edit import EDITS, RESTORE

FOLDER = Path(__file__).parents[3] / "golden" / "edits"
BEFORE = FOLDER / "before.toml"
NAMES = sorted(set(EDITS) - {RESTORE})


def file_of(name: str) -> Path:
    return FOLDER / f"{name.replace(', ', ' ').replace(' ', '-')}.diff"


def diff_of(name: str) -> str:
    with fresh_home() as where:
        where.config_toml.write_bytes(BEFORE.read_bytes())
        return diff(EDITS[name](where)).replace(str(where.codex_home), "~/.codex")


@pytest.mark.parametrize("name", NAMES)
def test_the_diff_is_the_one_that_was_judged_right(name: str) -> None:
    assert diff_of(name) == file_of(name).read_text()


def test_there_is_a_file_for_each_edit_and_no_other() -> None:
    assert {path.name for path in FOLDER.glob("*.diff")} == {file_of(name).name for name in NAMES}


if __name__ == "__main__":
    for name in NAMES:
        file_of(name).write_text(diff_of(name))
