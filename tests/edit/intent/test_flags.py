from __future__ import annotations

from typing import Any

import pytest

from codexctl.edit.intent.destination_values import endpoint_url
from codexctl.edit.intent.flags import Flags, flags_from
from codexctl.edit.intent.from_flags import intent_from
from codexctl.edit.intent.wanted import LOCAL_DESTINATION, Intent, TrustChoice
from codexctl.errors import UsageError
from codexctl.settings.capture import CaptureMode
from codexctl.settings.model import Destination, Settings

OTLP = Destination("otlp", "otlp", "https://collector.example/v1/traces", api_key_env="KEY")
NEW = Settings()


def test_without_any_word_traces_stay_on_this_machine_and_only_our_hook_is_trusted() -> None:
    assert intent_from(Flags(), NEW) == Intent(
        destinations=(LOCAL_DESTINATION,), trust=TrustChoice.this_hook
    )
    assert not Flags().decide


def test_without_any_word_todays_destinations_stay() -> None:
    assert intent_from(Flags(), Settings(destinations=(OTLP,))).destinations == (OTLP,)


def test_what_is_named_is_what_one_gets() -> None:
    flags = Flags(destination=("local", "otlp", "local"))
    intent = intent_from(flags, Settings(destinations=(OTLP,)))
    assert intent.destinations == (LOCAL_DESTINATION, OTLP)
    assert flags.decide


def test_the_address_headers_and_key_belong_to_the_otlp_destination() -> None:
    flags = Flags(
        destination=("otlp",),
        endpoint=("https://a.example/x",),
        header=("x-team=a=b",),
        api_key_env=("MY_KEY",),
    )
    assert intent_from(flags, NEW).destinations == (
        Destination("otlp", "otlp", "https://a.example/x", (("x-team", "a=b"),), "MY_KEY"),
    )


def test_an_address_can_be_changed_alone() -> None:
    (changed,) = intent_from(
        Flags(endpoint=("http://b.example",)), Settings(destinations=(OTLP,))
    ).destinations
    assert changed.endpoint == "http://b.example/v1/traces"
    assert changed.api_key_env == "KEY"


def test_words_become_resource_attributes() -> None:
    flags = Flags(project=("p",), labels={"workspace": "w", "environment": "e", "agent_id": "a"})
    assert dict(intent_from(flags, NEW).resource) == {
        "openinference.project.name": "p",
        "codexctl.workspace": "w",
        "deployment.environment.name": "e",
        "gen_ai.agent.id": "a",
    }


def test_capture_and_exclusions_are_unsaid_until_said() -> None:
    assert intent_from(Flags(), NEW).capture is None
    assert intent_from(Flags(), NEW).exclude is None
    said = intent_from(Flags(capture="metadata", exclude=("paths", "prompts")), NEW)
    assert said.capture is CaptureMode.metadata
    assert said.exclude == frozenset({"paths", "prompts"})
    assert intent_from(Flags(exclude=("none",)), NEW).exclude == frozenset()


def test_an_alias_of_a_feature_means_the_feature() -> None:
    flags = Flags(feature=("codex_hooks=on", "apps=off", "hooks=on"))
    assert intent_from(flags, NEW).features == (("hooks", True), ("apps", False))


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://localhost:4318", "http://localhost:4318/v1/traces"),
        ("http://localhost:4318/", "http://localhost:4318/v1/traces"),
        ("https://a.example/otel?x=1", "https://a.example/otel?x=1"),
    ],
)
def test_an_address_without_a_path_means_the_usual_one(text: str, url: str) -> None:
    assert endpoint_url(text) == url


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (Flags(destination=("otlp",)), "needs an address"),
        (Flags(endpoint=("http://a.example",)), "--endpoint belongs to an OTLP destination"),
        (
            Flags(destination=("otlp",), endpoint=("localhost:4318",)),
            "must be an http:// or https://",
        ),
        (
            Flags(destination=("otlp",), endpoint=("file:///etc/passwd",)),
            "must be an http:// or https://",
        ),
        (Flags(destination=("otlp",), endpoint=("http://a",), header=("x",)), "needs a value"),
        (
            Flags(destination=("otlp",), endpoint=("http://a",), header=("Authorization=x",)),
            "a secret does not belong on a command line",
        ),
        (
            Flags(destination=("otlp",), endpoint=("http://a",), header=("x-api-key=x",)),
            "a secret does not belong on a command line",
        ),
        (Flags(exclude=("promts",)), "--exclude promts"),
        (flags_from({"quiet_seconds": "all"}), "--quiet-seconds all"),
        (Flags(feature=("hooks",)), "--feature hooks"),
        (Flags(feature=("hooks=yes",)), "--feature hooks=yes"),
        (Flags(feature=("codex_hooks=off",)), "would silence the hook"),
        (flags_from({"keep_days": "0"}), "--keep-days 0: must be a whole number from 1"),
        (flags_from({"quiet_seconds": "-1"}), "--quiet-seconds -1"),
        (flags_from({"quiet_seconds": "soon"}), "--quiet-seconds soon: must be a number"),
        (
            flags_from({"unseen_quiet_seconds": "999999"}),
            "--unseen-quiet-seconds 999999: must be a number from 0 to 604800",
        ),
        (flags_from({"keep_days": "-1"}), "--keep-days -1"),
        (flags_from({"keep_mb": "1.5"}), "--keep-mb 1.5"),
        (flags_from({"keep_mb": "1" * 30}), "--keep-mb 1111"),
    ],
)
def test_words_that_do_not_fit_are_wrong_usage(flags: Flags, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        intent_from(flags, NEW)
    assert said in refused.value.message
    assert refused.value.exit_code == 2


def test_a_secret_is_not_repeated_in_the_error() -> None:
    flags = Flags(destination=("otlp",), endpoint=("http://a",), header=("x-token=hunter2",))
    with pytest.raises(UsageError) as refused:
        intent_from(flags, NEW)
    assert "hunter2" not in refused.value.message + refused.value.hint


def said(**words: str | bool | None) -> dict[str, Any]:
    """The settings that setup is told with these options."""
    return dict(intent_from(flags_from(words), NEW).settings)


def test_a_setting_that_nobody_names_stays_unsaid() -> None:
    assert said(keep_days=None, traceparent=None, auto_sync=None, debug=None) == {}
    assert not flags_from({"keep_days": None, "auto_sync": None}).decide
    assert flags_from({"auto_sync": False}).decide


def test_what_is_said_of_a_setting_stands_at_its_place() -> None:
    assert said(traceparent="parent") == {"traceparent": "parent"}
    assert said(keep_days="90") == {"local.keep_days": 90}
    assert said(quiet_seconds="0.5") == {"deliver.quiet_seconds": 0.5}
    assert said(unseen_quiet_seconds="90") == {"deliver.unseen_quiet_seconds": 90}
    assert said(debug=True, auto_sync=False) == {"deliver.debug": True, "auto_sync": False}


def test_all_asks_for_no_bound() -> None:
    unbounded = {"local.keep_days": None, "local.max_mb": None}
    assert said(keep_days="all", keep_mb="all") == unbounded
