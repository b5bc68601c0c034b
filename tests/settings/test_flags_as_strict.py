"""A value of a flag of `setup` is checked as strictly as the same value in settings.toml."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codexctl.edit.intent.flags import Flags
from codexctl.edit.intent.from_flags import intent_from
from codexctl.edit.parts.settings_file import with_intent
from codexctl.errors import CodexctlError, UsageError
from codexctl.settings.destination_fields import DESTINATION
from codexctl.settings.fields import FIELDS, scalars
from codexctl.settings.kinds import Field, Kind
from codexctl.settings.labels import LABELS
from codexctl.settings.load import SettingsError, from_data
from codexctl.settings.model import Settings

FILE = Path("settings.toml")
# What no row takes, whatever its kind.
BAD = {
    "a line break": "a\nb",
    "an escape": "a\x1b[31mb",
    "a null": "a\0b",
    "a delete": "a\x7fb",
    "too long": "x" * 5000,
}
# What only rows of some kinds take.
ODD = {"nothing": "", "a blank": " ", "negative": "-1", "no number": "1e3", "a word": "nope"}
WORDS = {**BAD, **ODD}
HERE = {"name": "there", "kind": "otlp", "endpoint": "http://127.0.0.1:4318/v1/traces"}
LANGFUSE = {"name": "there", "kind": "otlp", "preset": "langfuse"}


def of_scalars() -> Iterator[tuple[str, str, Field]]:
    for place, row in scalars().items():
        if row.flag and row.kind is not Kind.switch:
            yield row.flag, place, row


def said_in_a_flag(place: str, word: str) -> None:
    intent_from(Flags(settings={place: word}), Settings())


def as_in_toml(row: Field, word: str) -> Any:
    """The value that somebody who writes this word into the file writes; a text if none fits."""
    if row.kind in (Kind.whole, Kind.number):
        try:
            return int(word)
        except ValueError:
            return word
    return word


def refused_in_file(data: dict[str, Any]) -> bool:
    try:
        from_data(data, FILE)
    except SettingsError:
        return True
    return False


@pytest.mark.parametrize("word", [*WORDS.values()], ids=[*WORDS])
@pytest.mark.parametrize(("flag", "place", "row"), [*of_scalars()])
def test_a_setting(flag: str, place: str, row: Field, word: str) -> None:
    table, _, key = place.rpartition(".")
    value = as_in_toml(row, word)
    data = {table: {key: value}} if table else {key: value}
    assert refused_in_file(data)
    with pytest.raises(UsageError) as raised:
        said_in_a_flag(place, word)
    assert flag in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize("word", [*BAD.values()], ids=[*BAD])
@pytest.mark.parametrize("name", [*LABELS])
def test_a_label(name: str, word: str) -> None:
    assert refused_in_file({"resource": {LABELS[name].attribute: word}})
    flags = Flags(project=(word,)) if name == "project" else Flags(labels={name: word})
    with pytest.raises(UsageError) as raised:
        intent_from(flags, Settings())
    assert f"--{name.replace('_', '-')}" in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize("name", [*LABELS])
@pytest.mark.parametrize("word", ["", " "])
def test_an_empty_label_is_no_wish_but_a_variable_that_was_not_set(name: str, word: str) -> None:
    flags = Flags(project=(word,)) if name == "project" else Flags(labels={name: word})
    with pytest.raises(UsageError, match="is empty"):
        intent_from(flags, Settings())


def test_a_label_goes_by_the_word_none() -> None:
    today = Settings(resource=(("user.id", "ada"),))
    text = 'version = 1\n\n[resource]\n"user.id" = "ada"\n'
    intent = intent_from(Flags(labels={"user": "none"}), today)
    assert "ada" not in with_intent(text, today, intent)


# The flag, the word, and what it says in the file.
OF_DESTINATIONS: list[tuple[str, str, dict[str, Any]]] = [
    *[("endpoint", word, {**HERE, "endpoint": word}) for word in BAD.values()],
    *[("endpoint", word, {**HERE, "endpoint": word}) for word in ("localhost:4318", "ftp://x")],
    ("endpoint", "http://a:b@x", {**HERE, "endpoint": "http://a:b@x"}),
    ("endpoint", "http://x:99999", {**HERE, "endpoint": "http://x:99999"}),
    ("endpoint", "http://x/\x1b[31m", {**HERE, "endpoint": "http://x/\x1b[31m"}),
    *[("metrics_endpoint", word, {**HERE, "metrics_endpoint": word}) for word in BAD.values()],
    *[("api_key_env", word, {**HERE, "api_key_env": word}) for word in BAD.values()],
    *[("api_key_env", word, {**HERE, "api_key_env": word}) for word in ("A B", "1A", "Ä", "sk-1")],
    ("header", "A=b\r\nX: y", {**HERE, "headers": {"A": "b\r\nX: y"}}),
    ("header", "A b=c", {**HERE, "headers": {"A b": "c"}}),
    ("header", "A:=c", {**HERE, "headers": {"A:": "c"}}),
    ("header", "A=→", {**HERE, "headers": {"A": "→"}}),
    ("header", f"A={'x' * 5000}", {**HERE, "headers": {"A": "x" * 5000}}),
    ("api_key_command", "a\nb", {**HERE, "api_key_command": ["a\x1b", "b"]}),
    ("capture_for", "everything", {**HERE, "capture": "everything"}),
    ("capture_for", "ful", {**HERE, "capture": "ful"}),
    ("metrics", "maybe", {**HERE, "metrics": "maybe"}),
    ("project", "there:a\nb", {**HERE, "project": "a\nb"}),
    ("param", "hst=x", {**HERE, "parameters": {"hst": "x"}}),
    ("param", "pubic_key=x", {**LANGFUSE, "parameters": {"pubic_key": "x"}}),
    ("param", "public_key=a\nb", {**LANGFUSE, "parameters": {"public_key": "a\nb"}}),
]


@pytest.mark.parametrize(("flag", "word", "table"), OF_DESTINATIONS)
def test_a_member_of_a_destination(flag: str, word: str, table: dict[str, Any]) -> None:
    if "\nb" not in word or flag != "api_key_command":  # a shell's words end at a line break
        assert refused_in_file({"destinations": [table]})
        good = LANGFUSE if "preset" in table else HERE
        today = from_data({"destinations": [good]}, FILE)
        members = {flag: (word,)}
        known = Flags.__dataclass_fields__
        flags = (
            Flags(**members) if flag in known else Flags(members={flag: (word,)})  # type: ignore[arg-type]
        )
        with pytest.raises(CodexctlError) as raised:
            intent_from(flags, today)
        assert raised.value.exit_code == 2
        assert raised.value.hint


@pytest.mark.parametrize("name", ["", "a b", "-a", "ä", "a\n", "x" * 65])
def test_a_destination_s_name(name: str) -> None:
    assert refused_in_file({"destinations": [{**HERE, "name": name}]})
    with pytest.raises(UsageError):
        intent_from(Flags(destination=(f"{name}=otlp",)), Settings())


def test_every_flag_of_a_destination_is_tried_here() -> None:
    tried = {flag for flag, _, _ in OF_DESTINATIONS} | {"destination"}
    flags = {row.option for row in DESTINATION.values() if row.flag}
    assert flags <= tried


def test_every_example_of_a_row_is_taken_by_its_flag() -> None:
    for place, row in scalars().items():
        if row.flag and row.example:
            said_in_a_flag(place, row.example)
    for member in ("endpoint", "api_key_env", "metrics", "metrics_endpoint"):
        row = DESTINATION[member]
        assert row.example, member
        known = Flags.__dataclass_fields__
        words = {row.option: (row.example,)}
        today = from_data({"destinations": [HERE]}, FILE)
        flags = Flags(**words) if row.option in known else Flags(members={member: (row.example,)})  # type: ignore[arg-type]
        intent = intent_from(flags, today)
        written = with_intent(None, Settings(), intent)
        assert row.example in written or member == "metrics"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"capture": {"mode": "metadat"}}, "did you mean metadata?"),
        ({"capture": {"exclude": ["promts"]}}, "did you mean prompts?"),
        ({"captur": {"mode": "full"}}, "did you mean capture?"),
        ({"local": {"keep_day": 1}}, "did you mean keep_days?"),
        ({"destinations": [{**HERE, "endpont": "x"}]}, "did you mean endpoint?"),
        ({"destinations": [{**LANGFUSE, "preset": "langfus"}]}, "did you mean langfuse?"),
        ({"redaction": {"kinds": ["ibann"]}}, "did you mean iban?"),
        ({"prices": {"m": {"input": 1, "output": 1, "cached_inpt": 1}}}, "mean cached_input?"),
        (
            {"destinations": [{**LANGFUSE, "parameters": {"pubic_key": "x"}}]},
            "did you mean public_key?",
        ),
    ],
)
def test_the_file_names_the_word_that_was_meant(data: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        from_data(data, FILE)
    assert said in raised.value.message


def test_every_row_with_a_flag_says_what_it_takes() -> None:
    rows = [row for row in FIELDS.values() if row.flag and row.kind in (Kind.whole, Kind.number)]
    assert rows
    assert all(row.example and row.metavar for row in rows)
