"""The explicit catch-up: what was seen too, on all cores, interrupted and resumed."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
import zstandard

from codexctl.deliver.backfill import export as export_module
from codexctl.deliver.backfill.export import Export, Exported, bring_back_refused
from codexctl.deliver.backfill.parallel import deal
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.rollouts.files import find
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from tests.deliver.conftest import RECORDINGS, configure, record
from tests.deliver.sink import Sink, ok

EVERYTHING = Scope(seen_too=True, asked_for=True)


def exported(locations: Locations, scope: Scope, processes: int = 1) -> dict[str, Exported]:
    """One catch-up, by destination."""
    environ = {
        "HOME": str(locations.home),
        "CODEX_HOME": str(locations.codex_home),
        "CODEXCTL_HOME": str(locations.data_dir),
    }
    done = Export(locations, environ, scope, lambda *_: None, processes).run()
    return {exported.name: exported for exported in done}


def seen(locations: Locations, name: str) -> None:
    """Have everything on disk count as seen."""
    cursors = Cursors.open(locations.cursors_db)
    cursors.destinations.register(name, time.time_ns())
    cursors.close()


def test_what_counted_as_seen_is_delivered_on_request_and_once(locations: Locations) -> None:
    record(locations, "plain", "subagent")
    configure(locations, "local")
    seen(locations, "local")
    assert exported(locations, Scope(asked_for=True))["local"].delivered == 0
    assert exported(locations, EVERYTHING)["local"].delivered == 3
    assert exported(locations, EVERYTHING)["local"].delivered == 0


def test_one_session_can_be_asked_for(locations: Locations) -> None:
    record(locations, "plain", "subagent")
    configure(locations, "local")
    seen(locations, "local")
    (plain, *_) = find(locations.rollout_folders)
    session = plain.path.read_text().split('"session_id":"')[1].split('"')[0]
    report = exported(locations, Scope(seen_too=True, asked_for=True, session=session))
    assert 0 < report["local"].delivered < 3


def test_a_dry_run_counts_and_sends_nothing(locations: Locations, sink: Sink) -> None:
    record(locations, "plain", "subagent")
    configure(locations, f"far={sink.url}")
    done = Export(locations, {}, EVERYTHING, lambda *_: None).run(dry_run=True)
    assert [(exported.name, exported.pending) for exported in done] == [("far", 3)]
    assert not sink.requests


@pytest.mark.parametrize("processes", [1, 2])
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_delivered(
    locations: Locations, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(export_module, "WORTH_IT", 1)
    record(locations, "plain", "subagent")
    configure(locations, "local")
    broken = locations.rollout_folders[0] / "rollout-broken.jsonl.zst"
    broken.write_bytes(b"\x28\xb5\x2f\xfd and then nothing that fits")
    report = exported(locations, EVERYTHING, processes)["local"]
    assert (report.delivered, report.unreadable) == (3, (str(broken),))
    (dry,) = Export(locations, {}, EVERYTHING, lambda *_: None).run(dry_run=True)
    assert dry.unreadable == (str(broken),)


def test_many_sessions_are_delivered_by_several_processes(
    locations: Locations, monkeypatch: pytest.MonkeyPatch, sink: Sink
) -> None:
    record(locations, "plain", "subagent", "shell-ok", "resumed", "subagent-v2")
    configure(locations, "local", f"far={sink.url}")
    monkeypatch.setattr(export_module, "WORTH_IT", 1)
    reports = exported(locations, EVERYTHING, processes=2)
    alone = exported(locations, EVERYTHING)
    assert reports["local"].delivered == reports["far"].delivered > 5
    assert alone["local"].delivered == 0
    assert len(sink.spans) == len(set(sink.spans))


def test_the_files_of_a_session_stay_together(locations: Locations) -> None:
    placed = record(locations, "subagent", "subagent-v2", "plain")
    handfuls = [[r.path for r in hand] for hand in deal(find(locations.rollout_folders))]
    assert sorted(path for hand in handfuls for path in hand) == sorted(placed)
    for path in placed:
        session = path.read_text().split('"session_id":"')[1].split('"')[0]
        holding = [hand for hand in handfuls if any(session in p.read_text() for p in hand)]
        assert len(holding) == 1


def test_refused_turns_can_be_brought_back(locations: Locations, sink: Sink) -> None:
    record(locations, "plain")
    configure(locations, f"far={sink.url}")
    sink.reply = lambda _: (422, {}, b"")
    assert exported(locations, EVERYTHING)["far"].refused == 1
    sink.reply = lambda _: ok()
    assert exported(locations, EVERYTHING)["far"].delivered == 0
    assert bring_back_refused(locations, ["far"]) == {"far": 1}
    assert exported(locations, EVERYTHING)["far"].delivered == 1


def test_without_a_destination_it_says_so(locations: Locations) -> None:
    configure(locations)
    with pytest.raises(CodexctlError, match="no destination"):
        exported(locations, EVERYTHING)


def test_a_compressed_session_is_delivered_like_any_other(
    locations: Locations, tmp_path: Path
) -> None:
    (path,) = record(locations, "plain")
    packed = path.with_name(path.name + ".zst")
    packed.write_bytes(zstandard.compress(path.read_bytes()))
    path.unlink()
    configure(locations, "local")
    assert exported(locations, EVERYTHING)["local"].delivered == 1
    shutil.copyfile(next(RECORDINGS.glob("plain/sessions/**/*.jsonl")), path)
    packed.unlink()
    assert exported(locations, EVERYTHING)["local"].delivered == 0, "restored: the same turn"
