"""When the worker has the audit's result sent: once a day, and at once under another policy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from codexctl.deliver.audit import daily
from codexctl.locations import Locations, locate

NOW, HOUR, DAY = 1_800_000_000 * 10**9, 3600 * 10**9, 24 * 3600 * 10**9
Started = list[list[str]]


@pytest.fixture
def here(tmp_path: Path) -> Locations:
    locations = locate({"HOME": str(tmp_path), "CODEXCTL_HOME": str(tmp_path / "ctl")})
    locations.data_dir.mkdir(parents=True)
    return locations


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Started]:
    """Commands that are started, under a policy of this id; each ends with `code`."""

    def under(policy_id: str = "one", code: int = 0, *, sends: bool = True) -> Started:
        commands: Started = []
        policy = SimpleNamespace(id=policy_id, chosen=SimpleNamespace(sends=sends))

        def run(words: list[str], **_: object) -> SimpleNamespace:
            commands.append(words)
            return SimpleNamespace(returncode=code)

        monkeypatch.setattr(daily, "is_policy_here", lambda: True)
        monkeypatch.setattr("codexctl.policy.file.here.policy_on", lambda _: policy)
        monkeypatch.setattr("subprocess.run", run)
        return commands

    return under


def test_it_is_sent_once_a_day(here: Locations, started: Callable[..., Started]) -> None:
    commands = started()
    assert daily.audit_if_due(here, NOW)
    assert not daily.audit_if_due(here, NOW + DAY - 1)
    assert daily.audit_if_due(here, NOW + DAY)
    assert [words[-4:] for words in commands] == [["policy", "check", "--send", "--quiet"]] * 2


def test_what_was_not_taken_is_tried_again_after_an_hour(
    here: Locations, started: Callable[..., Started]
) -> None:
    started(code=1)
    assert daily.audit_if_due(here, NOW)
    assert not daily.audit_if_due(here, NOW + HOUR - 1)
    assert daily.audit_if_due(here, NOW + HOUR)


def test_another_policy_is_judged_at_once_and_a_wrong_clock_ends_nothing(
    here: Locations, started: Callable[..., Started]
) -> None:
    started()
    assert daily.audit_if_due(here, NOW)
    assert daily.audit_if_due(here, NOW - DAY)
    started("two")
    assert daily.audit_if_due(here, NOW - DAY + 1)
    here.audited_file.write_text("nonsense")
    assert daily.audit_if_due(here, NOW)


def test_a_policy_without_destinations_is_no_reason(
    here: Locations, started: Callable[..., Started]
) -> None:
    commands = started(sends=False)
    assert not daily.audit_if_due(here, NOW)
    assert commands == []
    assert not here.audited_file.exists()
