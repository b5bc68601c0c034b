"""Root says `metadata`; an unprivileged person tries everything to get at content; none succeeds.

What each way is judged by: no canary of the rollouts is in what was printed, in any file that was
left in the person's home, or in what an OTLP endpoint received.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from tests.deliver.sink import Sink
from tests.policy.doors.lock_lacks import ISOLATION
from tests.policy.doors.lock_machine import METADATA, Machine, obstacle
from tests.policy.doors.lock_python import PYTHON, SYSTEM
from tests.policy.doors.lock_ways import DOORS, EXPORT, FLAGS, SETTINGS, SHOW, VARIABLES, Way

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=obstacle())
WAYS = {**FLAGS, **SETTINGS, **VARIABLES, **PYTHON, **SYSTEM}
STEERING = {name: way for name, way in WAYS.items() if way.steers}


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


def tried(machine: Machine, way: Way) -> bytes:
    """Go a way; gives what was printed."""
    machine.plant(way.plant)
    environ = {name: value.replace("~", str(machine.home)) for name, value in way.env.items()}
    return machine.run(f"{way.first}\n{way.doors}", environ)


def got(machine: Machine, sink: Sink, printed: bytes) -> dict[str, set[str]]:
    """The canaries that came out, by where."""
    sent = [request.SerializeToString() for request in sink.requests]
    heard = machine.aviary.heard
    found = {"stdout": heard(printed), "files": heard(*machine.left()), "sink": heard(*sent)}
    return {where: canaries for where, canaries in found.items() if canaries}


def test_there_are_enough_ways() -> None:
    assert len(WAYS) == len(FLAGS) + len(SETTINGS) + len(VARIABLES) + len(PYTHON) + len(SYSTEM)
    assert len(WAYS) >= 60


@pytest.mark.parametrize("name", WAYS)
def test_no_way_lifts_the_cap(name: str, sink: Sink) -> None:
    with Machine(sink.url) as machine:
        assert got(machine, sink, tried(machine, WAYS[name])) == {}


def test_without_a_policy_content_comes_out_of_every_door(sink: Sink) -> None:
    with Machine(sink.url, policy=None) as machine:
        assert set(got(machine, sink, tried(machine, Way()))) == {"stdout", "files", "sink"}


@pytest.mark.parametrize("name", STEERING)
def test_ways_through_python_would_succeed_if_codexctl_did_not_start_isolated(
    name: str, sink: Sink
) -> None:
    with Machine(sink.url, lacks=[ISOLATION]) as machine:
        assert got(machine, sink, tried(machine, STEERING[name]))


def test_what_was_stored_before_there_was_a_policy_is_not_shown(sink: Sink) -> None:
    with Machine(sink.url, policy=None) as machine:
        machine.run(EXPORT)
        assert machine.aviary.heard(machine.run(SHOW))
        machine.place(METADATA)
        words = "list", "list --json", "show", "show --full", "show --json", "stats --by project"
        printed = machine.run("\n".join(f"codexctl trace {word}" for word in words))
        assert b"invoke_agent" in printed
        assert not machine.aviary.heard(printed)


def owned_by_the_person(machine: Machine) -> None:
    machine.own(machine.etc)


def writable_by_the_person(machine: Machine) -> None:
    machine.policy.chmod(0o666)


def in_a_writable_folder(machine: Machine) -> None:
    machine.etc.chmod(0o777)


def a_link_to_a_file_of_theirs(machine: Machine) -> None:
    machine.plant({"free.toml": machine.policy.read_text()})
    machine.policy.unlink()
    machine.policy.symlink_to(machine.home / "free.toml")


def a_link_that_leads_nowhere(machine: Machine) -> None:
    machine.policy.unlink()
    machine.policy.symlink_to("/nowhere")


def not_readable(machine: Machine) -> None:
    machine.policy.chmod(0o600)


def in_a_folder_that_is_not_readable(machine: Machine) -> None:
    machine.etc.chmod(0o700)


def a_folder(machine: Machine) -> None:
    machine.policy.unlink()
    machine.policy.mkdir()


def a_pipe(machine: Machine) -> None:
    machine.policy.unlink()
    os.mkfifo(machine.policy, 0o644)


def empty(machine: Machine) -> None:
    machine.place("")


def half_written(machine: Machine) -> None:
    machine.place('version = 1\n[capture]\nmax = "fu')


def of_a_newer_version(machine: Machine) -> None:
    machine.place('version = 2\n[capture]\nmax = "full"\n')


STATES: tuple[Callable[[Machine], None], ...] = (
    owned_by_the_person, writable_by_the_person, in_a_writable_folder, a_link_to_a_file_of_theirs,
    a_link_that_leads_nowhere, not_readable, in_a_folder_that_is_not_readable, a_folder, a_pipe,
    empty, half_written, of_a_newer_version,
)  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_a_policy_that_allows_all_and_is_not_as_it_must_be_allows_nothing(
    state: Callable[[Machine], None], sink: Sink
) -> None:
    with Machine(sink.url, policy='version = 1\n[capture]\nmax = "full"\n') as machine:
        state(machine)
        assert got(machine, sink, machine.run(DOORS)) == {}
        assert sink.requests == [], "and nothing is sent to other machines"
