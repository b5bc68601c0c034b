"""A profile that codexctl makes is the one that Codex goes by, in the form of its release."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.config import LINES
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e


@pytest.fixture(params=LINES)
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    with Lab(codex_binary(request.param)) as running:
        yield running


def efforts(lab: Lab, *words: str) -> set[str]:
    lab.script(say("Done."))
    ran = lab.exec("Hello", *words)
    assert ran.rc == 0, ran.done.stderr
    return {asked.body["reasoning"]["effort"] for asked in ran.requests}


def test_a_profile_is_made_used_copied_and_deleted(lab: Lab) -> None:
    installed = Installed(lab)
    before = {path.name: path.read_bytes() for path in lab.home.codex.glob("*.toml")}
    installed.run("profiles", "create", "deep", "model_reasoning_effort=high", "--yes")
    assert efforts(lab, "--profile", "deep") == {"high"}
    installed.run("profiles", "copy", "deep", "deeper", "--yes")
    assert efforts(lab, "--profile", "deeper") == {"high"}
    assert efforts(lab) != {"high"}
    if "0.130.0" in str(lab.binary):
        installed.run("profiles", "use", "deep", "--yes")
        assert efforts(lab) == {"high"}
        installed.run("profiles", "use", "--none", "--yes")
    installed.run("profiles", "delete", "deep", "--yes")
    installed.run("profiles", "delete", "deeper", "--yes")
    assert {path.name: path.read_bytes() for path in lab.home.codex.glob("*.toml")} == before
