"""The table of settings: a row alone makes a setting, and every row is what it claims to be."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from codexctl.cli.setup.options import setup_options
from codexctl.edit.intent.flags import flags_from
from codexctl.edit.intent.from_flags import intent_from
from codexctl.edit.parts.settings_file import with_intent
from codexctl.errors import UsageError
from codexctl.policy.file.fields import FIELDS as POLICY
from codexctl.settings.destination_fields import DESTINATION
from codexctl.settings.fields import FIELDS, TABLES, scalars
from codexctl.settings.kinds import Asked, Field, Kind
from codexctl.settings.labels import LABELS, Label
from codexctl.settings.load import SettingsError, from_data
from codexctl.settings.model import Destination, Settings
from codexctl.wizard.interview import Interview
from codexctl.wizard.question import Around, Question
from codexctl.wizard.setting_questions import ask_settings
from tests.checks import generated
from tests.checks.pages import settings_page, settings_schema

PLACE = "deliver.widgets"
DUMMY = Field(
    Kind.whole,
    "How many widgets a delivery turns.",
    default=3,
    low=1,
    high=9,
    flag="--widgets",
    metavar="N",
    example="4",
    question="How many widgets?",
    asked=Asked.more,
)
KINDS = {  # a row of each kind that is one word: the word, the value, and a word that is none
    "whole": (DUMMY, "4", 4, "10"),
    "number": (Field(Kind.number, "n", low=0, high=2, flag="--widgets"), "1.5", 1.5, "3"),
    "choice": (Field(Kind.choice, "c", choices=("a", "b"), flag="--widgets"), "b", "b", "c"),
    "text": (Field(Kind.text, "t", pattern="^w", must="w…", flag="--widgets"), "wx", "wx", "x"),
}


@pytest.fixture(params=KINDS)
def case(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> tuple[Field, str, Any, str]:
    """One more row in the table, and nothing else."""
    monkeypatch.setitem(FIELDS, PLACE, KINDS[request.param][0])
    return KINDS[request.param]


@pytest.fixture
def row(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole number among them."""
    monkeypatch.setitem(FIELDS, PLACE, DUMMY)


def words_of(*arguments: str) -> dict[str, Any]:
    """What `setup` is handed for these arguments."""
    taken: dict[str, Any] = {}

    @click.command()
    @setup_options
    def command(**words: Any) -> None:
        taken.update(words)

    done = CliRunner().invoke(command, arguments, standalone_mode=False)
    if done.exception:
        raise done.exception
    apart = ("scope", "dry_run", "yes", "no_input", "no_proof", "as_json", "in_place")
    return {
        name: word
        for name, word in taken.items()
        if name not in (*apart, "api_key_stdin", "take_over")
    }


def test_a_row_alone_is_a_flag_that_is_written_and_read_back(
    case: tuple[Field, str, Any, str],
) -> None:
    _, word, value, _ = case
    intent = intent_from(flags_from(words_of("--widgets", word)), Settings())
    assert intent.settings == {PLACE: value}
    written = tomllib.loads(with_intent(None, Settings(), intent))
    assert written["deliver"] == {"widgets": value}
    assert from_data(written, Path("settings.toml")).value(PLACE) == value


def test_a_row_alone_refuses_what_does_not_fit(case: tuple[Field, str, Any, str]) -> None:
    with pytest.raises((UsageError, click.BadParameter), match=r"--widgets|is not one of"):
        intent_from(flags_from(words_of("--widgets", case[3])), Settings())
    with pytest.raises(SettingsError, match=r"deliver\.widgets"):
        from_data({"deliver": {"widgets": [case[3]]}}, Path("settings.toml"))


def test_a_row_alone_is_in_the_schema(case: tuple[Field, str, Any, str]) -> None:
    validator = Draft202012Validator(json.loads(settings_schema.text()))
    assert validator.is_valid({"deliver": {"widgets": case[2]}})
    assert not validator.is_valid({"deliver": {"widgets": [case[2]]}})


@pytest.mark.usefixtures("row")
def test_a_row_alone_has_its_default_where_nothing_is_said() -> None:
    assert from_data({}, Path("settings.toml")).value(PLACE) == 3
    assert intent_from(flags_from(words_of()), Settings()).settings == {}


@pytest.mark.usefixtures("row")
def test_a_row_alone_is_on_the_page_and_in_help() -> None:
    (line,) = (line for line in settings_page.text().splitlines() if "`widgets`" in line)
    assert line.startswith(
        "| `widgets` | How many widgets a delivery turns. | whole number from 1 to 9 | `3` "
        "| `--widgets` |"
    )
    shown = CliRunner().invoke(click.command()(setup_options(lambda: None)), ["--help"]).output
    said = "--widgets N How many widgets a delivery turns. A number: 1 to 9. Default: 3."
    assert said in " ".join(shown.split())


