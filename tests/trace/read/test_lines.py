"""Bytes to lines."""

from __future__ import annotations

import io
import json

import pytest

from codexctl.trace.read.lines import Line, Tally, read_lines
from codexctl.trace.read.sieve import FOR_FIGURES, FOR_SPANS
from tests.trace.recorded import FOLDERS, rollouts
from tests.trace.writing import Rollout, at, stamp


def read(raw: bytes, *, start: int = 0) -> tuple[list[Line], Tally]:
    tally = Tally()
    return list(read_lines(io.BytesIO(raw), tally, start=start)), tally


def line(kind: str = "news", payload: str = "{}", number: int = 0) -> bytes:
    return f'{{"timestamp":"{stamp(number)}","type":"{kind}","payload":{payload}}}\n'.encode()


def test_a_line_knows_its_time_and_its_place_in_the_file() -> None:
    (first, second), tally = read(line() + line("other", '{"a":1}', 1), start=100)
    assert (first.start, first.end, first.at) == (100, 100 + len(line()), at(0))
    assert (second.type, second.payload, second.start) == ("other", {"a": 1}, first.end)
    assert (tally.lines, tally.unreadable) == (2, 0)


def test_a_line_that_is_still_being_written_is_left_for_later() -> None:
    lines, tally = read(line() + line()[:-5])
    assert len(lines) == 1
    assert (tally.lines, tally.unreadable) == (1, 0)


def test_a_whole_last_line_counts_without_its_newline() -> None:
    lines, _ = read(line(number=1) + line(number=2)[:-1])
    assert [read.at for read in lines] == [at(1), at(2)]


@pytest.mark.parametrize(
    "broken",
    [
        b"garbage\n",
        b"\xff\xfe\x00\n",
        b"[]\n",
        b"1\n",
        b'{"timestamp":"never"}\n',
        b'{"timestamp":"2026-11-20T12:00:00.000Z","type":7}\n',
        b'{"timestamp":"2026-11-20T12:00:00.000Z"}\n',
        b"[" * 100_000 + b"\n",
    ],
)
def test_a_line_that_cannot_be_read_is_counted_and_passed_over(broken: bytes) -> None:
    lines, tally = read(line() + broken + line(number=1))
    assert [read.at for read in lines] == [at(0), at(1)]
    assert (tally.lines, tally.unreadable) == (3, 1)


def test_blank_lines_are_nothing() -> None:
    lines, tally = read(b"\n" + line() + b"  \n\r\n")
    assert len(lines) == 1
    assert tally.unreadable == 0


def test_the_same_line_twice_in_a_row_is_one_line() -> None:
    lines, _ = read(line() + line() + line(number=1) + line())
    assert [read.at for read in lines] == [at(0), at(1), at(0)]


def test_lone_surrogates_and_nan_spoil_no_line() -> None:
    (first, second), _ = read(line(payload='{"a":"\\ud800"}') + line(payload='{"a":NaN}'))
    assert first.payload["a"] == "\ud800"
    assert second.payload["a"] != second.payload["a"]


def test_invalid_utf_8_costs_only_the_bytes_that_are_wrong() -> None:
    (only,), _ = read(line(payload='{"a":"?"}').replace(b"?", b"\xff\xfe"))
    assert only.payload["a"] == "\ufffd\ufffd"


def test_a_payload_of_another_type_is_an_empty_one() -> None:
    (only,), _ = read(line(payload="[1]"))
    assert only.payload == {}


def test_the_sieve_drops_only_lines_that_say_nothing_of_turns() -> None:
    needless = {"world_state", "message", "agent_message", "agent_reasoning", "item_completed"}
    dropped = set()
    for folder in FOLDERS:
        for path in rollouts(folder):
            if path.suffix == ".jsonl":
                raw = path.read_bytes().splitlines()
                dropped |= {_kind(line) for line in raw if FOR_SPANS.pattern.match(line)}
    assert dropped <= needless | {
        "thread_settings_applied",
        "context_compacted",
        "additional_tools",
    }


def test_with_usage_records_only_the_last_token_count_of_a_turn_is_read_for_figures() -> None:
    rollout = Rollout().started("a")
    for number in range(3):
        rollout.said(f"{number}").spent(f"r{number}").counted(100)
    rollout.ended().started("b").said("b").counted(100).ended()
    kinds = [
        (line.payload.get("type") or line.type, line.at)
        for line in read_lines(rollout.lines, Tally(), sieve=FOR_FIGURES)
    ]
    counts = [moment for kind, moment in kinds if kind == "token_count"]
    assert counts == [at(11), at(16)]
    assert [turn.usage.input for turn in rollout.turns()] == [300, 100]


def test_figures_do_not_depend_on_the_order_of_keys() -> None:
    rollout = Rollout().started("a").prompt("go").called("c").answered("c").spent("r").ended()
    right = rollout.only()
    rollout.lines = [_reordered(line) for line in rollout.lines]
    assert not any(FOR_FIGURES.pattern.match(line) for line in rollout.lines)
    rollout.fold = type(rollout.fold)()
    assert rollout.only().usage == right.usage


def _kind(raw: bytes) -> str:
    record = json.loads(raw)
    return str(record["payload"].get("type") or record["type"])


def _reordered(raw: bytes) -> bytes:
    return json.dumps(dict(reversed(json.loads(raw).items()))).encode() + b"\n"
