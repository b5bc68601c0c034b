"""Events to turns: where turns begin and end, and which lines are theirs."""

from __future__ import annotations

import orjson
import pytest

from codexctl.trace.read.decode import decode
from codexctl.trace.read.lines import Tally, read_lines
from codexctl.trace.turns.fold import Carry, ThreadFold, fold
from codexctl.trace.turns.turn import COMPLETED, FAILED, INCOMPLETE, INTERRUPTED, Turn
from tests.trace.writing import BEGIN, Rollout, at, uuid7


def test_a_turn_is_from_its_start_to_its_end() -> None:
    turn = Rollout(cli_version="0.169.0").started("t").prompt("go").said("x").ended().only()
    assert (turn.status, turn.started, turn.ended, turn.duration_ms) == (
        COMPLETED,
        at(1),
        at(6),  # Codex's own 50 ms count, not when it wrote the line
        50,
    )
    assert [prompt.text for prompt in turn.prompts] == ["go"]
    assert turn.answer == "Done."


def test_without_a_duration_of_codexs_own_the_lines_times_count() -> None:
    turn = Rollout(paginated=False).started("t").ended_as_of_old("Done.").only()
    assert turn.duration_ms == 20


@pytest.mark.parametrize(
    ("info", "kind"),
    [
        ("internal_server_error", "internal_server_error"),
        ({"http_connection_failed": {"http_status_code": 401}}, "http_connection_failed"),
        (None, "other"),
        (7, "other"),
    ],
)
def test_a_turn_that_ended_with_an_error_failed_with_its_kind(info: object, kind: str) -> None:
    error = {"message": "secret", "codex_error_info": info}
    turn = Rollout().started("t").ended(error=error, last_agent_message=None).only()
    assert (turn.status, turn.error) == (FAILED, kind)


def test_an_aborted_turn_was_interrupted() -> None:
    turn = Rollout().started("t").event("turn_aborted", turn_id="t", reason="interrupted").only()
    assert (turn.status, turn.error) == (INTERRUPTED, "")


def test_a_turn_without_end_is_incomplete_and_ends_with_its_last_line() -> None:
    first, second = Rollout().started("a").said("x").started("b").ended().turns()
    assert (first.status, first.ended, first.duration_ms) == (INCOMPLETE, at(3), None)
    assert second.status == COMPLETED


def test_an_old_prompt_that_nothing_answered_failed_for_unknown_reasons() -> None:
    turn = Rollout(paginated=False).started("t").prompt("go").ended_as_of_old(None).only()
    assert (turn.status, turn.error) == (FAILED, "other")


def test_an_old_turn_without_a_prompt_has_nothing_to_answer() -> None:
    turn = Rollout(paginated=False).started("t").ended_as_of_old(None).only()
    assert turn.status == COMPLETED


def test_a_release_that_tells_errors_means_what_it_does_not_say() -> None:
    turn = Rollout(paginated=False).started("t").prompt("go").ended(last_agent_message=None).only()
    assert turn.status == COMPLETED


def test_lines_belong_to_the_turn_that_they_name() -> None:
    rollout = Rollout().started("a").called("c").answered("c", "Process running with session ID 1")
    rollout.ended().started("b").called("d")
    rollout.turn = "a"
    first, second = rollout.command("c", 3).turns()
    assert [tool.exit_code for tool in first.tools] == [3]
    assert [tool.call_id for tool in second.tools] == ["d"]


def test_lines_that_name_no_turn_belong_to_the_open_one() -> None:
    rollout = Rollout(paginated=False).started("a").called("c").ended_as_of_old("x")
    rollout.called("lost").started("b").called("d").ended_as_of_old("y")
    assert [[tool.call_id for tool in turn.tools] for turn in rollout.turns()] == [["c"], ["d"]]


def test_a_turn_whose_start_was_lost_leaves_nothing_to_the_dead_turn_before_it() -> None:
    rollout = Rollout(paginated=False).started("dead").called("c").started("b").said("x")
    del rollout.lines[4]
    (turn,) = rollout.counted(70).ended_as_of_old("x").turns()
    assert (turn.turn_id, turn.usage.input) == ("dead", 0)


def test_lines_before_any_turn_and_of_unknown_turns_are_nobodys() -> None:
    rollout = Rollout().called("c")
    rollout.turn = "never"
    assert rollout.called("d").ended().turns() == []


def test_nothing_is_told_before_the_thread_is_known() -> None:
    rollout = Rollout().started("t").ended()
    assert list(fold(decode(read_lines(rollout.lines[1:], Tally())), ThreadFold())) == []


def test_the_same_turn_is_given_once_however_often_it_is_written() -> None:
    rollout = Rollout().started("a").said("x").ended().started("b").ended()
    rollout.lines += rollout.lines
    assert [turn.turn_id for turn in rollout.turns()] == ["a", "b"]


