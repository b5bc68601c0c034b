"""What a choice needs is looked at before it is offered, and what cannot be had is not chosen."""

from __future__ import annotations

import pytest
from prompt_toolkit.input import PipeInput

from codexctl.edit.intent.wanted import Trigger
from codexctl.settings.capture import CaptureMode
from codexctl.settings.model import LOCAL, OTLP, Destination, Settings
from codexctl.wizard.offers import Offers
from tests.wizard.test_more_questions import KEEP, LABELS, UNTIL
from tests.wizard.test_questions import CLEAR, DOWN, ENTER, REST, UP, answer, answers, to


def test_without_a_keyring_nobody_types_a_key(keys: PipeInput) -> None:
    asked: list[str] = []

    def keyring() -> str:
        asked.append("keyring")
        return "there is no keyring on this machine"

    # Langfuse needs a key: typing it would be the first choice; here it is a variable.
    said, typed = answers(
        keys,
        *to("langfuse"),
        ENTER,
        ENTER,
        "pk-lf-1",
        ENTER,
        ENTER,
        CLEAR,
        "MY_KEY",
        ENTER,
        *REST,
        offers=Offers(keyring),
    )
    assert asked
    assert typed == {}
    assert said.destinations[-1].api_key_env == "MY_KEY"


def test_the_keyring_is_not_asked_where_no_key_is(keys: PipeInput) -> None:
    def keyring() -> str:
        raise AssertionError("nobody wants to type a key")

    answer(keys, ENTER, *REST, offers=Offers(keyring))


def test_a_destination_that_the_policy_bars_cannot_be_chosen(keys: PipeInput) -> None:
    def only_remote(destination: Destination) -> str:
        return "the policy allows no local store" if destination.kind == LOCAL else ""

    # The local store was chosen already; now the first that can be is the next one.
    said = answer(
        keys, *to("otlp")[1:], CLEAR, "https://a.example", ENTER, ENTER, *REST,
        offers=Offers(destination=only_remote),
    )  # fmt: skip
    assert [destination.kind for destination in said.destinations] == [OTLP]


def test_an_address_that_the_policy_bars_is_refused_at_its_question(keys: PipeInput) -> None:
    def allowed(destination: Destination) -> str:
        bad = (
            destination.kind == OTLP
            and destination.endpoint
            and "good.example" not in destination.endpoint
        )
        return "the policy does not allow it" if bad else ""

    said = answer(
        keys, *to("otlp"), CLEAR, "https://bad.example", ENTER, CLEAR, "https://good.example",
        ENTER, ENTER, *REST, offers=Offers(destination=allowed),
    )  # fmt: skip
    assert said.destinations[-1].endpoint == "https://good.example/v1/traces"


def test_no_more_content_than_the_policy_allows_is_offered(keys: PipeInput) -> None:
    def cap(mode: CaptureMode) -> str:
        return "not allowed" if mode > CaptureMode.metadata else ""

    said = answer(keys, ENTER, DOWN, *REST, offers=Offers(capture=cap))
    assert said.capture is CaptureMode.metadata


def test_the_hook_is_not_offered_where_only_managed_hooks_run(keys: PipeInput) -> None:
    def trigger(trigger: Trigger) -> str:
        return "managed hooks only" if trigger is Trigger.hook else ""

    said = answer(keys, ENTER, ENTER, DOWN, ENTER, *REST[2:], offers=Offers(trigger=trigger))
    assert said.trigger is Trigger.notify


def _thirty_days(place: str) -> tuple[int | None, str]:
    return (30, "policy.toml:3 says so") if place == "local.keep_days" else (None, "")


def test_more_days_than_the_policy_allows_are_refused_at_the_question(keys: PipeInput) -> None:
    above = (CLEAR, "31", ENTER, CLEAR, "all", ENTER, CLEAR, ENTER)
    said = answer(
        keys, *UNTIL, "y", ENTER, *LABELS, ENTER, *above, CLEAR, "29", ENTER, *KEEP[1:],
        offers=Offers(most=_thirty_days),
    )  # fmt: skip
    assert said.settings["local.keep_days"] == 29


@pytest.mark.parametrize(("today", "kept"), [(None, 30), (90, 30), (30, 30), (7, 7)])
def test_enter_takes_as_many_days_as_the_policy_allows(
    keys: PipeInput, today: int | None, kept: int
) -> None:
    said = answer(
        keys, *UNTIL, "y", ENTER, *LABELS, ENTER, *KEEP,
        today=Settings(values={"local.keep_days": today}), offers=Offers(most=_thirty_days),
    )  # fmt: skip
    assert said.settings["local.keep_days"] == kept


def test_a_feature_that_codex_does_not_have_is_refused_at_its_question(keys: PipeInput) -> None:
    def feature(name: str) -> str:
        return "" if name == "hooks" else f"this Codex has no feature {name}"

    said = answer(
        keys, *UNTIL, "y", ENTER, *LABELS, "hoks=on", ENTER, CLEAR, "hooks=on", ENTER, *KEEP,
        offers=Offers(feature=feature),
    )  # fmt: skip
    assert said.features == (("hooks", True),)


def test_a_program_that_is_not_there_is_refused_at_its_question(keys: PipeInput) -> None:
    def program(name: str) -> str:
        return "" if name == "pass" else f"there is no program {name} here"

    said = answer(
        keys, *to("otlp"), ENTER, UP, ENTER, "'open", ENTER, CLEAR, "pas x", ENTER,
        CLEAR, "pass 'my key'", ENTER, *REST, offers=Offers(program=program),
    )  # fmt: skip
    assert said.destinations[-1].api_key_command == ("pass", "my key")


def test_a_parameter_that_makes_a_barred_address_is_refused_at_its_question(
    keys: PipeInput,
) -> None:
    def allowed(destination: Destination) -> str:
        barred = "bad.example" in dict(destination.parameters).values()
        return "the policy does not allow it" if barred else ""

    said, _ = answers(
        keys, *to("datadog"), CLEAR, "bad.example", ENTER, CLEAR, "datadoghq.eu", ENTER,
        ENTER, "dd-key", ENTER, *REST, offers=Offers(destination=allowed),
    )  # fmt: skip
    assert dict(said.destinations[-1].parameters)["site"] == "datadoghq.eu"
