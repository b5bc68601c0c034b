"""Help is whole: every command says its line, nothing is cut or broken at any width."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.cli.commands import SECTIONS
from codexctl.cli.help.described import Described, every_command
from codexctl.cli.help.layout import shown
from codexctl.cli.help.told import Example
from codexctl.cli.main import codexctl
from tests.cli.conftest import Shell

ALL = {one.name: one for one in every_command(codexctl)}


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("name", ALL)
def test_help_says_everything_in_whole_words(name: str, columns: int) -> None:
    described = ALL[name]
    text = shown(described, columns)
    words = set(text.split())
    wanted = [described.sentence, *described.body, *(one.sentence for one in described.commands)]
    wanted += [one.help for section in described.sections for one in section.options]
    assert {word for sentence in wanted for word in sentence.split()} <= words
    too_long = [line for line in text.splitlines() if len(line) > columns]
    assert all(" " not in line.strip() for line in too_long), too_long


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_options_and_commands_stand_below_each_other(columns: int) -> None:
    lines = shown(ALL["codexctl"], columns).splitlines()
    for title, rows in SECTIONS.items():
        at = lines.index(f"{title}:")
        for name in rows:
            assert any(line.startswith(f"  {name} ") for line in lines[at + 1 :])


def test_the_line_of_a_command_is_its_own_first_sentence() -> None:
    lines = {name: line for rows in SECTIONS.values() for name, (_, line) in rows.items()}
    assert {name: ALL[f"codexctl {name}"].sentence for name in lines} == lines


def test_a_long_example_can_be_copied_from_a_narrow_terminal() -> None:
    line = "codexctl setup --destination otlp --endpoint http://127.0.0.1:4318/v1/traces --yes"
    narrow = replace(ALL["codexctl setup"], examples=(Example("to a Collector", line),))
    text = shown(narrow, 60)
    _, _, after = text.partition("# to a Collector\n")
    command, _, _ = after.partition("\n\n")
    assert "\\\n" in command
    assert command.replace("\\\n", "").split() == line.split()


@given(st.sampled_from(sorted(ALL)), st.integers(60, 300))
def test_help_fits_terminals_of_every_usual_width(name: str, columns: int) -> None:
    text = shown(ALL[name], columns)
    assert all(len(line) <= min(columns, 100) or _one_word(line) for line in text.splitlines())


def _one_word(line: str) -> bool:
    return len(line.removesuffix(" \\").split()) == 1 or line.startswith("More: ")


GROUPS = [one for one in ALL.values() if one.commands]


@pytest.mark.parametrize("group", GROUPS, ids=lambda one: one.name)
def test_a_group_alone_prints_its_help_and_is_done(shell: Shell, group: Described) -> None:
    alone, asked = shell.run(*group.words), shell.run(*group.words, "--help")
    assert (alone.code, alone.out, alone.err) == (0, asked.out, "")
    assert alone.out.startswith(f"Usage: {group.name} ")
