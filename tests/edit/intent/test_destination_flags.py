"""Which destination each word of the command line is about."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codexctl.edit.intent.destination_flags import destinations
from codexctl.edit.intent.destination_values import endpoint_url
from codexctl.edit.intent.flags import Flags
from codexctl.edit.intent.from_flags import intent_from
from codexctl.edit.parts.settings_file import with_intent
from codexctl.errors import CodexctlError, UsageError
from codexctl.settings.capture import CaptureMode
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.load import load
from codexctl.settings.model import Destination, Settings

NEW = Settings()
WEAVE = Destination("weave", "otlp", preset="weave", project="team/web")


def chosen(
    *words: str, environ: dict[str, str] | None = None, **flags: Any
) -> dict[str, Destination]:
    said = Flags(destination=words, **flags)
    return {
        destination.name: destination
        for destination in intent_from(said, NEW, None, environ or {}).destinations
    }


def test_a_preset_is_named_by_its_name() -> None:
    assert chosen("local", "weave", project=("team/web",))["weave"] == WEAVE


def test_a_destination_can_have_a_name_of_its_own_so_that_there_can_be_two_of_a_kind() -> None:
    both = chosen(
        "us=langfuse",
        "eu=langfuse",
        param=("us:public_key=pk-lf-a", "eu:public_key=pk-lf-b", "us:host=us.cloud.langfuse.com"),
        api_key_env=("us:US_KEY", "eu:EU_KEY"),
        capture_for=("eu:metadata",),
    )
    assert dict(both["us"].parameters) == {"public_key": "pk-lf-a", "host": "us.cloud.langfuse.com"}
    assert (both["eu"].preset, both["eu"].api_key_env) == ("langfuse", "EU_KEY")
    assert both["eu"].capture is CaptureMode.metadata
    assert both["us"].capture is None


def test_a_word_without_a_name_is_for_the_only_one_that_it_can_mean() -> None:
    destination = chosen("local", "otlp", endpoint=("https://h",), header=("x-team=a:b",))["otlp"]
    assert destination.endpoint == "https://h/v1/traces"
    assert destination.headers == (("x-team", "a:b"),)


def test_an_address_without_a_path_gets_that_of_its_preset() -> None:
    destination = chosen("langfuse", endpoint=("https://own",), param=("public_key=pk",))[
        "langfuse"
    ]
    assert destination.endpoint == "https://own/api/public/otel/v1/traces"


def test_a_project_without_a_name_is_for_all_that_have_projects() -> None:
    flags = Flags(destination=("weave", "phoenix", "honeycomb"), project=("a/b", "phoenix:c"))
    intent = intent_from(flags, NEW)
    assert [destination.project for destination in intent.destinations] == ["a/b", "c", ""]
    assert intent.resource == (("openinference.project.name", "a/b"),)


def test_a_project_of_one_destination_is_no_word_about_the_others() -> None:
    intent = intent_from(Flags(destination=("phoenix",), project=("phoenix:c",)), NEW)
    assert intent.resource == ()


def test_a_command_is_an_argument_list() -> None:
    destination = chosen("honeycomb", api_key_command=("pass show 'my key'",))["honeycomb"]
    assert destination.api_key_command == ("pass", "show", "my key")


def test_what_the_presets_variables_say_is_written_down_but_no_key() -> None:
    environ = {"WEAVE_PROJECT": "a/b", "WANDB_API_KEY": "secret", "WANDB_BASE_URL": "https://x.io"}
    destination = chosen("weave", environ=environ)["weave"]
    assert (destination.project, destination.endpoint) == (
        "a/b",
        "https://x.io/traces/otel/v1/traces",
    )
    intent = intent_from(Flags(destination=("weave",)), NEW, None, environ)
    assert "secret" not in with_intent(None, NEW, intent)


def test_opentelemetrys_variables_go_on_deciding() -> None:
    destination = chosen("otlp", environ={"OTEL_EXPORTER_OTLP_ENDPOINT": "http://h"})["otlp"]
    assert destination.endpoint == ""


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (Flags(destination=("nowhere",)), "--destination nowhere: not known"),
        (Flags(destination=("a b=otlp",)), "not a valid name"),
        (Flags(destination=("weave",)), "needs a project"),
        (Flags(destination=("phoenix", "mlflow"), endpoint=("http://h",)), "several destinations"),
        (Flags(destination=("phoenix",), param=("hots=x",)), "--param hots"),
        (Flags(destination=("phoenix",), api_key_env=("sk-live-1",)), "name of a variable"),
        (Flags(destination=("phoenix",), capture_for=("all",)), "--capture-for all"),
        (Flags(destination=("phoenix",), api_key_command=("pass 'x",)), "a quote is not closed"),
        (Flags(param=("a=b",)), "--param belongs to an OTLP destination"),
    ],
)
def test_words_that_do_not_fit_are_wrong_usage(flags: Flags, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        intent_from(flags, NEW)


def test_a_key_in_place_of_a_variable_is_not_repeated() -> None:
    with pytest.raises(UsageError) as error:
        intent_from(Flags(destination=("phoenix",), api_key_env=("sk-live-1",)), NEW)
    assert "sk-live-1" not in error.value.message + error.value.hint


def test_a_weave_server_of_ones_own_has_one_path_however_it_is_named() -> None:
    flags = Flags(destination=("weave",), project=("team/web",))
    host = "https://weave.example"
    (by_flag,) = destinations(replace(flags, endpoint=(host,)), Settings(), {})
    (by_variable,) = destinations(flags, Settings(), {"WANDB_BASE_URL": host})
    assert by_flag.endpoint == by_variable.endpoint == f"{host}/traces/otel/v1/traces"


@pytest.mark.parametrize("project", ["web", "team/", "/web", "a/b/c", "team/my web"])
def test_a_weave_project_without_its_entity_is_refused(project: str) -> None:
    with pytest.raises(UsageError, match="entity/project"):
        destinations(Flags(destination=("weave",), project=(project,)), Settings(), {})


def test_a_secret_key_in_place_of_a_public_one_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="that is the secret key, not public_key") as error:
        chosen("langfuse", param=("public_key=sk-lf-hushhush",))
    assert "hushhush" not in error.value.message + error.value.hint
    assert "--api-key-env" in error.value.hint


def test_an_address_with_a_password_in_it_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="no user or password in it") as error:
        endpoint_url("http://me:hushhush@host.example/v1/traces")
    assert "hushhush" not in error.value.message + error.value.hint
    assert "auth set" in error.value.hint


ADDRESSES = {
    "http://h": True,
    "HTTPS://h.example:65535/v1/traces?x=1#y": True,
    "http://[::1]:4318": True,
    "http://bücher.example": True,
    "http://h:65536": False,
    "http://h:0": False,
    "http://h:": False,
    "http://h:port": False,
    "http://": False,
    "http:///v1": False,
    "http://u@h": False,
    "http://u:p@h": False,
    "http://h/a b": False,
    "http://h\n/v1": False,
    "ftp://h": False,
    "h:4318": False,
}


@pytest.mark.parametrize(("address", "taken"), ADDRESSES.items())
def test_an_address_is_judged_alike_by_flag_in_the_file_and_in_a_variable(
    tmp_path: Path, address: str, taken: bool
) -> None:
    def by_flag() -> object:
        return endpoint_url(address)

    def by_file() -> object:
        path = tmp_path / "settings.toml"
        path.write_text(
            f'[[destinations]]\nname = "x"\nkind = "otlp"\nendpoint = {json.dumps(address)}\n'
        )
        return load(path)

    def by_variable() -> object:
        named = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": address}
        return resolve(Destination("otlp", "otlp"), named)

    for way in (by_flag, by_file, by_variable):
        with nullcontext() if taken else pytest.raises(CodexctlError, match="must be an http"):
            way()


def test_metrics_are_wanted_of_the_destination_that_is_named() -> None:
    both = chosen(
        *("local", "a=otlp", "b=otlp"),
        endpoint=("a:https://a", "b:https://b"),
        members={"metrics": ("b:on",)},
    )
    assert [both[name].metrics for name in ("local", "a", "b")] == [False, False, True]


def test_metrics_are_switched_off_again(tmp_path: Path) -> None:
    today = Settings(
        destinations=(Destination("far", "otlp", endpoint="https://h/v1/traces", metrics=True),)
    )
    (wanted,) = destinations(Flags(members={"metrics": ("off",)}), today, {})
    assert not wanted.metrics
    text = with_intent(
        None, NEW, replace(intent_from(Flags(), NEW, None, {}), destinations=(wanted,))
    )
    assert "metrics" not in text


def test_a_written_destination_keeps_its_metrics(tmp_path: Path) -> None:
    said = Flags(destination=("otlp",), endpoint=("https://h",), members={"metrics": ("on",)})
    path = tmp_path / "settings.toml"
    path.write_text(with_intent(None, NEW, intent_from(said, NEW, None, {})))
    assert "metrics = true" in path.read_text()
    assert [destination.metrics for destination in load(path).destinations] == [True]


@pytest.mark.parametrize(
    ("words", "flags", "what"),
    [
        (
            ("otlp",),
            {"endpoint": ("https://h",), "members": {"metrics": ("yes",)}},
            "must be on or off",
        ),
        (
            ("local",),
            {"members": {"metrics": ("local:on",)}},
            "local store does not accept metrics",
        ),
        (("phoenix",), {"members": {"metrics": ("on",)}}, "Arize Phoenix does not accept metrics"),
        (
            ("otlp",),
            {"endpoint": ("https://h/in",), "members": {"metrics": ("on",)}},
            "the address for its metrics is unknown",
        ),
        (
            ("otlp",),
            {
                "endpoint": ("https://h/in",),
                "members": {"metrics": ("on",), "metrics_endpoint": ("https://other/m",)},
            },
            "another server",
        ),
    ],
    ids=["no switch", "local", "preset without", "no path", "another server"],
)
def test_metrics_that_cannot_be_sent_are_refused_at_setup(
    words: tuple[str, ...], flags: dict[str, Any], what: str
) -> None:
    with pytest.raises(UsageError, match=what):
        chosen(*words, **flags)
