"""The wizard with its keys pressed: a pipe takes the place of the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.input import PipeInput

from codexctl.edit.intent.flags import Flags
from codexctl.edit.intent.from_flags import intent_from
from codexctl.edit.intent.wanted import Intent, Trigger, TrustChoice
from codexctl.errors import CodexctlError
from codexctl.settings.capture import CaptureLimits, CaptureMode, Source, Voice
from codexctl.settings.destinations.presets import presets
from codexctl.settings.model import Destination, Settings
from codexctl.wizard import words
from codexctl.wizard.destination_questions import ask_endpoint
from codexctl.wizard.interview import Interview
from codexctl.wizard.offers import EVERYTHING, Offers
from codexctl.wizard.question import Around, Question
from codexctl.wizard.questions import Today, ask, steps
from codexctl.wizard.screen.asking import ask as put

ENTER, SPACE, DOWN, UP = "\r", " ", "\x1b[B", "\x1b[A"
CTRL_C, CTRL_D, CLEAR = "\x03", "\x04", "\x15"
NEW = Settings()
OTLP = Destination("otlp", "otlp", "https://a.example/v1/traces", (("x-team", "a"),), "MY_KEY")
REST = (ENTER,) * 5  # capture, trigger, trust, auto-sync, more
KINDS = ["local", *presets(), "otlp"]


def to(kind: str) -> tuple[str, ...]:
    """The keys that choose one kind besides the local store, on a new machine."""
    return (*(DOWN,) * KINDS.index(kind), SPACE, ENTER)


def answers(
    keys: PipeInput, *pressed: str, today: Settings = NEW, **start: Any
) -> tuple[Intent, dict[str, str]]:
    """What is asked and answered; fails where more is asked than was answered, and never waits."""
    keys.send_text("".join(pressed))
    keys.close()
    try:
        return ask(Today(today, **start), Interview(put, lambda _: None))
    except KeyboardInterrupt:
        assert pressed[-1] in (CTRL_C, CTRL_D), "more is asked than was answered"
        raise


def answer(keys: PipeInput, *pressed: str, today: Settings = NEW, **start: Any) -> Intent:
    return answers(keys, *pressed, today=today, **start)[0]


def test_enter_alone_gives_the_safe_answers(keys: PipeInput) -> None:
    said = answer(keys, ENTER, *REST)
    assert said == intent_from(Flags(capture="redacted", settings={"auto_sync": False}), NEW)


def test_the_same_intent_comes_from_the_wizard_and_from_flags(keys: PipeInput) -> None:
    by_wizard = answer(
        keys,
        *to("otlp"),
        CLEAR, "https://a.example", ENTER,
        UP, UP, ENTER, "MY_KEY", ENTER,
        DOWN, ENTER,
        DOWN, ENTER,
        DOWN, ENTER,
        "y",
        ENTER,
    )  # fmt: skip
    flags = Flags(
        destination=("local", "otlp"),
        endpoint=("https://a.example",),
        api_key_env=("MY_KEY",),
        capture="full",
        trigger="hook",
        trust="ask",
        settings={"auto_sync": True},
    )
    assert by_wizard == intent_from(flags, NEW)


def test_a_preset_asks_what_it_needs_and_a_typed_key_is_kept_apart(keys: PipeInput) -> None:
    intent, typed = answers(
        keys, *to("langfuse"), ENTER, ENTER, "pk-lf-1", ENTER, ENTER, "sk-lf-1", ENTER, *REST
    )
    langfuse = intent.destinations[1]
    assert (langfuse.preset, langfuse.parameters) == ("langfuse", (("public_key", "pk-lf-1"),))
    assert typed == {"langfuse": "sk-lf-1"}
    assert "sk-lf-1" not in repr(intent)


def test_a_project_that_is_needed_is_asked_until_it_is_there(keys: PipeInput) -> None:
    intent = answer(
        keys, *to("weave"), ENTER, "team/web", ENTER, ENTER, *REST, environ={"WANDB_API_KEY": "k"}
    )
    assert intent.destinations[1] == Destination(
        "weave", "otlp", preset="weave", project="team/web"
    )


def test_a_project_that_the_backend_cannot_take_is_not_an_answer(keys: PipeInput) -> None:
    wrong = ("web", ENTER, "\x7f" * 3, "team/web", ENTER)
    environ = {"WANDB_API_KEY": "k"}
    intent = answer(keys, *to("weave"), *wrong, ENTER, *REST, environ=environ)
    assert intent.destinations[1].project == "team/web"


def test_a_server_of_weaves_has_the_path_that_its_own_variable_gives_it(keys: PipeInput) -> None:
    """Asked again, its address is offered; typing the host alone means the same address."""
    destination = Destination(
        "weave", "otlp", "https://old.example/x", preset="weave", project="a/b"
    )
    address = _ask_endpoint_typed(keys, destination, "https://w.example")
    assert address == "https://w.example/traces/otel/v1/traces"


def _ask_endpoint_typed(keys: PipeInput, destination: Destination, typed: str) -> str:
    keys.send_text("\x15" + typed + ENTER)
    talk = Interview(put, lambda _: None)
    return ask_endpoint(talk, destination, "", EVERYTHING).endpoint


def test_what_the_environment_says_already_is_the_answer(keys: PipeInput) -> None:
    environ = {"WANDB_API_KEY": "k", "WEAVE_PROJECT": "team/web"}
    intent, typed = answers(keys, *to("weave"), ENTER, ENTER, *REST, environ=environ)
    assert intent.destinations[1].project == "team/web"
    assert typed == {}


def test_an_address_that_the_environment_names_is_offered(keys: PipeInput) -> None:
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector.example:4318"}
    intent = answer(keys, *to("otlp"), ENTER, ENTER, *REST, environ=environ)
    assert intent.destinations[1].endpoint == "http://collector.example:4318/v1/traces"


def test_it_starts_from_todays_settings(keys: PipeInput) -> None:
    eu = Destination("eu", "otlp", preset="langfuse", parameters=(("public_key", "pk-lf-1"),))
    limits = CaptureLimits(CaptureMode.metadata, source=Source(Voice.settings))
    today = Settings(limits, destinations=(OTLP, eu), values={"auto_sync": True})
    intent = answer(
        keys,
        *(ENTER, ENTER, ENTER),
        *(ENTER, ENTER, ENTER),
        *REST,
        today=today,
        trigger=Trigger.hook,
        trust=TrustChoice.ask,
        sources={"otlp": "$MY_KEY", "eu": "the keyring"},
    )
    assert intent.destinations == (OTLP, eu)
    assert intent.capture is CaptureMode.metadata
    assert intent.trigger is Trigger.hook
    assert intent.trust is TrustChoice.ask
    assert intent.settings == {"auto_sync": True}


def test_a_key_that_is_no_longer_needed_can_be_taken_out(keys: PipeInput) -> None:
    today = Settings(destinations=(OTLP,))
    intent = answer(keys, ENTER, ENTER, ENTER, *REST, today=today)
    assert intent.destinations[0].api_key_env == ""


def test_enter_takes_the_one_under_the_cursor_where_none_is_chosen(keys: PipeInput) -> None:
    there = (DOWN,) * KINDS.index("otlp")
    said = answer(keys, SPACE, *there, ENTER, ENTER, ENTER, *REST)
    assert [destination.name for destination in said.destinations] == ["otlp"]


def test_somebody_who_knows_the_space_bar_may_look_on_and_press_enter_once(
    keys: PipeInput,
) -> None:
    said = answer(keys, DOWN, UP, SPACE, SPACE, DOWN, ENTER, *REST)
    assert [destination.name for destination in said.destinations] == ["local"]


def test_step_numbers_go_up_from_question_to_question_and_the_total_stays(
    keys: PipeInput,
) -> None:
    shown: list[tuple[list[int], str]] = []

    def noted(question: Question, around: Around) -> Any:
        at, _, total = around.step.partition(" of ")
        shown.append(([int(part) for part in at.split(".")], total))
        return put(question, around)

    keys.send_text("".join((*to("otlp"), ENTER, ENTER, ENTER, ENTER, ENTER, ENTER, "y", CTRL_C)))
    talk = Interview(noted, lambda _: None)
    talk.steps(steps(tracers=False, hooks_off=False, repository=False))
    with pytest.raises(KeyboardInterrupt):
        ask(Today(NEW), talk)
    numbers = [at for at, _ in shown]
    assert numbers == [[1], [1, 1], [1, 2], [2], [3], [4], [5], [6], [6, 1]]
    assert numbers == sorted(numbers)
    assert {total for _, total in shown} == {"6"}


def test_at_least_one_destination_is_needed(keys: PipeInput) -> None:
    intent = answer(keys, SPACE, ENTER, SPACE, ENTER, *REST)
    assert [destination.kind for destination in intent.destinations] == ["local"]


def test_an_address_and_a_variable_are_checked_as_they_are_typed(keys: PipeInput) -> None:
    intent = answer(
        keys,
        *to("otlp"),
        CLEAR, "localhost", ENTER, CLEAR, "http://localhost", ENTER,
        UP, UP, ENTER, "sk-123", ENTER, CLEAR, "MINE", ENTER,
        *REST,
    )  # fmt: skip
    there = Destination("otlp", "otlp", "http://localhost/v1/traces", api_key_env="MINE")
    assert intent.destinations[1] == there


def test_a_program_that_prints_the_key_is_an_argument_list(keys: PipeInput) -> None:
    intent = answer(
        keys, *to("honeycomb"), ENTER, DOWN, DOWN, ENTER, "pass show 'a b'", ENTER, *REST
    )
    assert intent.destinations[1].api_key_command == ("pass", "show", "a b")


def test_in_a_repository_the_scope_is_asked_and_a_project_has_no_notify(
    keys: PipeInput, tmp_path: Path
) -> None:
    intent = answer(keys, ENTER, ENTER, DOWN, ENTER, ENTER, ENTER, ENTER, repository=tmp_path)
    assert (intent.project, intent.trigger) == (tmp_path, Trigger.hook)


def test_with_notify_there_is_nothing_to_trust(keys: PipeInput) -> None:
    intent = answer(keys, ENTER, ENTER, DOWN, DOWN, ENTER, ENTER, ENTER)
    assert (intent.trigger, intent.trust) == (Trigger.notify, TrustChoice.this_hook)


def test_a_way_to_trust_that_the_policy_forbids_cannot_be_chosen(keys: PipeInput) -> None:
    def trust(way: TrustChoice) -> str:
        return "not allowed" if way is TrustChoice.this_hook else ""

    only = answer(keys, ENTER, ENTER, ENTER, UP, UP, *REST[2:], offers=Offers(trust=trust))
    assert only.trust is TrustChoice.ask


def test_what_no_codex_honours_is_not_among_the_answers(keys: PipeInput) -> None:
    bypassed = answer(keys, ENTER, *REST, trust=TrustChoice.bypass)
    assert bypassed.trust is TrustChoice.this_hook
    assert "bypass" not in words.TRUST_CHOICES


def test_hooks_that_are_off_are_asked_about_and_stay_off_by_default(keys: PipeInput) -> None:
    with pytest.raises(CodexctlError, match="hooks stay off"):
        answer(keys, ENTER, hooks_off=True)


def test_hooks_that_are_off_are_switched_on_with_a_yes(keys: PipeInput) -> None:
    intent = answer(keys, "y", ENTER, *REST, hooks_off=True)
    assert intent.features == (("hooks", True),)


OTLP_KEYS = to("otlp")
BEFORE = {
    "where": (),
    "address": OTLP_KEYS,
    "key": (*OTLP_KEYS, ENTER),
    "variable": (*OTLP_KEYS, ENTER, UP, UP, ENTER),
    "capture": (ENTER,),
    "scope": (ENTER, ENTER),
    "trigger": (ENTER, ENTER, ENTER),
    "trust": (ENTER,) * 4,
    "auto-sync": (ENTER,) * 5,
    "secret": (*to("honeycomb"), ENTER, ENTER),
    "project": to("weave"),
}


@pytest.mark.parametrize("question", BEFORE)
@pytest.mark.parametrize("end", [CTRL_C, CTRL_D])
def test_ctrl_c_and_the_end_of_input_at_any_question_are_an_interruption(
    keys: PipeInput, tmp_path: Path, question: str, end: str
) -> None:
    if end == CTRL_D and question not in ("secret", "project"):
        end = CTRL_C  # only a line that is typed can end
    with pytest.raises(KeyboardInterrupt):
        answer(keys, *BEFORE[question], end, repository=tmp_path)


def test_ctrl_c_at_the_question_about_hooks_that_are_off_is_one_too(keys: PipeInput) -> None:
    with pytest.raises(KeyboardInterrupt):
        answer(keys, CTRL_C, hooks_off=True)


def test_every_sentence_fits_a_terminal_of_80_columns() -> None:
    for texts in (words.CAPTURE_MODES, words.CAPTURE_EXAMPLES, words.TRUST_CHOICES,
                  words.TRIGGER_CHOICES, words.SCOPE_CHOICES, words.KEY_CHOICES):  # fmt: skip
        assert all(len(text) <= 75 for text in texts.values())
    assert max(map(len, (words.LOCAL, words.OTLP))) <= 72


def test_the_choices_are_those_that_there_are() -> None:
    assert list(words.CAPTURE_MODES) == list(CaptureMode.__members__)
    assert list(words.CAPTURE_EXAMPLES) == list(CaptureMode.__members__)
    assert list(words.TRIGGER_CHOICES) == [
        choice.value for choice in Trigger if choice is not Trigger.machine
    ]


BACK = "\x1b[Z"  # Shift-Tab, which is Esc's other name: no sequence of another key begins with it


def test_in_a_line_esc_and_a_key_right_after_it_go_back_once(keys: PipeInput) -> None:
    """A terminal that is slow, or Alt with a key, sends them together."""

    def trip(talk: Interview) -> tuple[str, str]:
        return talk.line("a", "From?", "Rome"), talk.line("b", "To?", "Oslo")

    # Enter is part of the same press, and Bern an answer to the first question.
    keys.send_text(f"{ENTER}\x1b{ENTER}{CLEAR}Bern{ENTER}{ENTER}{ENTER}")
    keys.close()
    assert Interview(put, lambda _: None).hold(trip) == ("Bern", "Oslo")


def test_back_in_every_kind_of_question(keys: PipeInput) -> None:
    intent, typed = answers_with_back(
        keys,
        *to("honeycomb"), ENTER, BACK, ENTER,
        ENTER, BACK, ENTER,
        "hc-key", ENTER, BACK, ENTER,
        ENTER, BACK, ENTER,
        ENTER, ENTER, ENTER, ENTER, ENTER,
    )  # fmt: skip
    assert typed == {"honeycomb": "hc-key"}
    assert [destination.name for destination in intent.destinations] == ["local", "honeycomb"]


def answers_with_back(keys: PipeInput, *pressed: str) -> tuple[Intent, dict[str, str]]:
    keys.send_text("".join(pressed))
    keys.close()
    return Interview(put, lambda _: None).hold(lambda talk: ask(Today(NEW), talk))
