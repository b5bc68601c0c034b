"""The stable words for causes are the same in the code and in every schema that has them."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from codexctl.checks import Cause, State

OUTPUT = files("codexctl.schemas") / "output"


def properties(*path: str) -> dict[str, Any]:
    """What an output may hold, as its schema says."""
    schema = json.loads(OUTPUT.joinpath(*path).read_text("utf-8"))
    found: dict[str, Any] = schema["properties"]
    return found


def test_the_schema_of_doctor_knows_every_cause_and_no_other() -> None:
    told = properties("health", "doctor.schema.json")
    cause = told["causes"]["items"]["properties"]["cause"]
    assert set(cause["anyOf"][0]["enum"]) == set(Cause)
    states = told["checks"]["items"]["properties"]["state"]["enum"]
    assert set(states) == {state.value for state in State}


def test_the_schema_of_history_knows_every_cause_and_that_there_may_be_none() -> None:
    interrupted = properties("edits", "history.schema.json")["interrupted"]
    cause = interrupted["anyOf"][1]["properties"]["cause"]
    assert set(cause["enum"]) == {*Cause, None}
