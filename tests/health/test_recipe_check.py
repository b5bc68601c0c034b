"""The recipe for a check: a file with `CHECK` and a row of the registry, and everybody knows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from codexctl.checks import Cause, Check, State
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.report.snapshot import Snapshot
from codexctl.errors import CodexctlError
from codexctl.health import registry
from codexctl.health.delivered import Delivery
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.locations import locate
from codexctl.policy.limits.effective import under
from codexctl.settings.model import Settings
from tests.checks.pages import check_ids

DUMMY = "deliver.weather"


def rain(_: Here) -> Iterator[Check]:
    yield Check(DUMMY, State.problem, "it rains", "wait", Cause.backlog)


def broken(_: Here) -> Iterator[Check]:
    yield Check(DUMMY, State.ok, "said before")
    raise CodexctlError("nothing can be read there")


def here(home: Path, foreign: Path | None = None) -> Here:
    locations = locate({"HOME": str(home), "CODEXCTL_HOME": str(home / "ctl")})
    codex = Snapshot(locations, Hooks(str(locations.hooks_json)))
    limits = under(None, Settings(), {})
    return Here(locations, {}, codex, Settings(), "", limits, Delivery(is_new=True), foreign)


def row(monkeypatch: pytest.MonkeyPatch, check: OwnCheck) -> None:
    monkeypatch.setattr(registry, "LAST", (*registry.LAST, check))


def test_a_row_is_made_by_status_and_stands_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row(monkeypatch, OwnCheck({DUMMY: "the weather"}, rain))
    found = registry.examined(here(tmp_path))
    assert found[-1] == Check(DUMMY, State.problem, "it rains", "wait", Cause.backlog)
    assert found[-1] in registry.causes(found)
    assert f"| `{DUMMY}` | the weather |  |" in check_ids.text()


def test_a_problem_that_follows_is_named_only_where_nothing_else_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row(monkeypatch, OwnCheck({DUMMY: "the weather"}, rain, follows=True))
    alone = Check(DUMMY, State.problem, "it rains")
    other = Check("codex.found", State.problem, "gone")
    assert registry.causes((alone,)) == (alone,)
    assert registry.causes((alone, other)) == (other,)


def test_what_is_another_users_comes_first() -> None:
    theirs = Check("folders.safe", State.problem, "theirs", cause=Cause.folder_not_yours)
    other = Check("codex.found", State.problem, "gone")
    assert registry.causes((other, theirs)) == (theirs, other)


def test_a_check_that_fails_is_left_out_only_where_the_folder_is_another_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row(monkeypatch, OwnCheck({DUMMY: "the weather"}, broken))
    with pytest.raises(CodexctlError):
        registry.examined(here(tmp_path))
    found = registry.examined(here(tmp_path, foreign=tmp_path))
    assert DUMMY not in {check.id for check in found}


def test_every_line_of_a_check_has_an_id_of_the_registry(tmp_path: Path) -> None:
    known = registry.abouts()
    assert len(known) > 25
    for check in registry.examined(here(tmp_path)):
        assert check.id in known or check.id.startswith("destination.")
