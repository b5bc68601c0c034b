"""Which open turns are dead: only those that nobody works on, for certain or for a long while."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from codexctl.deliver.backfill.export import Export
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.rollouts import holders, mounts
from codexctl.deliver.rollouts.alive import Alive
from codexctl.deliver.rollouts.files import look
from codexctl.deliver.rollouts.holders import Held, Holders, locked, open_files, writer_lock
from codexctl.deliver.worker.deliver import deliver
from codexctl.deliver.worker.entry import run
from codexctl.locations import Locations
from codexctl.settings.load import SettingsError, from_data
from codexctl.settings.model import Delivery
from codexctl.trace.values import NS_PER_S
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink

SECOND = NS_PER_S
THREAD = "01a215b2-905d-7193-abbb-757b132f7a19"
NFS = "36 35 0:40 / {folder} rw - nfs4 server:/home rw\n"


class Known(Holders):
    """Processes that hold what a test says."""

    def __init__(self, held: Held) -> None:
        super().__init__()
        self.held = held

    def of(self, path: Path) -> Held:
        return self.held


@pytest.fixture
def open_turn(locations: Locations) -> Path:
    """A rollout that ends inside its only turn, written just now."""
    (path,) = record(locations, "shell-ok")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex(b"\n", 0, whole.index(b'"task_complete"')) + 1])
    return path


@contextmanager
def holding(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that has a file open for writing, as Codex has."""
    code = f"import sys; f = open({str(path)!r}, 'ab'); print(flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        yield process
        process.kill()


def exported(locations: Locations, scope: Scope) -> int:
    (done,) = Export(locations, {}, scope, lambda *_: None, processes=1).run()
    return done.delivered


@pytest.mark.parametrize(
    ("held", "idle_s", "dead"),
    [
        (Held.yes, 10**6, False),
        (Held.no, 0.5, False),
        (Held.no, 1.5, True),
        (Held.unknown, 1.5, False),
        (Held.unknown, 1799, False),
        (Held.unknown, 1801, True),
        (Held.no, -3600, False),  # the clock was put back
    ],
)
def test_a_quiet_file_is_dead_when_nobody_holds_it(
    open_turn: Path, held: Held, idle_s: float, dead: bool
) -> None:
    rollout = look(open_turn)
    assert rollout
    now = rollout.mtime_ns + round(idle_s * SECOND)
    assert Alive(now, Delivery(), Known(held)).is_dead(rollout) is dead


def test_how_long_it_must_be_quiet_is_the_person_s_to_say(open_turn: Path) -> None:
    rollout = look(open_turn)
    assert rollout
    now, rules = rollout.mtime_ns + 60 * SECOND, Delivery(quiet_s=90, unseen_quiet_s=30)
    assert not Alive(now, rules, Known(Held.no)).is_dead(rollout)
    assert Alive(now, rules, Known(Held.unknown)).is_dead(rollout)
    assert not Alive(now, Delivery(unseen_quiet_s=90), Known(Held.unknown)).is_dead(rollout)
    assert Alive(rollout.mtime_ns, rules, Known(Held.no), quiet_s=0).is_dead(rollout)
    assert not Alive(rollout.mtime_ns, rules, Known(Held.yes), quiet_s=0).is_dead(rollout)
    assert not Alive(rollout.mtime_ns, rules, Known(Held.unknown), quiet_s=0).is_dead(rollout)


@pytest.mark.parametrize(
    "said", [{"quiet_seconds": -1}, {"quiet_seconds": "1"}, {"quiet_seconds": True}, {"quiet": 1}]
)
def test_settings_that_make_no_sense_are_named(said: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match="deliver"):
        from_data({"deliver": said}, Path("settings.toml"))
    read = from_data({"deliver": {"quiet_seconds": 3, "unseen_quiet_seconds": 0.5}}, Path())
    assert read.delivery == Delivery(3.0, 0.5)


def test_a_file_that_a_process_has_open_is_held_until_it_is_killed(open_turn: Path) -> None:
    assert Holders().of(open_turn) is Held.no
    with holding(open_turn) as process:
        assert Holders().of(open_turn) is Held.yes
        process.kill()
        process.wait()
        assert Holders().of(open_turn) is Held.no


