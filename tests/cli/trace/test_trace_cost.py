"""What one trace cost, as `trace show` says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.deliver.store.local_store import LocalStore
from tests.cli.conftest import Shell
from tests.output_schemas import assert_fits
from tests.trace.recorded import RECORDINGS, traces
from tests.view.handmade import Session, traces_of
from tests.view.stories import STORIES

# A million tokens of input cost 1000 dollars, of output 100,000.
PRICES = 'version = 1\n[prices."gpt-5.5"]\ninput = 1000\noutput = 100000\n'


@pytest.fixture
def priced(shell: Shell) -> Shell:
    """A machine with prices of its own."""
    file = shell.locations.settings_toml
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PRICES)
    return shell


def put(shell: Shell, sessions: list[Session], folder: Path) -> None:
    folder.mkdir()
    store = LocalStore.open(shell.locations.traces_db)
    store.send(traces_of(sessions, folder))
    store.close()


def last_line(shell: Shell) -> str:
    return shell.run("trace", "show").out.splitlines()[-1]


def test_a_tree_ends_with_what_it_cost(priced: Shell, tmp_path: Path) -> None:
    one = Session()
    one.turn("t", "Go")
    one.bill(2_000, 0, 30)
    one.end("Done.")
    put(priced, [one], tmp_path / "one")
    assert last_line(priced) == "cost: $5.00"


def test_what_subagents_cost_is_in_it_and_said_so(priced: Shell, tmp_path: Path) -> None:
    put(priced, STORIES["people"](), tmp_path / "people")
    # 8,000 + 8,500 + 8,800 + 9,000 tokens of input and 3,000 of the subagent; 490 and 80 of output.
    assert last_line(priced) == "cost with subagents: $94.30"
    shown = priced.run("trace", "show", "--json").json
    assert (shown["cost_usd"], shown["calls_without_cost"]) == (94.3, 0)
    assert_fits(shown)


def test_calls_without_a_price_come_on_top(priced: Shell, tmp_path: Path) -> None:
    one = Session()
    one.turn("t", "Go")
    one.bill(2_000, 0, 30)
    one.model = "gpt-unheard-of"
    one.write("turn_context", {"turn_id": "t", "root_turn_id": "t", "model": one.model})
    one.bill(1_000, 0, 10)
    one.end("Done.")
    put(priced, [one], tmp_path / "two")
    assert last_line(priced) == "cost: $5.00 + ?, 1 call without a price"
    shown = priced.run("trace", "show", "--json").json
    assert (shown["cost_usd"], shown["calls_without_cost"]) == (5.0, 1)


def test_a_cost_that_nobody_knows_is_not_zero(shell: Shell) -> None:
    store = LocalStore.open(shell.locations.traces_db)
    store.send(list(traces(RECORDINGS / "0.169.0" / "shell-failed")))
    store.close()
    assert last_line(shell) == "cost: unknown, 4 calls without a price"
    assert shell.run("trace", "show", "--json").json["cost_usd"] is None


def test_a_turn_without_a_model_call_has_no_cost(shell: Shell, tmp_path: Path) -> None:
    one = Session()
    one.turn("t", "Go")
    one.end(error="server_overloaded")
    put(shell, [one], tmp_path / "none")
    assert "cost" not in shell.run("trace", "show").out
