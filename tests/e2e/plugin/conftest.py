"""Our plugin, installed by the real Codex in a home of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.binary import REPOSITORY
from tests.e2e.lab.runner import Lab

NAME = "codexctl@codexctl"


@pytest.fixture
def market(tmp_path: Path) -> Path:
    """A copy of our marketplace, in which a release of the plugin can be made."""
    for name in ("plugin", ".agents"):
        shutil.copytree(REPOSITORY / name, tmp_path / "market" / name)
    return tmp_path / "market"


@pytest.fixture
def ctl(lab: Lab, market: Path) -> Installed:
    """codexctl, which nobody has set up, beside a Codex that has our plugin."""
    install(lab, market)
    return Installed(lab)


def install(lab: Lab, market: Path) -> None:
    """Add marketplace and plugin, as a person would."""
    added = lab.codex("plugin", "marketplace", "add", str(market))
    assert added.rc == 0, added.done.stderr
    added = lab.codex("plugin", "add", NAME)
    assert added.rc == 0, added.done.stderr


def checks(ctl: Installed) -> dict[str, dict[str, str]]:
    """What `status` says, by the ids of its checks."""
    found = json.loads(ctl.run("status", "--json", check=False))["checks"]
    return {check["id"]: check for check in found}
