"""The status page says what `codexctl status` and `codexctl policy explain` say."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from codexctl.health.here import look_around
from codexctl.health.registry import examined
from codexctl.locations import Locations
from codexctl.policy.file.explain import keys
from codexctl.view.queries.status import checked, counted, in_force
from codexctl.view.web.examining import Seen, examiner
from tests.view.web.client import Client
from tests.view.web.conftest import write_settings

LONG_S = 60.0
Browse = Callable[[Locations], Client]


@pytest.fixture
def looked_at(locations: Locations) -> Locations:
    """A home that was looked at already, so that the page has everything."""
    examiner(locations).look(0)
    examiner(locations).wait(LONG_S)
    return locations


def test_every_check_is_on_the_page_with_its_remedy(looked_at: Locations, browse: Browse) -> None:
    page = browse(looked_at).get("/status")
    assert page.status == 200
    lines = checked(looked_at, asking=False)
    assert [line.id for line in lines] == [
        check.id for check in examined(look_around(looked_at, asking=False))
    ]
    for line in lines:
        assert line.summary in page.text
        assert line.about in page.text
        assert line.about
        assert line.remedy in page.text
    assert counted(lines)["problem"] > 0
    assert "codexctl setup" in page.text


def test_a_remedy_that_is_a_command_can_be_copied(looked_at: Locations, browse: Browse) -> None:
    html = browse(looked_at).get("/status").html
    assert '<span class="copy"><code>codexctl setup</code></span>' in html


def test_problems_come_first(looked_at: Locations, browse: Browse) -> None:
    html = browse(looked_at).get("/status").html
    order = [part.split('"')[0] for part in html.split('<li class="')[1:]]
    assert order == sorted(order, key=["problem", "ok", "inactive"].index)
    assert set(order) == {"problem", "ok", "inactive"}


def test_every_key_of_the_policy_is_there_with_who_says_so(
    looked_at: Locations, browse: Browse
) -> None:
    text = browse(looked_at).get("/status").text
    held = in_force(looked_at)
    for key in keys():
        if key.name in {rule.key for rule in held.rules}:
            assert key.name in text
            assert key.meaning in text
    (mode,) = [rule for rule in held.rules if rule.key == "capture.max"]
    assert (mode.value, mode.limited) == ("full", True)
    assert mode.source == f"{looked_at.settings_toml}:3"
    assert mode.source in text


def test_settings_that_cannot_be_used_are_told(locations: Locations, browse: Browse) -> None:
    locations.settings_toml.write_text("version = 1\nno toml")
    text = browse(locations).get("/status").text
    assert "Capture metadata" in text
    assert str(locations.settings_toml) in text


def test_the_page_comes_before_anything_was_looked_at(empty: Locations, browse: Browse) -> None:
    write_settings(empty, "redacted")
    page = browse(empty).get("/status")
    assert page.status == 200
    assert "Capture redacted" in page.text
    examiner(empty).wait(LONG_S)
    assert "nothing was delivered yet" in browse(empty).get("/status").text


def test_while_codex_is_asked_the_time_and_that_do_not_run_together(
    locations: Locations, browse: Browse
) -> None:
    looking = examiner(locations)
    looking._seen, looking._began = Seen(at=1.0, running=True), looking.clock()
    text = browse(locations).get("/status").text
    assert re.search(r"as of [\d:]{8} · Codex itself is being asked", text)
