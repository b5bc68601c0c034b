"""The page of messages has what codexctl really says."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from codexctl.checks import Cause
from codexctl.errors import UsageError
from codexctl.policy.file.explain import keys
from tests.checks.reference import errors, sentences
from tests.checks.reference.placeholders import placeholders
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
    assert Reader(module, tree).read(expression.value) == ["PATH: COUNT of DETAILS: REASON"]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('f"{name}{value}: must be {kind} {bounds}"', "NAME VALUE: must be KIND KIND"),
        ('f"it {problem.lower()}"', "it PROBLEM"),
        ('f"{path} ({reason}), {told}"', "PATH (REASON), VALUE"),
        ('f"{path}--unchecked writes it"', "PATH --unchecked writes it"),
        ('f"a value like {version or 1}"', "a value like VERSION"),
        ("f\"{told['name']} took the key\"", "NAME took the key"),
        ('f"hooks.{event}.{group}"', "hooks.EVENT.NUMBER"),
        ("f\"one of {', '.join(sorted(kinds))}\"", "one of LIST"),
        ("f\"{counted(len(days), 'day')} and {len(days) - 1} more\"", "COUNT days and COUNT more"),
        ('f"{safe(error)}"', "REASON"),
    ],
)
def test_a_placeholder_is_a_usual_word(code: str, shown: str) -> None:
    expression = ast.parse(code).body[0]
    assert isinstance(expression, ast.Expr)
    module, tree = next(iter(modules().items()))
    assert Reader(module, tree).read(expression.value) == [shown]


def read(code: str) -> list[str]:
    """What the error says that a function raises, on its last line."""
    function = ast.parse(code).body[0]
    assert isinstance(function, ast.FunctionDef)
    call = function.body[-1]
    assert isinstance(call, ast.Expr)
    return Reader(next(iter(modules())), function).read(call.value)


def test_a_part_of_a_sentence_is_shown_in_each_of_its_forms() -> None:
    code = """
def refuse(path, flags):
    whose = "this Codex has" if flags else "codexctl knows of"
    f"{whose} no feature {path}"
"""
    assert read(code) == ["this Codex has no feature PATH", "codexctl knows of no feature PATH"]


def test_what_is_nothing_at_first_is_no_part_of_a_sentence() -> None:
    assert read('def refuse():\n    python = ""\n    f"run by {python}"') == ["run by FILE"]


def test_a_private_class_of_the_same_name_is_no_error_elsewhere() -> None:
    # Both modules have a class _Unusable; only that of the first is an error for people.
    found = {said.module for said in sentences.errors() if said.kind == "_Unusable"}
    assert found == {"codexctl/settings/keys/keychain.py"}


def test_every_message_is_a_sentence() -> None:
    shown = re.findall(r"^\| `([^`]+)` \|", page()[page().index("## Checks") :], re.MULTILINE)
    assert len(shown) > len(Cause)
    assert [message for message in shown if " " not in message] == []


def test_every_usual_word_is_explained() -> None:
    explained = "".join(re.findall(r"^\| `([A-Z, ]+)` \|", page(), re.MULTILINE))
    names = ["path", "strerror", "receipt_id", "line_of", "something_new"]
    for name in names:
        (word,) = placeholders(ast.Name(name))
        assert word in explained
