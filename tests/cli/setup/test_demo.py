"""The first minute: a story on two screens, and all of it for whoever asks."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from codexctl.cli.setup.demo_story import told
from tests.cli.conftest import Shell

DIFF = """\
--- /dev/null
+++ /home/x/hook.sh
@@ -0,0 +1,2 @@
+#!/bin/sh
+exit 0
--- /home/x/a.toml
+++ /home/x/a.toml
@@ -1,3 +1,9 @@
 mine = 1
--- old
+++ new
 last = 1
+1
+2
+3
+4
+5
+6
2 files changed
"""


@pytest.fixture(scope="module")
def environ() -> Mapping[str, str]:
    return {"COLUMNS": "80"}


def test_it_is_a_story_on_two_screens(shell: Shell, environ: Mapping[str, str]) -> None:
    done = shell.run("demo", **environ)
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert len(lines) <= 90
    assert max(map(len, lines)) <= 80
    story = ["~/.codex/hooks.json:", "~/.codex/config.toml:", "new: ~/codexctl/hook.sh, ",
             "the test turn arrived", "hook returned after", "invoke_agent|codex  ",
             "deleted: ~/codexctl/hook.sh, ", "✓ config.toml is byte for byte as it was",
             "✓ hooks.json is byte for byte as it was"]  # fmt: skip
    at = [next(i for i, line in enumerate(lines) if any(w in line for w in part.split("|")))
          for part in story]  # fmt: skip
    assert at[:3] == sorted(at[:3])
    assert at[-1] > at[5] > at[4]
    assert not shell.locations.config_toml.exists()


def test_who_asks_sees_every_line_of_every_diff(shell: Shell, environ: Mapping[str, str]) -> None:
    done = shell.run("demo", "--verbose", **environ)
    assert done.code == 0
    assert "+#!/bin/sh" in done.out
    assert "-#!/bin/sh" in done.out
    assert "more line" not in done.out


def test_a_new_file_is_one_line_and_a_persons_is_shown() -> None:
    assert list(told(DIFF.splitlines(), "/home/x")) == [
        *("new: ~/hook.sh, 2 lines", "", "~/a.toml:"),
        *(" mine = 1", "--- old", "+++ new", " last = 1"),
        *("+1", "+2", "+3", "+4", "+  … 2 more lines of codexctl's", "2 files changed"),
    ]


def test_told_briefly_a_persons_file_is_one_line_too() -> None:
    said = list(told(DIFF.splitlines(), "/home/x", brief=True))
    assert said == [
        "new: ~/hook.sh, 2 lines",
        "changed: ~/a.toml, 1 line removed, 7 restored",
        "2 files changed",
    ]
