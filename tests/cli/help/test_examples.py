"""Every command has examples and a page, and every example does what it says."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from codexctl.addresses import page
from codexctl.cli.help.described import Described, every_command
from codexctl.cli.main import codexctl
from tests.cli.help.machine import ROOT, Machine, machine_in
from tests.cli.help.person import ENDLESS, WIZARD, carried_out

ALL = tuple(every_command(codexctl))
LINES = sorted({example.line for one in ALL for example in one.examples})
# What ends otherwise than with 0 on this machine, and why that is right.
ENDS_WITH = {
    "codexctl profiles use deep": (1, "this Codex accepts a profile only for a single run"),
    "codexctl fleet verify --me": (1, "there is no policy in"),
    "codexctl fleet verify --me --json": (1, "there is no policy in"),
}


@pytest.mark.parametrize("command", ALL, ids=lambda one: one.name)
def test_a_command_has_two_examples_or_more_and_a_page_that_is_there(command: Described) -> None:
    assert len(command.examples) >= 2
    assert all(command.name in one.line or command.name == "codexctl" for one in command.examples)
    pages = {page(path.stem) for path in (ROOT / "docs").glob("*.md")}
    assert command.page in pages


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with machine_in(tmp_path_factory.mktemp("machine")) as machine:
        yield machine


@pytest.fixture
def machine(made: Machine) -> Machine:
    made.renew()
    return made


@pytest.mark.parametrize("line", LINES)
def test_an_example_works_as_it_stands(machine: Machine, line: str) -> None:
    with machine.terminal(line) as terminal:
        code = carried_out(terminal, line)
        shown = "\n".join(terminal.lines).strip()
    interrupted = (-signal.SIGINT, "codexctl: interrupted")
    wanted, word = interrupted if line in ENDLESS else ENDS_WITH.get(line, (0, ""))
    assert code == wanted, shown
    assert word in shown
    assert "a bug in codexctl" not in shown


def test_no_exception_is_for_an_example_that_is_gone() -> None:
    assert {*ENDLESS, *WIZARD, *ENDS_WITH} <= set(LINES)