@pytest.mark.usefixtures("row")
def test_a_row_alone_makes_the_generated_files_out_of_date(tmp_path: Path) -> None:
    assert {finding.partition(":")[0] for finding in generated.findings()} == {
        "schemas/settings.schema.json",
        "docs/reference/settings.md",
    }
    generated.write(tmp_path)
    assert list(generated.findings(tmp_path)) == []


@pytest.mark.usefixtures("row")
def test_a_row_with_a_question_is_asked_by_the_wizard() -> None:
    asked = {}

    def put(question: Question, around: Around) -> Any:
        asked[question.text] = question.default
        if question.text != DUMMY.question:
            return question.default
        assert question.valid("10") is not True
        return "4"

    talk = Interview(put, lambda _: None)
    assert ask_settings(talk, Settings(), Asked.more)[PLACE] == 4
    assert asked[DUMMY.question] == "3"
    assert PLACE not in ask_settings(talk, Settings(), Asked.more, skipped="deliver.")


def test_a_flag_in_the_row_of_a_member_alone_is_about_one_destination(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    flagged = replace(DESTINATION["api_key_user"], flag="--key-user", metavar="[NAME:]USER")
    monkeypatch.setitem(DESTINATION, "api_key_user", flagged)
    two = tuple(Destination(name, "otlp", "https://h.example/v1/traces") for name in "ab")
    flags = flags_from(words_of("--key-user", "b:ann"))
    assert flags.decide
    intent = intent_from(flags, Settings(destinations=two))
    assert [destination.api_key_user for destination in intent.destinations] == ["", "ann"]
    assert flags_from(words_of()).members == {}


def test_a_row_alone_is_a_label_of_every_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LABELS, "floor", Label("codexctl.floor", "Floor.", "Floor:"))
    flags = flags_from(words_of("--floor", "blue"))
    assert flags.decide
    assert intent_from(flags, Settings()).resource == (("codexctl.floor", "blue"),)
    assert flags_from(words_of()).labels == {}


ROWS = {**FIELDS, **{f"destinations[].{key}": field for key, field in DESTINATION.items()}}


@pytest.mark.parametrize("place", ROWS)
def test_every_row_can_be_trusted(place: str) -> None:
    field = ROWS[place]
    assert field.meaning.endswith((".", "…"))
    assert not field.capped_by or field.capped_by in POLICY
    assert bool(field.question) == (field.asked is not Asked.never)
    assert len(field.question) <= 76
    assert not field.pattern or field.must
    if field.kind is Kind.number:
        assert field.high is not None


VALUES: tuple[Any, ...] = (
    *(-1, 0, 1, 1.5, 200, 201, 604_800, 604_801, True, False),
    *("", "x", "a b", "x\n", "link", "metadata", "otlp", "weave", "http://h", "ftp://h", "/a"),
    *([], ["paths"], ["x"], ["/a"], ["/a", "b"], [1], ["iban"], {}, {"a": "b"}, {"a": 1}, [{}]),
)


@pytest.mark.parametrize("place", ROWS)
def test_the_schema_and_the_reader_agree_on_every_row(place: str) -> None:
    validator = Draft202012Validator(json.loads(settings_schema.text()))
    table, _, key = place.rpartition(".")
    for value in VALUES:
        said: dict[str, Any] = {table: {key: value}} if table else {key: value}
        if table == "destinations[]":
            said = {"destinations": [{"name": "x", "kind": "otlp", key: value}]}
        try:
            from_data(said, Path("settings.toml"))
            accepted = True
        except SettingsError:
            accepted = False
        # Which kinds there are stands in the rule files, which no schema knows.
        if not (place == "redaction.kinds" and isinstance(value, list)):
            assert accepted == validator.is_valid(said), value


def test_every_table_says_what_it_is_for() -> None:
    assert {place.partition(".")[0] for place in FIELDS if "." in place} == set(TABLES)


def test_every_default_is_a_value_that_fits() -> None:
    said: dict[str, Any] = {}
    for place, field in scalars().items():
        table, _, key = place.rpartition(".")
        if field.default is not None:
            (said.setdefault(table, {}) if table else said)[key] = field.default
    read = from_data(said, Path("settings.toml"))
    assert all(read.value(place) == Settings().value(place) for place in scalars())


def test_the_members_of_a_destination_are_those_of_the_model() -> None:
    destination = Destination("x", "otlp")
    assert set(DESTINATION) == set(Destination.__dataclass_fields__)
    for key, field in DESTINATION.items():
        if not field.required:
            several = (Kind.texts, Kind.folders, Kind.pairs)
            assert getattr(destination, key) == (() if field.kind in several else field.default)
