"""Which items one response produced, when it ran and what it cost."""

from __future__ import annotations

from tests.trace.writing import Rollout, at


def test_a_usage_record_closes_the_response_before_it() -> None:
    turn = Rollout().started("t").prompt("go").said("Hm.").called("c").spent("r1", 50).only()
    (call,) = turn.calls
    assert (call.response_id, call.call_ids) == ("r1", ("c",))
    assert [said.text for said in call.said] == ["Hm."]
    assert call.usage is not None
    assert (call.usage.input, call.usage.output) == (50, 5)


def test_a_call_begins_when_its_input_is_complete_and_ends_with_its_record() -> None:
    turn = (
        Rollout()
        .started("t")  # lines 1 and 2
        .prompt("go")  # 3
        .called("c")  # 4
        .spent("r1")  # 5
        .answered("c")  # 6
        .said("Done.")  # 7
        .spent("r2")  # 8
        .only()
    )
    first, second = turn.calls
    assert (first.started, first.ended) == (at(3), at(5))
    assert (second.started, second.ended) == (at(6), at(8))


def test_an_output_knows_when_it_was_ready_better_than_its_line() -> None:
    ready = {"turn_id": "t", "create_time": at(5) / 1e9 + 0.004}
    rollout = Rollout().started("t").called("c").spent("r1")
    rollout.answered("c", internal_chat_message_metadata_passthrough=ready).said("x").spent("r2")
    assert rollout.only().calls[1].started == at(5) + 4_000_000


def test_items_of_one_sampling_are_one_response_even_around_a_tools_output() -> None:
    rollout = Rollout().started("t").response("reasoning", 3, summary=[])
    rollout.said("One", 3).answered("c", sampled=3).said("Two", 3).spent("r1")
    (call,) = rollout.only().calls
    assert len(call.said) == 3


def test_another_sampling_is_another_response_even_without_usage() -> None:
    calls = Rollout().started("t").said("a", 1).said("b", 2).spent("r").ended().only().calls
    assert [call.usage is None for call in calls] == [True, False]


def test_the_same_record_twice_is_one_response() -> None:
    rollout = Rollout().started("t").said("a").spent("r1").counted(100).spent("r1").ended()
    assert len(rollout.only().calls) == 1


def test_without_records_a_change_of_the_total_closes_a_response() -> None:
    rollout = Rollout(paginated=False).started("t").prompt("go")
    rollout.called("c").counted(70).answered("c").counted(0).said("Done.").counted(30)
    assert [call.usage.input for call in rollout.only().calls if call.usage] == [70, 30]


def test_a_repeated_total_costs_nothing_whatever_stands_beside_it() -> None:
    rollout = Rollout(paginated=False).started("t").prompt("go").said("a").counted(70)
    assert rollout.counted(0, last=258_400).counted(0, last=70).only().usage.input == 70


def test_the_first_total_of_a_turn_belongs_to_the_turn_before_until_the_model_writes() -> None:
    rollout = Rollout(paginated=False).started("a").prompt("1").said("x").counted(70)
    rollout.ended().started("b").prompt("2")
    del rollout.lines[5]  # the line that says 70
    rollout.counted(0).said("y").counted(30).ended()
    assert [turn.usage.input for turn in rollout.turns()] == [0, 30]


def test_a_counter_that_began_anew_is_charged_by_its_last_response() -> None:
    rollout = Rollout(paginated=False).started("t").said("a").counted(70).said("b")
    rollout._total = 0
    assert rollout.counted(20).only().usage.input == 90


def test_records_and_totals_are_never_added_up() -> None:
    rollout = Rollout().started("t").said("a").spent("r", 100).counted(100)
    assert rollout.only().usage.input == 100


def test_the_call_that_wrote_a_summary_is_a_compaction() -> None:
    rollout = Rollout().started("t").said("a").spent("r1").said("summary").spent("r2")
    rollout.add("compacted", {"compaction_response_id": "r2"}).said("b").spent("r3").ended()
    assert [call.is_compaction for call in rollout.only().calls] == [False, True, False]


def test_a_compaction_before_the_new_models_context_asked_the_old_model() -> None:
    rollout = Rollout().started("a", model="old").said("1").spent("r1").ended()
    rollout.turn = "b"
    rollout.event("task_started", turn_id="b").said("summary").spent("r2")
    rollout.add("compacted", {"compaction_response_id": "r2"})
    rollout.add("turn_context", {"turn_id": "b", "model": "new"}).said("2").spent("r3").ended()
    turn = rollout.turns()[1]
    assert [call.model for call in turn.calls] == ["old", "new"]
    assert (turn.model, turn.models) == ("new", ("old", "new"))


def test_a_compaction_without_context_is_of_the_model_that_wrote_it() -> None:
    rollout = Rollout().started("a", model="m").said("1").spent("r1").ended()
    rollout.turn = "b"
    rollout.event("task_started", turn_id="b").said("summary").spent("r2")
    rollout.add("compacted", {}).ended(last_agent_message=None)
    assert rollout.turns()[1].model == "m"
