"""The remedy for a failed delivery is a command that delivers something."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.checks import State
from codexctl.deliver.cursors.backlog import Backlog
from codexctl.deliver.cursors.destination_state import Standing
from codexctl.health.delivered import Delivery
from codexctl.health.delivery import last_error, reachable
from codexctl.settings.model import Destination, Settings
from tests.health.test_recipe_check import here

_FAR = Destination("far", "otlp", endpoint="http://127.0.0.1:9/v1/traces")


@pytest.mark.parametrize(
    ("backlog", "remedy", "what_comes"),
    [
        (Backlog({"far": 2}), "codexctl trace export", "will be tried again"),
        (Backlog({"far": 0}, is_all=False), "codexctl trace export", "will be tried again"),
        # An export would have nothing to send, and the error would stay.
        (Backlog({"far": 0}), "codexctl selftest", "no turn is waiting"),
        (Backlog(), "codexctl selftest", "no turn is waiting"),
    ],
)
def test_what_waits_is_sent_and_else_a_test_turn(
    tmp_path: Path, backlog: Backlog, remedy: str, what_comes: str
) -> None:
    refused = {"far": Standing("far", 1, last_error="Connection refused")}
    found = replace(
        here(tmp_path),
        settings=Settings(destinations=(_FAR,)),
        delivery=Delivery(standings=refused, backlog=backlog),
    )
    for module in (last_error, reachable):
        (check,) = module.CHECK.look(found)
        assert (check.state, check.remedy) == (State.problem, remedy)
    assert check.summary == f"far: Connection refused ({what_comes})"