def test_a_patient_fold_gives_dead_turns_late_and_holds_no_more_than_a_few() -> None:
    into, given = ThreadFold(patient=True), []
    rollout = Rollout()
    for number in range(20):
        rollout.started(str(number))
    for event in decode(read_lines(rollout.lines, Tally())):
        given += [turn.turn_id for turn in into.feed(event)]
    assert given == [str(number) for number in range(11)]
    assert [turn.turn_id for turn in into.finish()] == [str(number) for number in range(11, 20)]


def test_an_impatient_fold_gives_every_turn_when_the_next_begins() -> None:
    into, given = ThreadFold(), []
    for event in decode(read_lines(Rollout().started("a").started("b").lines, Tally())):
        given += [turn.turn_id for turn in into.feed(event)]
    assert given == ["a"]
    assert into.is_open
    assert into.newest == "b"


def test_history_that_a_subagent_was_given_is_not_its_own() -> None:
    rollout = Rollout("kid", parent_thread_id="root", subagent_history_start_ordinal=6)
    rollout.add("session_meta", {"id": "root"}).started("theirs").called("x").ended()
    assert [turn.turn_id for turn in rollout.started("own").ended().turns()] == ["own"]
    assert rollout.fold.thread is not None
    assert rollout.fold.thread.thread_id == "kid"


@pytest.mark.parametrize("why", ["forked_from_id", "parent_thread_id"])
def test_a_turn_older_than_its_thread_was_copied_into_it(why: str) -> None:
    rollout = Rollout(uuid7(500), paginated=False, **{why: uuid7(0)})
    rollout.add("session_meta", {"id": uuid7(0)})
    rollout.started(uuid7(1)).called("x").counted(70).ended_as_of_old("x")
    rollout.started(uuid7(400)).called("spawn")  # where the copy was made
    rollout.started(uuid7(501)).called("y").counted(0).answered("y").said("z").counted(30)
    turn = rollout.ended_as_of_old("z").only()
    assert turn.turn_id == uuid7(501)
    assert [tool.call_id for tool in turn.tools] == ["y"]
    assert turn.usage.input == 30


def test_a_turn_older_than_a_thread_of_its_own_is_a_clock_that_was_set_back() -> None:
    assert Rollout(uuid7(500)).started(uuid7(1)).ended().only().status == COMPLETED


def test_a_counter_that_goes_on_from_the_parents_is_charged_from_there() -> None:
    rollout = Rollout(uuid7(500), forked_from_id=uuid7(0)).started(uuid7(501)).said("x")
    rollout._total = 5000
    assert rollout.counted(30).ended().only().usage.input == 30


def test_the_carry_says_what_the_lines_that_follow_need() -> None:
    rollout = Rollout(paginated=False).started("a", model="m").said("x").counted(70)
    rollout.turns()
    carry = rollout.fold.carry
    assert (carry.model, carry.total.input) == ("m", 70)
    rest = Rollout(paginated=False)
    rest._total = 70
    rest.event("task_started", turn_id="b").prompt("go").counted(0).said("y").counted(30)
    turns = list(fold(decode(read_lines(rest.lines, Tally())), ThreadFold(None, carry)))
    assert (turns[0].usage.input, turns[0].model) == (30, "m")
    assert Carry() == ThreadFold().carry


def review(paginated: bool) -> Rollout:
    """A thread that asks for a review; up to 0.142 its turn is named by its last line alone."""
    named = {"turn_id": "outer"} if paginated else {}
    rollout = Rollout(uuid7(0), paginated=paginated)
    rollout.event("entered_review_mode", **named).event("task_started", turn_id="child")
    rollout.event("user_message", message="Review this").event("user_message", message="twice")
    rollout.turn = "outer"
    rollout.event("exited_review_mode", **named).said("All good.")
    return rollout.ended_as_of_old(None)


@pytest.mark.parametrize("paginated", [True, False])
def test_a_review_is_a_turn_of_its_own_without_the_turn_that_does_it(paginated: bool) -> None:
    rollout = review(paginated)
    turn = rollout.only()
    assert (turn.turn_id, turn.status, turn.is_review) == ("outer", COMPLETED, True)
    assert (turn.calls, turn.tools, turn.prompts) == ((), (), ())
    (link,) = rollout.fold.links
    assert (link.turn_id, link.call_id, link.child_id) == ("outer", "", "child")


def test_the_turn_after_a_review_that_died_is_no_review() -> None:
    rollout = Rollout().event("entered_review_mode", turn_id="outer")
    rollout.event("task_started", turn_id="child").started("next").said("x").spent("r").ended()
    turns = {turn.turn_id: turn for turn in rollout.turns()}
    assert turns["outer"].status == INCOMPLETE
    assert turns["next"].usage.input == 100


