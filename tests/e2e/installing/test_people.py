"""Each way for one person: from nothing to the first trace, and what `update` says of it."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.installing.newcomer import Newcomer
from tests.e2e.installing.release import Release
from tests.e2e.installing.ways import WAYS, Way, single_file, uvx
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e
# Of the processor: by the clock it depends on what else the machine does.
MINUTE = 60


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_from_nothing_to_the_first_trace_in_under_a_minute(
    way: Callable[[Path, Release], Way], release: Release, lab: Lab
) -> None:
    newcomer = Newcomer(lab, way(lab.home.root, release))
    newcomer.install()
    (turn,) = newcomer.first_trace()
    assert turn["status"] == "completed"
    told = newcomer.told()
    assert told["installed"] == newcomer.way.how
    assert shlex.join(told["command"]) == newcomer.way.upgrade
    assert bool(told["advice"]) != bool(told["command"])
    for step, seconds in newcomer.seconds.items():
        worked = newcomer.processor[step]
        print(f"{way.__name__}: {step}: {seconds:.1f} s, {worked:.1f} s of the processor")
    assert sum(newcomer.processor.values()) < MINUTE
    newcomer.codexctl("uninstall", "--yes", "--purge")
    assert not newcomer.hook.exists()


def test_uvx_shows_the_demo_and_says_what_setup_needs(release: Release, lab: Lab) -> None:
    newcomer = Newcomer(lab, uvx(release))
    shown = newcomer.codexctl("demo")
    assert "✓ hooks.json is byte for byte as it was" in shown
    assert "uv tool install codexctl && codexctl setup" in shown
    told = newcomer.told()
    assert told["installed"] == newcomer.way.how
    assert told["command"] == []
    done = newcomer.call(*newcomer.way.program, "setup", "--yes", "--no-proof")
    assert "uv tool install codexctl, then codexctl sync" in done.stderr + done.stdout
    # What the note says works: the cache goes, and another codexctl takes over.
    shutil.rmtree(lab.home.root / ".cache" / "uv")
    assert newcomer.call(str(newcomer.hook), "Stop").returncode == 0


def test_the_single_file_may_move_once_it_is_set_up_and_keeps_out_of_what_codex_sees(
    release: Release, lab: Lab
) -> None:
    newcomer = Newcomer(lab, single_file(lab.home.root, release))
    newcomer.install()
    shows = lab.home.work / "codex-shows"
    shows.write_text("#!/bin/sh\nenv\n")
    shows.chmod(0o755)
    seen = newcomer.codexctl("run", "--", str(shows))
    assert "HOME=" in seen
    assert "VIRTUAL_ENV" not in seen
    assert "PEX" not in seen
    assert f"{newcomer.way.program[0]} setup" in newcomer.codexctl("demo")
    newcomer.codexctl("setup", "--yes")
    folder = Path(newcomer.way.program[0]).parent
    folder.chmod(0o755)
    moved = folder.rename(folder.with_name("elsewhere")) / Path(newcomer.way.program[0]).name
    done = newcomer.call(str(moved), "sync")
    assert done.stdout == "No script needs an update: nothing to change.\n", done.stdout
