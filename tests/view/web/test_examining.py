"""Checks in the background: one look at a time, what is known at once, and nobody waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate
from codexctl.view.queries.status import Line
from codexctl.view.web.examining import FRESH_S, HANGS_S, Examiner

LONG_S = 30.0  # a test that waits so long has failed
QUICK = (Line("a.quick", "quick", "ok", "fine", ""),)
SLOW = (*QUICK, Line("b.slow", "slow", "problem", "wrong", "codexctl setup"))


@dataclass
class Machine:
    """Checks that answer when a test lets them, and a clock that it turns."""

    now: float = 1_000_000.0
    looks: list[bool] = field(default_factory=list)
    quick: Event = field(default_factory=Event)
    slow: Event = field(default_factory=Event)
    error: Exception | None = None

    def check(self, _: Locations, *, asking: bool) -> tuple[Line, ...]:
        self.looks.append(asking)
        assert (self.slow if asking else self.quick).wait(LONG_S)
        if self.error:
            raise self.error
        return SLOW if asking else QUICK

    def examiner(self, home: Path) -> Examiner:
        places = locate({"HOME": str(home)})
        return Examiner(places, check=self.check, clock=lambda: self.now)


def test_a_page_gets_nothing_before_anything_is_known(tmp_path: Path) -> None:
    machine = Machine()
    seen = machine.examiner(tmp_path).look(patience_s=0)
    assert (seen.lines, seen.at, seen.running) == ((), 0.0, True)
    machine.quick.set()
    machine.slow.set()


def test_what_is_quick_is_shown_while_codex_is_asked(tmp_path: Path) -> None:
    machine = Machine()
    machine.quick.set()
    examiner = machine.examiner(tmp_path)
    seen = examiner.look(LONG_S)
    assert (seen.lines, seen.asked, seen.running) == (QUICK, False, True)
    machine.slow.set()
    examiner.wait(LONG_S)
    seen = examiner.look(0)
    assert (seen.lines, seen.asked, seen.running) == (SLOW, True, False)
    assert machine.looks == [False, True]


def test_nobody_looks_twice_at_a_time_or_at_what_is_fresh(tmp_path: Path) -> None:
    machine = Machine()
    examiner = machine.examiner(tmp_path)
    for _ in range(5):
        examiner.look(0)
    machine.quick.set()
    machine.slow.set()
    examiner.wait(LONG_S)
    machine.now += FRESH_S
    examiner.look(0)
    assert machine.looks == [False, True]
    machine.now += 1
    examiner.look(0)
    examiner.wait(LONG_S)
    assert machine.looks == [False, True] * 2


def test_what_codex_said_last_stays_until_it_has_said_it_again(tmp_path: Path) -> None:
    machine = Machine()
    machine.quick.set()
    machine.slow.set()
    examiner = machine.examiner(tmp_path)
    examiner.look(LONG_S)
    examiner.wait(LONG_S)
    machine.slow.clear()
    machine.now += FRESH_S + 1
    assert examiner.look(0).lines == SLOW
    machine.slow.set()
    examiner.wait(LONG_S)


def test_what_does_not_answer_is_said_to_hang(tmp_path: Path) -> None:
    machine = Machine()
    examiner = machine.examiner(tmp_path)
    assert not examiner.look(0).hangs
    machine.now += HANGS_S + 1
    assert examiner.look(0).hangs
    machine.quick.set()
    machine.slow.set()
    examiner.wait(LONG_S)
    assert not examiner.look(0).hangs


def test_an_error_is_told_and_the_next_look_tries_again(tmp_path: Path) -> None:
    machine = Machine(error=CodexctlError("the cursors cannot be read"))
    machine.quick.set()
    machine.slow.set()
    examiner = machine.examiner(tmp_path)
    examiner.look(0)
    examiner.wait(LONG_S)
    assert examiner.look(0).problem == "the cursors cannot be read"
    machine.error = None
    machine.now += FRESH_S + 1
    examiner.look(0)
    examiner.wait(LONG_S)
    seen = examiner.look(0)
    assert (seen.problem, seen.lines) == ("", SLOW)


def test_a_bug_is_told_by_its_name_alone(tmp_path: Path) -> None:
    machine = Machine(error=ValueError("content"))
    machine.quick.set()
    examiner = machine.examiner(tmp_path)
    examiner.look(0)
    examiner.wait(LONG_S)
    assert examiner.look(0).problem == "a bug in codexctl: ValueError"
