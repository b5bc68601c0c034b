"""The page of messages has what codexctl really says."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from codexctl.checks import Cause
from codexctl.errors import UsageError
from codexctl.policy.file.explain import keys
from tests.checks.reference import errors
from tests.checks.reference.sentences import Reader, modules
from tests.cli.conftest import Shell

page = cache(errors.text)
# Letters of a sentence that are no name: with fewer nearly anything would fit.
SHORTEST = 6


def is_on_the_page(message: str) -> bool:
    """Whether a row is the message, with its names in capitals instead."""
    cells = re.findall(r"(?<=\| )(?:`([^`]+)`|`` (.+?) ``)(?= \|)", page())
    for shown in (one or other for one, other in cells):
        parts = re.split(r"\b[A-Z][A-Z_]+\b|…", shown.replace("\\|", "|"))
        form = "(?s:.+?)".join(map(re.escape, parts))
        if len("".join(parts)) > SHORTEST and re.fullmatch(form, message):
            return True
    return False


def test_an_error_of_a_function_is_on_the_page() -> None:
    with pytest.raises(UsageError) as caught:
        keys("zzz")
    assert is_on_the_page(caught.value.message)
    assert not is_on_the_page("the moon is made of cheese")


@pytest.mark.parametrize(
    "words",
    [
        ("trace", "show", "ffff"),
        ("config", "get", "no.such.key"),
        ("policy", "explain", "capture.maximum"),
        ("undo", "nothing"),
    ],
    ids=" ".join,
)
def test_an_error_of_a_command_is_on_the_page(shell: Shell, words: tuple[str, ...]) -> None:
    said = shell.run(*words).err.splitlines()[0]
    assert is_on_the_page(said.removeprefix("codexctl: ")), said


def test_every_cause_has_a_row_that_says_something() -> None:
    for cause in Cause:
        assert re.search(rf"^\| `{cause}` \| \S", page(), re.MULTILINE), cause


def test_a_value_that_is_put_in_is_its_name_in_capitals() -> None:
    tree = next(iter(modules().values()))
    module = next(iter(modules()))
    expression = ast.parse('f"{error.path}: {len(names)} of {what!a}: {error.strerror}"').body[0]
    assert isinstance(expression, ast.Expr)
    assert Reader(module, tree).read(expression.value) == ["PATH: N of WHAT: REASON"]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('f"{name}{value}: must be {kind} {bounds}"', "NAME VALUE: must be KIND BOUNDS"),
        ('f"nothing{but} is delivered"', "nothing EXCEPTION is delivered"),
        ('f"it {problem.lower()}"', "it PROBLEM"),
        ('f"{path} ({reason}){more}"', "PATH (REASON) MORE"),
        ('f"{hint}--unchecked writes it"', "HINT --unchecked writes it"),
        ('f"a value like {default or 1}"', "a value like DEFAULT"),
        ("f\"{told['name']} took the key\"", "NAME took the key"),
        ('f"hooks.{event}.{group}"', "hooks.EVENT.GROUP"),
    ],
)
def test_a_placeholder_reads_as_a_word_of_its_own(code: str, shown: str) -> None:
    expression = ast.parse(code).body[0]
    assert isinstance(expression, ast.Expr)
    module, tree = next(iter(modules().items()))
    assert Reader(module, tree).read(expression.value) == [shown]
