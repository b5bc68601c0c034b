"""undo(apply(x)) is x, byte for byte, whatever was edited and whatever the file looked like."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from codexctl.document import hooks_json
from codexctl.edit.files.read import read
from codexctl.edit.transaction.apply import apply
from codexctl.locations import Locations
from tests.document.hooks_documents import EVENTS, GROUPS, hook_files
from tests.document.toml_documents import documents, edits
from tests.document.toml_oracle import check_edit
from tests.edit.crash import home
from tests.edit.edits import later, replacing, stray_files, undo

MEMORY = Path("/dev/shm")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_config_toml_comes_back(data: st.DataObject) -> None:
    config_round_trip(data)


@settings(max_examples=40, deadline=None)
@given(hook_files(), st.sampled_from(EVENTS), GROUPS)
def test_hooks_json_comes_back(text: str, event: str, group: dict[str, Any]) -> None:
    hooks_round_trip(text, event, group)


def config_round_trip(data: st.DataObject) -> None:
    """Edit a random config.toml, check the edit, and take it back."""
    text = data.draw(documents())
    after = check_edit(text, data.draw(edits(text)))
    with fresh_home() as locations:
        assert_comes_back(locations, locations.config_toml, text, after)


def hooks_round_trip(text: str, event: str, group: dict[str, Any]) -> None:
    """The same for a random hooks.json."""
    with fresh_home() as locations:
        after = hooks_json.append_group(text, event, group)
        assert_comes_back(locations, locations.hooks_json, text, after)


def assert_comes_back(locations: Locations, path: Path, text: str, after: str) -> None:
    """Apply, compare, undo, compare."""
    path.write_bytes(text.encode())
    receipt = apply(replacing((path, after.encode())), locations, at=later(0))
    assert read(path) == after.encode()
    if receipt.files:
        undo(receipt, locations, later(1))
    assert read(path) == text.encode()
    assert stray_files(locations) == []


@contextmanager
def fresh_home() -> Iterator[Locations]:
    """A Codex home in memory, where there is such a place."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        locations = home(Path(folder))
        locations.codex_home.mkdir()
        yield locations
