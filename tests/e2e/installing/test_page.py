"""What docs/install.md has one type, in the folder with the files of a release."""

from __future__ import annotations

import os
import shutil

import pytest

from distribution.platforms import here
from tests.documented.blocks import commands_of
from tests.documented.following import executed, unattended
from tests.e2e.installing.newcomer import Newcomer
from tests.e2e.installing.release import TOOLS, Release
from tests.e2e.installing.ways import uvx
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e


def test_the_page_is_followed_line_by_line(release: Release, lab: Lab) -> None:
    newcomer = Newcomer(lab, uvx(release))
    environ = {**newcomer.environ, "PATH": f"{TOOLS}{os.pathsep}{newcomer.environ['PATH']}"}
    folder = lab.home.root / "downloads"
    shutil.copytree(release.files, folder)
    # As a browser leaves it.
    release_file = release.file("*.pyz").name
    (folder / release_file).chmod(0o644)
    version = release_file.split("-")[1]
    wrote = {}
    for line in commands_of("docs/install.md"):
        named = line.replace("0.1.0", version).replace("linux-x86_64", here().name)
        answered = f"{named} --yes" if named.endswith(".pyz setup") else unattended(named)
        wrote[line] = executed(answered, environ, folder)
    assert "byte for byte" in wrote["uvx codexctl demo"]
    checked = wrote["sha256sum --check --ignore-missing SHA256SUMS"].splitlines()
    assert f"{release_file}: OK" in checked
    assert newcomer.hook.exists()