def test_a_thread_whose_lock_is_held_is_alive_and_the_lock_is_never_tried(
    locations: Locations,
) -> None:
    lock = locations.codex_home / "thread-writer-locks" / f"{THREAD}.lock"
    lock.parent.mkdir()
    path = locations.rollout_folders[0] / f"rollout-2026-11-26T02-32-33-{THREAD}.jsonl"
    path.touch()
    assert writer_lock(path) == lock
    lock.touch()
    assert Holders().of(path) is Held.no, "left by a Codex that was killed"
    with lock.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert Holders().of(path) is Held.yes
    assert Holders().of(path) is Held.no


def test_the_kernel_s_list_of_locks_is_read() -> None:
    text = (
        "1: FLOCK  ADVISORY  WRITE 13067 fe:00:2312116 0 EOF\n"
        "2: POSIX  ADVISORY  READ 13067 fe:00:2312025 128 128\n"
        "3: FLOCK  ADVISORY  READ 13 08:01:5 0 EOF\n"
        "3: -> FLOCK  ADVISORY  WRITE 14 08:01:6 0 EOF\n"
    )
    assert next(locked(text)) == (0xFE, 0, 2312116)
    assert (8, 1, 5) not in locked(text)


def test_what_lsof_says_is_read() -> None:
    text = "p501\nfcwd\nn/\nf35\nn/Users/a/.codex/sessions/rollout-1.jsonl\nf4\nn->0x5\nnTCP *:1\n"
    assert list(open_files(text)) == ["/", "/Users/a/.codex/sessions/rollout-1.jsonl"]


