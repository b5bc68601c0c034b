"""What the limits of capture hide is said to be hidden, not to be missing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codexctl.locations import Locations
from tests.trace.recorded import RECORDINGS, traces
from tests.view.web.client import Client
from tests.view.web.conftest import write_settings

Browse = Callable[[Locations], Client]
TURN = traces(RECORDINGS / "0.169.0" / "plain")[0].summary
SESSION = f"/session/{TURN['session_id']}"


@pytest.mark.parametrize("path", ["/", SESSION])
def test_a_hidden_prompt_is_not_said_to_be_none(
    locations: Locations, browse: Browse, path: str
) -> None:
    assert "prompt hidden" not in browse(locations).get(path).text
    write_settings(locations, "metadata")
    text = browse(locations).get(path).text
    assert "prompt hidden" in text
    assert "no prompt" not in text


@pytest.mark.parametrize("path", [SESSION, f"/turn/{TURN['trace_id']}"])
def test_what_is_hidden_is_named_with_the_way_to_who_says_so(
    locations: Locations, browse: Browse, path: str
) -> None:
    said = "The capture limits hide prompts, answers, commands, output, paths. Who says so"
    assert said not in browse(locations).get(path).text
    write_settings(locations, "metadata")
    assert said in browse(locations).get(path).text
