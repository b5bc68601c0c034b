"""A command is described once, and completely."""

from __future__ import annotations

import click

from codexctl.cli.commands import COMMANDS
from codexctl.cli.help.described import Described, describe, every_command
from codexctl.cli.main import codexctl
from codexctl.cli.words.numbers import MOST, Number


@click.command()
@click.argument("where", nargs=-1, metavar="[WHERE]…")
@click.option("--form", type=click.Choice(["a", "b"]), default="a", show_default=True, help="How.")
@click.option("--dry-run/--no-dry-run", help="Only look.")
def example() -> None:
    """Do one thing. Or another.

    In a second paragraph
    of two lines.
    """


def described() -> Described:
    return describe(click.Context(example, info_name="codexctl"))


def test_the_first_sentence_stands_alone_and_the_rest_is_paragraphs() -> None:
    assert described().sentence == "Do one thing."
    assert described().body == ("Or another.", "In a second paragraph of two lines.")


def test_an_option_is_told_with_its_names_value_choices_and_default() -> None:
    (section,) = described().sections
    form, switch, asks = section.options
    assert (form.names, form.metavar, form.choices) == ("--form", "[a|b]", ("a", "b"))
    assert (form.help, form.default, form.note) == ("How.", "a", "[default: a]")
    assert (switch.names, switch.metavar) == ("--dry-run / --no-dry-run", "")
    assert asks.names == "--help"


def test_the_bounds_of_a_number_are_told_in_words() -> None:
    @click.command()
    @click.option("--limit", type=Number(1, MOST), metavar="N", help="Most.")
    @click.option("--group", type=Number(0, MOST), metavar="N", help="Which.")
    @click.option("--port", type=Number(0, 65535), default=0, show_default=True)
    @click.option("--wait", type=Number(0.1, 86400, fraction=True), help="How long.")
    def bounded() -> None:
        """Do it."""

    (section,) = describe(click.Context(bounded, info_name="codexctl")).sections
    assert [option.note for option in section.options[:4]] == [
        "[at least 1]",
        "",
        "[default: 0; 0 to 65535]",
        "[0.1 to 86400]",
    ]


def test_an_argument_is_told_as_the_usage_writes_it() -> None:
    (argument,) = described().arguments
    assert (argument.metavar, argument.required, argument.many) == ("[WHERE]…", False, True)
    assert described().usage == "codexctl [OPTIONS] [WHERE]…"


def test_every_command_of_every_group_is_described() -> None:
    found = {one.words: one for one in every_command(codexctl)}
    assert {words[0] for words in found if words} == set(COMMANDS)
    assert {("trace", "list"), ("config", "set"), ("mcp", "import"), ("policy", "check")} <= set(
        found
    )
    groups = [one for one in found.values() if one.commands]
    for group in groups:
        assert all((*group.words, below.name) in found for below in group.commands)
    assert {len(group.words) for group in groups} == {0, 1}
