"""What commands say on a terminal is broken between words, at every usual width."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

# `make compat` has no terminal in memory.
pytest.importorskip("pyte")

from tests.cli.help.machine import Machine, machine_in
from tests.pictures.commands import WIDTHS, broken_in, lines_for_people, shown
from tests.pictures.failures import CHANGE_NOTHING

# What is read again and again, and changes nothing: one machine will do for all of it. The others
# are looked at by `python -m tests.pictures.commands`.
READ = (
    "codexctl auth list",
    "codexctl config diff before",
    "codexctl config effective",
    "codexctl config explain model",
    "codexctl config set tui.notifications '[\"agent-turn-complete\"]' --dry-run",
    "codexctl features list",
    "codexctl history",
    "codexctl hooks list",
    "codexctl mcp list",
    "codexctl mcp remove docs web --dry-run",
    "codexctl status --offline",
    "codexctl trace list",
    "codexctl trace show dce2",
    "codexctl trace stats",
    "codexctl uninstall --dry-run",
)
# Of what goes wrong most, one of each kind of message.
WRONG = (
    "codexctl --version -v",
    "codexctl config set modle gpt-5.5",
    "codexctl policy init --out - >log",
    "codexctl setup --destination otlp --yes",
    "codexctl trace show 7777",
    "codexctl uninstall --purge --dry-run",
)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with machine_in(tmp_path_factory.mktemp("machine")) as made:
        yield made


def test_every_line_is_an_example_of_the_help_or_a_usual_failure() -> None:
    assert set(READ) <= set(lines_for_people())
    assert set(WRONG) <= set(CHANGE_NOTHING)


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("line", [*READ, *WRONG])
def test_no_word_is_broken(machine: Machine, line: str, columns: int) -> None:
    assert broken_in(shown(machine, line, columns).written, columns) == []


def test_a_line_that_is_too_wide_is_found_and_one_word_or_a_command_is_not() -> None:
    assert broken_in(b"four words are here\r\n", 10) == ["four words are here"]
    assert broken_in(b"/a/path/that/is/long\r\n  \xe2\x86\x92 codexctl auth test x\r\n", 10) == []
    assert broken_in(b"a.long.key.of.a.table =\r\n", 10) == []
    assert broken_in(b"\x1b[32mgreen\x1b[0m one\r\n", 10) == []
