"""Turns that end while somebody watches say of themselves what the store says of them."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from codexctl.deliver.worker.ended import Ended
from codexctl.locations import Locations
from codexctl.policy.file.read import read
from tests.deliver.conftest import configure, record
from tests.deliver.worker.test_administered import needs_root


@needs_root
def test_a_turn_that_is_followed_has_its_policy_and_its_labels(
    locations: Locations, tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('version = 1\n[user]\nteam = "blue"\n')
    configure(locations, "local")
    text = locations.settings_toml.read_text()
    locations.settings_toml.write_text(text + '[resource]\n"codexctl.workspace" = "shop"\n')
    where = replace(locations, policy_file=policy)
    for path in record(where, "plain"):
        os.utime(path)
    (turn,) = Ended(where, {}, 0).look(time.time_ns())
    held = read(policy)
    assert held is not None
    assert turn.policy == held.id
    assert "shop" in turn.labels
