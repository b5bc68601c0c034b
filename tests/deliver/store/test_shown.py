"""What was stored under looser limits is shown under those that hold now; retention is kept."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.query import EVERYTHING
from codexctl.deliver.store.retention import keep_to
from codexctl.deliver.store.shown import capture_for_views, spans_shown
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from codexctl.policy.file.read import from_bytes
from tests.deliver.conftest import configure, record

YEARS_NS = 100 * 365 * 86_400 * 1_000_000_000


@pytest.fixture
def filled(locations: Locations) -> Locations:
    """A store that holds content: everything was captured."""
    record(locations, "shell-ok", "patch-by-shell")
    configure(locations, "local")
    with locations.settings_toml.open("a") as settings:
        settings.write('[capture]\nmode = "full"\n')
    os.utime(locations.settings_toml, (0, 0))
    deliver(locations, {}, Clock())
    return locations


def stored(locations: Locations) -> LocalStore:
    """The store."""
    store = LocalStore.open_existing(locations.traces_db)
    assert store is not None
    return store


def shown(locations: Locations, environ: dict[str, str]) -> str:
    """Everything that is shown of all spans."""
    store = stored(locations)
    capture = capture_for_views(locations, environ)
    rows = [row for turn in store.turns() for row in store.spans(str(turn["trace_id"]))]
    turns = [capture.summary(turn) for turn in store.turns()]
    store.close()
    return f"{spans_shown(rows, capture)} {turns}"


def test_a_picture_that_was_stored_is_left_out_where_content_is_masked_now(
    locations: Locations,
) -> None:
    """No rule can look into a picture, in a message or in a tool's result."""
    record(locations, "images")
    configure(locations, "local")
    with locations.settings_toml.open("a") as settings:
        settings.write('[capture]\nmode = "full"\n')
    os.utime(locations.settings_toml, (0, 0))
    deliver(locations, {}, Clock())
    png = "iVBORw0KGgo"  # how every PNG begins in base64
    assert png in shown(locations, {})
    masked = shown(locations, {"CODEXCTL_CAPTURE": "redacted"})
    assert png not in masked
    assert "modality" in masked


def test_what_was_stored_is_shown_under_the_limits_that_hold_now(filled: Locations) -> None:
    assert "echo hi" in shown(filled, {})
    assert "/home/dev" in shown(filled, {})
    strict = shown(filled, {"CODEXCTL_CAPTURE": "metadata"})
    assert "echo hi" not in strict
    assert "/home/dev" not in strict
    assert "execute_tool exec_command" in strict
    assert "echo hi" not in shown(filled, {"CODEXCTL_EXCLUDE": "tool_arguments,prompts"})


def test_without_usable_settings_only_metadata_is_shown(filled: Locations) -> None:
    filled.settings_toml.write_text("nonsense")
    assert "echo hi" not in shown(filled, {})


@pytest.mark.parametrize(
    ("policy", "later_ns", "kept"),
    [
        ("[destinations]\nretention_days = 30\n", 0, True),
        ("[destinations]\nretention_days = 30\n", YEARS_NS, False),
        ("[destinations]\nlocal = false\n", 0, False),
        ("[capture]\nmax = 'full'\n", YEARS_NS, True),
        ("nonsense", YEARS_NS, True),
    ],
)
def test_the_store_keeps_turns_as_long_as_the_policy_allows(
    filled: Locations, policy: str, later_ns: int, kept: bool
) -> None:
    store = stored(filled)
    count = len(list(store.turns()))
    store.close()
    said = from_bytes(f"version = 1\n{policy}".encode(), Path("/p"))
    now = Clock().now_ns() + later_ns
    assert keep_to(said, filled, now) == (0 if kept else count)
    assert bool(list(stored(filled).turns(EVERYTHING))) is kept
    assert kept or b"echo hi" not in filled.traces_db.read_bytes()


def test_without_a_policy_nothing_is_deleted(filled: Locations) -> None:
    assert keep_to(None, filled, Clock().now_ns() + YEARS_NS) == 0


def test_a_store_that_is_not_allowed_gets_nothing(locations: Locations, tmp_path: Path) -> None:
    record(locations, "shell-ok")
    configure(locations, "local")
    policy = tmp_path / "policy.toml"
    policy.write_text("version = 1\n[destinations]\nlocal = false\n")
    reports = deliver(replace(locations, policy_file=policy), {}, Clock())
    if reports["local"].problem:
        assert "policy" in reports["local"].problem
        assert not locations.traces_db.exists()


def test_an_older_store_gives_the_sums_and_errors_of_a_new_one(filled: Locations) -> None:
    """Before sums had names of their own, an agent had them under those of a model call."""
    capture = capture_for_views(filled, {})
    store = stored(filled)
    rows = [row for turn in store.turns() for row in store.spans(str(turn["trace_id"]))]
    store.close()
    older = [
        {
            **row,
            "attributes": {
                name.replace("codex.usage.", "gen_ai.usage."): value
                for name, value in row["attributes"].items()
            },
        }
        for row in rows
    ]
    assert older != rows
    assert spans_shown(older, capture) == spans_shown(rows, capture)
    agents = [r for r in spans_shown(older, capture) if r["name"].startswith("invoke_agent")]
    assert all(agent["attributes"]["codex.usage.input_tokens"] > 0 for agent in agents)
