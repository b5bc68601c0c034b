"""What is asked only of those who want to be asked, and starts from today's settings."""

from __future__ import annotations

import pytest
from prompt_toolkit.input import PipeInput

from codexctl.edit.intent.flags import Flags
from codexctl.edit.intent.from_flags import intent_from
from codexctl.edit.intent.wanted import RESOURCE_KEYS, Intent
from codexctl.settings import labels
from codexctl.settings.capture import CATEGORIES, CaptureLimits, CaptureMode, Source, Voice
from codexctl.settings.fields import scalars
from codexctl.settings.kinds import Asked
from codexctl.settings.model import Destination, Settings
from codexctl.wizard import words
from tests.wizard.test_questions import CLEAR, CTRL_C, DOWN, ENTER, NEW, SPACE, UP, answer

UNTIL = (ENTER,) * 5  # where, capture, trigger, trust, auto-sync
FAR = Destination("otlp", "otlp", "https://a.example/v1/traces", api_key_env="MY_KEY")
LABELS = (ENTER,) * len(labels.LABELS)
# Days, megabytes, and whatever other setting has a question for those who want more.
KEEP = (ENTER,) * sum(row.asked is Asked.more for row in scalars().values())


def labels_with(label: str, typed: str) -> tuple[str, ...]:
    """The keys that answer every label with Enter, after typing something at one."""
    return tuple(key for name in labels.LABELS for key in (typed * (name == label), ENTER))


def kept(said: Intent) -> tuple[object, object]:
    """The bounds of the store: days, megabytes."""
    return said.settings["local.keep_days"], said.settings["local.max_mb"]


def test_the_same_intent_comes_from_flags(keys: PipeInput) -> None:
    said = answer(
        keys,
        *UNTIL,
        "y",
        SPACE, DOWN, SPACE, ENTER,
        "shop", ENTER, "team", ENTER, "ci", ENTER, "agent-1", ENTER,
        "ada", ENTER, "payments", ENTER,
        "apps=off, collab=on", ENTER,
        CLEAR, "90", ENTER, CLEAR, "500", ENTER,
    )  # fmt: skip
    flags = Flags(
        capture="redacted", exclude=("prompts", "responses"), project=("shop",),
        labels={
            "workspace": "team", "environment": "ci", "agent_id": "agent-1",
            "user": "ada", "team": "payments",
        },
        feature=("apps=off", "collab=on"),
        settings={"auto_sync": False, "local.keep_days": "90", "local.max_mb": "500"},
    )  # fmt: skip
    wanted = intent_from(flags, NEW)
    assert set(said.resource) == set(wanted.resource)
    assert (said.exclude, said.features) == (wanted.exclude, wanted.features)
    assert said.features == (("apps", False), ("multi_agent", True))
    assert said.settings == wanted.settings
    assert kept(said) == (90, 500)


def test_enter_alone_keeps_todays_answers_and_an_emptied_label_goes(keys: PipeInput) -> None:
    today = Settings(
        CaptureLimits(CaptureMode.full, frozenset({"paths"}), Source(Voice.settings)),
        destinations=(FAR,),
        resource=((RESOURCE_KEYS["environment"], "ci"), (RESOURCE_KEYS["workspace"], "team")),
    )
    before = (ENTER, ENTER, ENTER, ENTER, ENTER, ENTER, ENTER)
    environment = labels_with("environment", CLEAR)
    said = answer(
        keys, *before, "y", ENTER, ENTER, *environment, ENTER, *KEEP, ENTER,
        today=today, sources={"otlp": "$MY_KEY"},
    )  # fmt: skip
    assert said.exclude == frozenset({"paths"})
    assert said.destinations == (FAR,)
    assert said.resource == ((RESOURCE_KEYS["environment"], ""),)


def test_a_remote_destination_can_get_less_than_the_others(keys: PipeInput) -> None:
    today = Settings(destinations=(Destination("local", "local"), FAR))
    said = answer(
        keys, *(ENTER,) * 7, "y", ENTER, DOWN, ENTER, *LABELS, ENTER, *KEEP, ENTER,
        today=today, sources={"otlp": "$MY_KEY"},
    )  # fmt: skip
    assert [destination.capture for destination in said.destinations] == [
        None,
        CaptureMode.metadata,
    ]


def test_with_metadata_there_is_no_content_to_leave_out(keys: PipeInput) -> None:
    said = answer(keys, ENTER, UP, ENTER, ENTER, ENTER, ENTER, "y", *LABELS, ENTER, *KEEP)
    assert (said.capture, said.exclude) == (CaptureMode.metadata, None)


def test_a_feature_is_checked_as_it_is_typed(keys: PipeInput) -> None:
    said = answer(keys, *UNTIL, "y", ENTER, *LABELS, "apps", ENTER, "=off", ENTER, *KEEP)
    assert said.features == (("apps", False),)


def test_how_much_is_kept_starts_from_todays(keys: PipeInput) -> None:
    today = Settings(values={"local.keep_days": 30})
    said = answer(keys, *UNTIL, "y", ENTER, *LABELS, ENTER, *KEEP, today=today)
    assert kept(said) == (30, None)


def test_how_much_is_kept_is_checked_as_it_is_typed(keys: PipeInput) -> None:
    today = Settings(values={"local.keep_days": 30})
    more = (*UNTIL, "y", ENTER, *LABELS, ENTER)
    typed = (CLEAR, "0", ENTER, CLEAR, ENTER, CLEAR, ENTER)
    assert kept(answer(keys, *more, *typed, today=today)) == (None, None)


@pytest.mark.parametrize("number", range(2 + len(LABELS) + len(KEEP)))
def test_ctrl_c_at_any_of_them_is_an_interruption(keys: PipeInput, number: int) -> None:
    with pytest.raises(KeyboardInterrupt):
        answer(keys, *UNTIL, "y", *(ENTER,) * number, CTRL_C)


def test_every_category_and_label_that_there_is_can_be_chosen() -> None:
    assert words.CATEGORIES.keys() == CATEGORIES
    questions = [label.question for label in labels.LABELS.values()]
    assert all(len(text) <= 75 for text in (*words.CATEGORIES.values(), *questions))