@pytest.mark.parametrize(
    ("output", "held"),
    [
        ("p1\nf4\nn{path}\n", Held.yes),
        ("p1\nf4\nn/elsewhere\n", Held.no),
        ("p1\nf4\nn{lock}\n", Held.yes),
        ("", Held.unknown),
    ],
)
def test_where_there_is_no_proc_lsof_is_asked_once(
    locations: Locations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, held: Held
) -> None:
    path = locations.rollout_folders[0] / f"rollout-2026-11-26T02-32-33-{THREAD}.jsonl"
    lock = locations.codex_home / "thread-writer-locks" / f"{THREAD}.lock"
    lock.parent.mkdir()
    for file in (path, lock):
        file.touch()
    said, asked = output.format(path=path, lock=lock), tmp_path / "asked"
    script = tmp_path / "lsof"
    script.write_text(f"#!/bin/sh\necho once >>{asked}\nprintf '%s' '{said}'\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setattr(holders, "_LSOF", str(script))
    seen = Holders(tmp_path / "no-proc", "darwin")
    assert [seen.of(path), seen.of(path)] == [held, held]
    assert asked.read_text() == "once\n"


def test_where_nobody_can_say_it_is_unknown(
    open_turn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Holders(tmp_path / "no-proc", "freebsd").of(open_turn) is Held.unknown
    monkeypatch.setattr(holders, "_LSOF", str(tmp_path / "no-lsof"))
    assert Holders(tmp_path / "no-proc", "darwin").of(open_turn) is Held.unknown
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 20\n")
    slow.chmod(0o755)
    monkeypatch.setattr(holders, "_LSOF", str(slow))
    monkeypatch.setattr(holders, "_LSOF_TIMEOUT_S", 0.05)
    assert Holders(tmp_path / "no-proc", "darwin").of(open_turn) is Held.unknown


def proc(root: Path, name: str, uid: int) -> Path:
    """A /proc with one process."""
    (root / "self" / "fd").mkdir(parents=True)
    process = root / "4711"
    process.mkdir()
    (process / "status").write_text(f"Name:\t{name}\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\n")
    (process / "fd").mkdir()
    return root


@pytest.mark.parametrize(
    ("name", "ours", "held"),
    [
        ("codex", True, Held.unknown),
        ("codex", False, Held.no),
        ("ssh-agent", True, Held.no),
    ],
)
def test_a_codex_that_hides_its_files_may_hold_any_of_its_user_s(
    open_turn: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    ours: bool,
    held: Held,
) -> None:
    owner = open_turn.stat().st_uid
    root = proc(tmp_path / "proc", name, owner if ours else owner + 1)
    genuine = Path.iterdir

    def iterdir(path: Path) -> Iterator[Path]:
        if path == root / "4711" / "fd":
            raise PermissionError
        return genuine(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert Holders(root).of(open_turn) is held


def test_on_a_file_system_that_others_share_nobody_can_be_sure(
    open_turn: Path, tmp_path: Path
) -> None:
    root = proc(tmp_path / "proc", "sh", 1)
    assert Holders(root).of(open_turn) is Held.no
    (root / "self" / "mountinfo").write_text(NFS.format(folder=tmp_path))
    assert Holders(root).of(open_turn) is Held.unknown


def test_the_deepest_mount_says_what_a_file_lies_on() -> None:
    text = (
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        "36 22 0:40 / /home rw - nfs4 server:/home rw\n"
        "37 36 0:41 / /home/a\\040b rw - tmpfs tmpfs rw\n"
        "38 22 0:42 / /homework rw - xfs /dev/sdb rw\n"
        "nonsense\n"
    )
    kinds = {
        "/etc": "ext4",
        "/home/c/x": "nfs4",
        "/home/a b/x": "tmpfs",
        "/homework/x": "xfs",
    }
    assert {path: mounts.kind_of(Path(path), text) for path in kinds} == kinds
    assert mounts.kind_of(Path("/x"), "") == ""


def test_a_killed_turn_is_delivered_by_the_worker_of_the_next_hint(
    locations: Locations, open_turn: Path
) -> None:
    configure(locations, "local")
    with holding(open_turn):
        assert deliver(locations, {}, Clock())["local"].delivered == 0
    assert deliver(locations, {}, Clock())["local"].delivered == 0, "not before it has been quiet"
    (locations.hints_dir / "Stop").parent.mkdir(parents=True)
    (locations.hints_dir / "Stop").touch()
    os.utime(open_turn)
    assert run(locations, {}, Clock()), "it stays for the moment that is missing"
    assert deliver(locations, {}, Clock())["local"].delivered == 0, "it was delivered"
    assert exported(locations, Scope(seen_too=True, asked_for=True)) == 0


@pytest.mark.parametrize(
    "scope",
    [Scope(seen_too=True, asked_for=True), Scope(asked_for=True)],
    ids=["--all", "plain"],
)
def test_who_asks_gets_what_is_certainly_dead_at_once(
    locations: Locations, open_turn: Path, scope: Scope
) -> None:
    configure(locations, "local")
    with holding(open_turn):
        assert exported(locations, scope) == 0
    os.utime(open_turn)
    assert exported(locations, scope) == 1
    assert exported(locations, scope) == 0


def test_a_turn_that_was_given_up_and_goes_on_is_delivered_again_when_it_ends(
    locations: Locations, open_turn: Path, sink: Sink
) -> None:
    (whole,) = record(locations, "shell-ok")
    text = whole.read_bytes()
    whole.write_bytes(text[: text.rindex(b"\n", 0, text.index(b'"task_complete"')) + 1])
    configure(locations, "local", f"far={sink.url}")
    assert exported_each(locations) == [1, 1]
    first = set(sink.spans)
    whole.write_bytes(text)
    assert exported_each(locations) == [1, 1]
    assert exported_each(locations) == [0, 0]
    assert first <= set(sink.spans), "under the same ids"
    statuses = [
        attribute.value.string_value
        for request in sink.requests
        for span in request.resource_spans[0].scope_spans[0].spans
        for attribute in span.attributes
        if attribute.key == "codex.turn.status"
    ]
    assert statuses == ["incomplete", "completed"]


def exported_each(locations: Locations) -> list[int]:
    done = Export(locations, {}, Scope(asked_for=True), lambda *_: None, processes=1).run()
    return [exported.delivered for exported in done]