def test_a_review_that_died_before_it_was_named_cannot_be_told() -> None:
    rollout = Rollout(paginated=False).event("entered_review_mode")
    rollout.event("task_started", turn_id="child")
    assert rollout.turns() == []


def links(turn: Turn, rollout: Rollout) -> list[tuple[str, str]]:
    assert turn.tools
    return [(link.call_id, link.child_id) for link in rollout.fold.links]


@pytest.mark.parametrize(
    ("tool", "output"),
    [
        ("spawn_agent", '{"agent_id":"%s","nickname":"N"}'),
        ("send_input", '{"submission_id":"%s"}'),
        ("spawn_agents_on_csv", '{"job_id":"%s","status":"completed"}'),
    ],
)
def test_outputs_tell_who_got_work(tool: str, output: str) -> None:
    rollout = Rollout(paginated=False).started("t").called("c", tool)
    rollout.answered("c", output % uuid7(1))
    assert links(rollout.only(), rollout) == [("c", uuid7(1))]


@pytest.mark.parametrize(
    "output", ["", "{", "[]", "{}", '{"agent_id":7}', '{"agent_id":"my secret"}', "failed"]
)
def test_outputs_that_name_nobody_link_nothing(output: str) -> None:
    rollout = Rollout(paginated=False).started("t").called("c", "spawn_agent").answered("c", output)
    assert links(rollout.only(), rollout) == []


def test_items_tell_who_got_work_and_waiting_is_none() -> None:
    rollout = Rollout().started("t").called("c", "spawn_agent").called("w", "wait_agent")
    spawn = {"tool": "spawn_agent", "receiver_thread_ids": ["kid"]}
    rollout.item("CollabAgentToolCall", "c", **spawn)
    rollout.item("CollabAgentToolCall", "w", tool="wait", receiver_thread_ids=["kid"])
    rollout.item("SubAgentActivity", "w", kind="completed", agent_thread_id="kid")
    assert links(rollout.only(), rollout) == [("c", "kid")]


@pytest.mark.parametrize("copied", [False, True])
def test_a_session_of_another_program_is_no_turn_of_codexs(*, copied: bool) -> None:
    meta = {"forked_from_id": uuid7(0)} if copied else {}
    rollout = Rollout(uuid7(500), paginated=False, **meta)
    for number in (1, 2):
        turn = f"external-import-turn-{number}"
        rollout.started(turn).prompt("theirs").said("their answer").ended_as_of_old("x")
    rollout.started(uuid7(600)).prompt("mine").said("x").counted(30).ended_as_of_old("x")
    turn_of_ours = rollout.only()
    assert turn_of_ours.turn_id == uuid7(600)
    assert [prompt.text for prompt in turn_of_ours.prompts] == ["mine"]


def test_a_tool_of_a_migrated_file_ends_when_codex_says_and_not_at_its_outputs_line() -> None:
    rollout = Rollout().started("t").called("c", "apply_patch")
    at = int(BEGIN.timestamp() * 1000) + 33
    item = {"type": "FileChange", "id": "c", "status": "completed", "changes": {}}
    rollout.answered("c").event("item_completed", turn_id="t", item=item, completed_at_ms=at)
    (tool,) = rollout.ended().only().tools
    assert tool.ended == at * 1_000_000


def test_turns_before_0_100_begin_at_what_was_typed_and_keep_their_ids_from_a_mark() -> None:
    rollout = Rollout(uuid7(0), paginated=False)
    for text in ("one", "two", "three"):
        rollout.prompt(text).said(text.upper()).counted(10)
    whole = rollout.turns()
    assert [turn.answer for turn in whole] == ["ONE", "TWO", "THREE"]
    assert {turn.status for turn in whole} == {COMPLETED}
    assert [turn.usage.input for turn in whole] == [10, 10, 10]
    assert len({turn.turn_id for turn in whole}) == 3
    first = ThreadFold()
    events = list(decode(read_lines(rollout.lines, Tally())))
    place = next(n for n, event in enumerate(events) if getattr(event, "text", "") == "two")
    for event in events[: place + 1]:
        list(first.feed(event))
    rest = ThreadFold(first.thread, first.carry)
    assert [turn.turn_id for turn in fold(events[place:], rest)] == [t.turn_id for t in whole[1:]]


def test_an_old_forks_copied_history_is_counted_where_it_was_made() -> None:
    rollout = Rollout(uuid7(500), paginated=False)
    rollout.add("session_meta", {"id": uuid7(0)})
    rollout.prompt("theirs").said("THEIRS").counted(1000)
    burst = orjson.loads(rollout.lines[0])["timestamp"]
    copies = [
        orjson.dumps(orjson.loads(raw) | {"timestamp": burst}) + b"\n" for raw in rollout.lines
    ]
    rollout.lines[:] = copies
    turn = rollout.prompt("mine").said("MINE").counted(30).only()
    assert (turn.answer, turn.usage.input) == ("MINE", 30)
