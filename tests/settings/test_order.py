"""One order for every setting: environment, settings, default; and keys stay where they are."""

from __future__ import annotations

import sys

import pytest

from codexctl.locations import Locations
from codexctl.settings.destinations.address import Unresolved, completed, of_base
from codexctl.settings.destinations.presets import presets
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.destinations.sources import bound, overruled, sources
from codexctl.settings.keys import keychain
from codexctl.settings.keys.secrets import find_key, lack
from codexctl.settings.model import Destination

WEAVE = Destination("weave", "otlp", preset="weave", project="a/b")
OTLP = Destination("otlp", "otlp", "https://home.example/v1/traces")
HOME = "https://trace.wandb.ai/agents/otel/v1/traces"
PRINTS = (sys.executable, "-c", "print('stored')")


def test_a_project_in_the_environment_goes_before_the_one_in_the_settings() -> None:
    there = resolve(WEAVE, {"WEAVE_PROJECT": "c/d"})
    assert there.destination.headers == (("project_id", "c/d"),)
    assert sources(WEAVE, {"WEAVE_PROJECT": "c/d"}).project == "environment WEAVE_PROJECT"


def test_a_server_in_the_environment_goes_before_the_one_in_the_settings() -> None:
    own = Destination("weave", "otlp", "https://a/x/v1/traces", preset="weave", project="a/b")
    there = resolve(own, {"WANDB_BASE_URL": "https://b.example"})
    assert there.destination.endpoint == "https://b.example/traces/otel/v1/traces"
    assert resolve(own, {"WANDB_BASE_URL": "https://api.wandb.ai"}).destination.endpoint == HOME


def test_opentelemetrys_address_goes_before_that_of_otlp_and_brings_its_own_headers() -> None:
    destination = Destination("otlp", "otlp", "https://home.example/v1/traces", (("x-team", "a"),))
    environ = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "http://ci:4318",
        "OTEL_EXPORTER_OTLP_HEADERS": "x-ci=1",
    }
    there = resolve(destination, environ)
    assert there.destination.endpoint == "http://ci:4318/v1/traces"
    assert there.destination.headers == (("x-ci", "1"),)
    assert sources(destination, environ).headers == {
        "x-ci": "environment OTEL_EXPORTER_OTLP_HEADERS"
    }


@pytest.mark.parametrize(
    ("preset", "variables"),
    [
        ("weave", {"WEAVE_PROJECT": "c/d", "WANDB_BASE_URL": "https://b.example"}),
        ("", {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://ci:4318"}),
    ],
)
def test_a_destination_with_a_name_of_its_own_stays_where_the_settings_have_it(
    preset: str, variables: dict[str, str]
) -> None:
    destination = Destination("mine", "otlp", "https://m/v1/traces", preset=preset, project="a/b")
    assert resolve(destination, variables).destination == resolve(destination, {}).destination


def test_each_value_says_where_it_came_from() -> None:
    assert sources(WEAVE, {}).endpoint == "default"
    assert sources(WEAVE, {}).project == "settings"
    assert sources(WEAVE, {"WANDB_BASE_URL": "https://b"}).endpoint == "environment WANDB_BASE_URL"
    assert sources(OTLP, {}).endpoint == "settings"
    assert sources(Destination("local", "local"), {}).endpoint == ""
    site = Destination("datadog", "otlp", preset="datadog", parameters=(("site", "a.example"),))
    assert sources(site, {"DD_SITE": "datadoghq.eu"}).endpoint == "environment DD_SITE"


def test_a_variable_that_goes_before_what_is_written_down_is_named() -> None:
    assert list(overruled(WEAVE, {"WEAVE_PROJECT": "c/d"})) == [
        "weave: $WEAVE_PROJECT goes before the project a/b"
    ]
    assert list(overruled(WEAVE, {"WEAVE_PROJECT": "a/b"})) == []


@pytest.mark.parametrize(
    ("destination", "variable", "key_variable"),
    [
        (WEAVE, "WANDB_BASE_URL", "WANDB_API_KEY"),
        (OTLP, "OTEL_EXPORTER_OTLP_ENDPOINT", ""),
        (Destination("otlp", "otlp"), "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", ""),
        (Destination("mine", "otlp", preset="weave", project="a/b"), "WANDB_BASE_URL", ""),
    ],
    ids=("weave", "otlp", "no-address", "own-name"),
)
def test_a_stored_key_never_goes_to_an_address_that_a_variable_names(
    destination: Destination, variable: str, key_variable: str, locations: Locations
) -> None:
    keychain.store(destination.name, "stored", locations)
    environ = {variable: "https://elsewhere.example"}
    there = resolve(destination, environ)
    assert "elsewhere.example" in there.destination.endpoint
    assert find_key(there, environ, locations) is None
    assert "a stored key" in lack(there)
    if key_variable:
        both = environ | {key_variable: "given"}
        found = find_key(resolve(destination, both), both, locations)
        assert found is not None
        assert found.value == "given"


def test_a_program_that_prints_a_key_is_not_asked_for_another_address(locations: Locations) -> None:
    destination = Destination("otlp", "otlp", OTLP.endpoint, api_key_command=PRINTS)
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://elsewhere.example"}
    assert find_key(resolve(destination, environ), environ, locations) is None
    assert find_key(resolve(destination, {}), {}, locations) is not None


def test_a_stored_key_goes_to_its_own_address_whoever_names_that(locations: Locations) -> None:
    keychain.store("otlp", "stored", locations)
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": "https://home.example"}
    found = find_key(resolve(OTLP, environ), environ, locations)
    assert found is not None
    assert found.value == "stored"


def test_an_address_is_written_down_for_a_key_that_is_stored() -> None:
    environ = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://ci:4318"}
    assert bound(Destination("otlp", "otlp"), environ).endpoint == "http://ci:4318/v1/traces"
    assert bound(OTLP, environ) == OTLP


@pytest.mark.parametrize("said", ["https://w.example", "https://w.example/"])
def test_one_server_has_one_address_whoever_names_it(said: str) -> None:
    weave = presets()["weave"]
    address = "https://w.example/traces/otel/v1/traces"
    assert completed(said, weave) == of_base(said, weave) == address


@pytest.mark.parametrize("said", ["https://api.wandb.ai", "https://trace.wandb.ai/"])
def test_the_usual_server_has_the_usual_address_whoever_names_it(said: str) -> None:
    weave = presets()["weave"]
    assert completed(said, weave) == of_base(said, weave) == HOME


@pytest.mark.parametrize("project", ["web", "a/b/c", "/web", "team/", "a b/c"])
def test_a_weave_project_in_the_environment_that_is_none_is_refused(project: str) -> None:
    with pytest.raises(Unresolved) as error:
        resolve(WEAVE, {"WEAVE_PROJECT": project})
    assert "$WEAVE_PROJECT" in error.value.message
    assert "is no entity/project" in error.value.message
    assert error.value.hint == "export WEAVE_PROJECT=ENTITY/PROJECT"
