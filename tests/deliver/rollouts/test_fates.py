"""Every file below Codex's session folders is accounted for: the sum is the number of files."""

from __future__ import annotations

import os
from pathlib import Path

from codexctl.deliver.backfill.export import Export, Exported
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.rollouts.fates import Fate
from codexctl.locations import Locations
from codexctl.settings.load import load
from tests.deliver.conftest import configure, record
from tests.deliver.told import health
from tests.trace.recorded import FOLDERS, name_of
from tests.trace.writing import Rollout

THREAD = "01a215c3-c66f-7660-acb6-78bcee93d10"


def _export(locations: Locations, scope: Scope) -> Exported:
    return Export(locations, {}, scope, lambda *_: None, processes=1).run()[0]


def _named(folder: Path, number: int, content: bytes) -> Path:
    path = folder / f"rollout-2026-01-01T00-00-00-{THREAD}{number}.jsonl"
    path.write_bytes(content)
    return path


def _number_of_files(locations: Locations) -> int:
    return sum(
        len(names) for folder in locations.rollout_folders for _, _, names in os.walk(folder)
    )


def test_every_file_is_accounted_for_and_what_cannot_be_read_is_named_with_its_version(
    locations: Locations,
) -> None:
    configure(locations, "local")
    record(locations, "plain")
    folder = locations.rollout_folders[0]
    whole = Rollout(f"{THREAD}1", cli_version="0.61.0", paginated=False)
    imported = Rollout(f"{THREAD}2").started("external-import-turn-1").prompt("x").ended()
    _named(folder, 1, b"".join([*whole.prompt("a").said("b").lines, b"broken\n"]))
    _named(folder, 2, b"".join(imported.lines))
    _named(folder, 3, b"")
    damaged = _named(folder, 4, b"no\nlines\n")
    packed = _named(folder, 5, b"").with_suffix(".jsonl.zst")
    packed.write_bytes(b"no zstd")
    (folder / "notes.txt").write_text("mine")
    (folder / "gone.jsonl").symlink_to("nowhere")
    (folder / os.fsdecode(b"rollout-\xff.jsonl")).write_bytes(b"{}\n")
    done = _export(locations, Scope(seen_too=True, asked_for=True))
    assert sum(done.files.values()) == _number_of_files(locations)
    assert done.files[Fate.delivered] == 2
    assert done.files[Fate.empty] == 2
    assert done.files[Fate.foreign] == 3
    assert done.files[Fate.unreadable] == 3
    assert str(damaged) in done.reasons
    assert any("(Codex 0.61.0)" in why for why in done.reasons.values())
    again = _export(locations, Scope(asked_for=True))
    assert sum(again.files.values()) == _number_of_files(locations)
    assert again.files[Fate.delivered] == 2


def test_old_sessions_are_delivered_by_an_export_of_everything(locations: Locations) -> None:
    configure(locations, "local")
    folder = locations.rollout_folders[0]
    folder.mkdir(parents=True, exist_ok=True)
    old = [file for file in FOLDERS if name_of(file) in ("0.20.0/shell-ok", "0.80.0/shell-ok")]
    for source in (path for file in old for path in file.rglob("rollout-*")):
        (folder / source.name).write_bytes(source.read_bytes())
    done = _export(locations, Scope(seen_too=True, asked_for=True))
    assert (done.delivered, done.files[Fate.delivered]) == (2, 2)


def test_status_names_a_file_of_which_no_line_could_be_read_until_it_changes(
    locations: Locations,
) -> None:
    configure(locations, "local")
    record(locations, "plain")
    path = _named(locations.rollout_folders[0], 4, b"no\nlines\n")
    _export(locations, Scope(asked_for=True))
    told = {check.id: check.summary for check in health(locations, load(locations.settings_toml))}
    assert path.name in told["deliver.unreadable"]
    path.unlink()
    told = {check.id: check.summary for check in health(locations, load(locations.settings_toml))}
    assert "deliver.unreadable" not in told


def test_a_session_that_was_taken_over_is_foreign_until_codex_works_in_it(
    locations: Locations,
) -> None:
    configure(locations, "local")
    rollout = Rollout(f"{THREAD}2").started("external-import-turn-1").prompt("x").ended()
    everything = Scope(seen_too=True, asked_for=True)
    _named(locations.rollout_folders[0], 2, b"".join(rollout.lines))
    assert _export(locations, everything).files[Fate.foreign] == 1
    rollout.started("external-import-turn-2").prompt("y").ended()
    _named(locations.rollout_folders[0], 2, b"".join(rollout.lines))
    assert _export(locations, everything).files[Fate.foreign] == 1
    assert _export(locations, Scope(asked_for=True)).files[Fate.foreign] == 1
    rollout.started("own").prompt("z").said("done").ended()
    _named(locations.rollout_folders[0], 2, b"".join(rollout.lines))
    done = _export(locations, everything)
    assert (done.delivered, done.files[Fate.delivered]) == (1, 1)


def test_an_empty_session_that_grows_without_a_turn_stays_empty(locations: Locations) -> None:
    configure(locations, "local")
    rollout = Rollout(f"{THREAD}2")
    for _ in range(2):
        _named(locations.rollout_folders[0], 2, b"".join(rollout.lines))
        done = _export(locations, Scope(asked_for=True))
        assert (done.files[Fate.empty], done.files[Fate.delivered]) == (1, 0)
        rollout.add("world_state", {"full": True, "state": {}})


def test_status_names_a_session_of_which_lines_could_not_be_read_and_counts_the_others(
    locations: Locations,
) -> None:
    configure(locations, "local")
    folder = locations.rollout_folders[0]
    rollout = Rollout(f"{THREAD}1", cli_version="0.142.0", paginated=False)
    rollout.started("a").prompt("x").said("y").ended()
    first = _named(folder, 1, b"".join([*rollout.lines[:3], b"broken\n", *rollout.lines[3:]]))
    _export(locations, Scope(asked_for=True))
    named = f"1 of {len(rollout.lines) + 1} lines could not be read (Codex 0.142.0): {first}"
    assert _said(locations)["deliver.lines"] == named
    later = Rollout(paginated=False).started("b").prompt("x").said("y").ended().lines[1:]
    first.write_bytes(first.read_bytes() + b"".join(later))
    _export(locations, Scope(asked_for=True))
    assert _said(locations)["deliver.lines"] == named
    for number in range(2, 5):
        _named(folder, number, b"".join([*Rollout().started("c").ended().lines, b"broken\n"]))
    _export(locations, Scope(asked_for=True))
    assert _said(locations)["deliver.lines"] == f"{named}, and 3 more files"
    _named(folder, 1, b"".join(rollout.lines))
    _export(locations, Scope(asked_for=True))
    assert str(first) not in _said(locations)["deliver.lines"]


def _said(locations: Locations) -> dict[str, str]:
    return {check.id: check.summary for check in health(locations, load(locations.settings_toml))}


def test_the_bound_of_a_line_is_a_setting(locations: Locations) -> None:
    configure(locations, "local")
    text = locations.settings_toml.read_text()
    locations.settings_toml.write_text(f"{text}\n[deliver]\nlongest_line_mb = 0.001\n")
    record(locations, "plain")
    lines = Rollout(f"{THREAD}6").started("t").prompt("x" * 2000).said("y").ended().lines
    _named(locations.rollout_folders[0], 6, b"".join(lines))
    done = _export(locations, Scope(seen_too=True, asked_for=True))
    assert any("1 of 6 lines" in why for why in done.reasons.values())
