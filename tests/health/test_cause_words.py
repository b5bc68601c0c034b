"""The stable words for causes are the same in the code and in the schema of `doctor --json`."""

from __future__ import annotations

import json
from importlib.resources import files

from codexctl.checks import Cause, State


def test_the_schema_of_doctor_knows_every_cause_and_no_other() -> None:
    schema = json.loads(
        (files("codexctl.schemas") / "output" / "health" / "doctor.schema.json").read_text("utf-8")
    )
    cause = schema["properties"]["causes"]["items"]["properties"]["cause"]
    assert set(cause["anyOf"][0]["enum"]) == set(Cause)
    states = schema["properties"]["checks"]["items"]["properties"]["state"]["enum"]
    assert set(states) == {state.value for state in State}
