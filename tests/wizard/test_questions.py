"""The wizard with its keys pressed: a pipe takes the place of the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from codexctl.edit.flags import Flags, intent_from
from codexctl.edit.intent import Intent, TrustChoice
from codexctl.errors import CodexctlError
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.settings.model import Destination, Settings
from codexctl.wizard import words
from codexctl.wizard.questions import ask

ENTER, SPACE, DOWN, UP = "\r", " ", "\x1b[B", "\x1b[A"
CTRL_C, CTRL_D, CLEAR = "\x03", "\x04", "\x15"
NEW = Settings()
OTLP = Destination("otlp", "otlp", "https://a.example/v1/traces", (("x-team", "a"),), "MY_KEY")


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


def answer(keys: PipeInput, *pressed: str, today: Settings = NEW, off: bool = False) -> Intent:
    keys.send_text("".join(pressed))
    return ask(today, None, hooks_off=off)


def test_enter_alone_gives_the_safe_answers(keys: PipeInput) -> None:
    assert answer(keys, ENTER, ENTER, ENTER) == intent_from(Flags(capture="redacted"), NEW)


def test_the_same_intent_comes_from_the_wizard_and_from_flags(keys: PipeInput) -> None:
    by_wizard = answer(
        keys,
        DOWN, SPACE, ENTER,
        CLEAR, "https://a.example", ENTER,
        "MY_KEY", ENTER,
        DOWN, ENTER,
        DOWN, ENTER,
    )  # fmt: skip
    flags = Flags(
        destination=("local", "otlp"),
        endpoint=("https://a.example",),
        api_key_env=("MY_KEY",),
        capture="full",
        trust="ask",
    )
    assert by_wizard == intent_from(flags, NEW)


def test_it_starts_from_todays_settings(keys: PipeInput) -> None:
    today = Settings(CaptureLimits(CaptureMode.metadata, source="settings"), (OTLP,))
    intent = answer(keys, ENTER, ENTER, ENTER, ENTER, ENTER, today=today)
    assert intent.destinations == (OTLP,)
    assert intent.capture is CaptureMode.metadata


def test_a_key_that_is_no_longer_needed_can_be_taken_out(keys: PipeInput) -> None:
    today = Settings(destinations=(OTLP,))
    intent = answer(keys, ENTER, ENTER, CLEAR, ENTER, ENTER, ENTER, today=today)
    assert intent.destinations[0].api_key_env == ""


def test_at_least_one_destination_is_needed(keys: PipeInput) -> None:
    intent = answer(keys, SPACE, ENTER, SPACE, ENTER, ENTER, ENTER)
    assert [one.kind for one in intent.destinations] == ["local"]


def test_an_address_and_a_variable_are_checked_as_they_are_typed(keys: PipeInput) -> None:
    intent = answer(
        keys,
        SPACE, DOWN, SPACE, ENTER,
        CLEAR, "localhost", ENTER, CLEAR, "http://localhost", ENTER,
        "sk-123", ENTER, CLEAR, ENTER,
        ENTER, ENTER,
    )  # fmt: skip
    assert intent.destinations == (Destination("otlp", "otlp", "http://localhost/v1/traces"),)


def test_hooks_that_are_off_are_asked_about_and_stay_off_by_default(keys: PipeInput) -> None:
    with pytest.raises(CodexctlError, match="hooks stay off"):
        answer(keys, ENTER, off=True)


def test_hooks_that_are_off_are_switched_on_with_a_yes(keys: PipeInput) -> None:
    intent = answer(keys, "y", ENTER, ENTER, ENTER, off=True)
    assert intent.features == (("hooks", True),)


@pytest.mark.parametrize(
    "before",
    [(), (DOWN, SPACE, ENTER), (DOWN, SPACE, ENTER, ENTER), (ENTER,), (ENTER, ENTER)],
    ids=["where", "address", "key", "capture", "trust"],
)
def test_ctrl_c_at_any_question_is_an_interruption(
    keys: PipeInput, before: tuple[str, ...]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        answer(keys, *before, CTRL_C)


def test_ctrl_c_at_the_question_about_hooks_that_are_off_is_one_too(keys: PipeInput) -> None:
    with pytest.raises(KeyboardInterrupt):
        answer(keys, CTRL_C, off=True)


def test_the_end_of_input_is_an_interruption_as_well(keys: PipeInput) -> None:
    with pytest.raises(KeyboardInterrupt):
        answer(keys, DOWN, SPACE, ENTER, ENTER, CTRL_D)


def test_every_sentence_fits_a_terminal_of_80_columns() -> None:
    for text in (*words.DESTINATIONS.values(), *words.CAPTURE_MODES.values(),
                 *words.TRUST_CHOICES.values()):  # fmt: skip
        assert len(text) <= 75


def test_the_choices_are_those_that_there_are() -> None:
    assert list(words.CAPTURE_MODES) == list(CaptureMode.__members__)
    assert list(words.TRUST_CHOICES) == [choice.value for choice in TrustChoice]
