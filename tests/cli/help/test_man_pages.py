"""The manual pages say what the help says, and `man` shows them without a warning."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.cli.commands import COMMANDS
from tests.checks.pages.man_pages import _escaped, described, makers

PAGES = {Path(name).stem: make for name, make in makers().items()}
needs_man = pytest.mark.skipif(shutil.which("man") is None, reason="there is no man here")
needs_mandoc = pytest.mark.skipif(shutil.which("mandoc") is None, reason="there is no mandoc here")
# No date is in them, so that they are the same whenever they are made.
_KNOWN = 'missing date, using "": TH'


def as_shown(folder: Path, *names: str) -> dict[str, str]:
    """The pages as `man` shows them on a wide terminal; it must not complain."""
    shown = {}
    for name in names:
        path = folder / f"{name}.1"
        path.write_text(PAGES[name](), "utf-8")
        environ = {**os.environ, "MANWIDTH": "400", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"}
        done = subprocess.run(
            ["man", "--warnings=all", "-l", str(path)],
            env=environ, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stderr == ""
        shown[name] = re.sub(r".\x08|\x1b\[\d*m", "", done.stdout)
    return shown


def test_every_command_has_a_page() -> None:
    assert set(PAGES) == {"codexctl", *(f"codexctl-{name}" for name in COMMANDS)}


@needs_man
def test_a_page_shows_every_sentence_option_and_example_of_its_commands(tmp_path: Path) -> None:
    shown = as_shown(tmp_path, "codexctl-setup", "codexctl-trace", "codexctl-auth", "codexctl-mcp")
    for name, text in shown.items():
        words = " ".join(text.split())
        for one in described():
            if one.words[:1] != (name.removeprefix("codexctl-"),):
                continue
            assert one.sentence in words
            assert all(" ".join(example.line.split()) in words for example in one.examples)
            options = [option for section in one.sections for option in section.options]
            assert all(option.names in words for option in options)
            assert all(" ".join(option.help.split()) in words for option in options)


@needs_mandoc
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound(name: str) -> None:
    done = subprocess.run(
        ["mandoc", "-Tlint", "-Wwarning"],
        input=PAGES[name](), capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = [line for line in done.stdout.splitlines() if not line.endswith(_KNOWN)]
    assert said == []


@needs_man
@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")), min_size=1))
def test_any_text_is_a_line_of_text_and_no_request(text: str) -> None:
    escaped = _escaped(text)
    assert not escaped.startswith((".", "'"))
    assert escaped.isascii()
    assert "\\" not in re.sub(r"\\(?:e|-|&|\(\w\w|\[u[0-9A-F]+\])", "", escaped)


def test_the_pages_are_the_same_whenever_they_are_made() -> None:
    assert all(make() == make() for make in PAGES.values())
    assert not any(
        re.search(r"\b20\d\d-\d\d-\d\d\b", make().partition("\n")[0]) for make in PAGES.values()
    )
