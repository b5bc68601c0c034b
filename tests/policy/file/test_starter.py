"""The starter is a valid policy as it is, as it is asked for, and with every suggestion taken."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from codexctl.errors import UsageError
from codexctl.policy.file.chosen import row_of
from codexctl.policy.file.fields import FIELDS, TOP
from codexctl.policy.file.parse import values_of
from codexctl.policy.file.read import from_bytes
from codexctl.policy.file.starter import starter
from codexctl.settings.capture import CaptureMode

PLACE = Path("/etc/codexctl/policy.toml")
EXAMPLES = {
    "capture.max": "metadata",
    "capture.exclude": ["paths"],
    "destinations.allow": ["https://otel.example.com/", "http://127.0.0.1:4318/"],
    "destinations.local": False,
    "codex.features": {"hooks": True},
    "support.contact": 'call "5-5-5" \\ or mail',
}


def test_as_it_is_it_caps_capture_and_suggests_the_rest() -> None:
    found = from_bytes(starter(PLACE, {}).encode(), PLACE)
    assert found.problem == ""
    assert found.capture.mode is CaptureMode.redacted
    assert found.destinations.allow is None
    assert str(PLACE) in starter(PLACE, {})


def test_with_every_suggestion_taken_it_says_every_key() -> None:
    text = re.sub(r"^#(?=[\w\[\"])", "", starter(PLACE, {}), flags=re.MULTILINE)
    assert from_bytes(text.encode(), PLACE).problem == ""
    data = tomllib.loads(text)
    assert {row_of(*key.split(".", 1)) for key in values_of(data)} == set(FIELDS)
    assert set(TOP) <= data.keys()


@pytest.mark.parametrize("key", sorted(EXAMPLES.keys() - {"codex.features"}))
def test_what_is_asked_for_is_said_and_nothing_else_changes(key: str) -> None:
    text = starter(PLACE, {key: EXAMPLES[key]})
    before = values_of(tomllib.loads(starter(PLACE, {})))
    assert values_of(tomllib.loads(text)) == before | {key: EXAMPLES[key]}
    comments = [line for line in starter(PLACE, {}).splitlines() if line.startswith("# ")]
    assert [line for line in text.splitlines() if line.startswith("# ")] == comments


@pytest.mark.parametrize(
    ("key", "value"), [("support.contact", "a\nb"), ("destinations.allow", ["ftp://x"])]
)
def test_a_value_that_does_not_fit_makes_no_policy(key: str, value: Any) -> None:
    with pytest.raises(UsageError, match=rf"^not a valid policy: {key} must be ") as refused:
        starter(PLACE, {key: value})
    assert refused.value.hint == "codexctl policy init --help"


def test_a_starter_that_was_cut_off_on_its_way_fails_closed() -> None:
    text = starter(PLACE, {})
    for end in range(text.index("sealed = true") + len("sealed = true"), len(text) - 2, 97):
        assert from_bytes(text[:end].encode(), PLACE).problem
