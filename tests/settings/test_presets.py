"""The presets: the file is as its schema says, and each gives what its backend wants."""

from __future__ import annotations

import json
import tomllib
from base64 import b64encode
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from codexctl.settings.destinations.address import Unresolved, completed
from codexctl.settings.destinations.presets import presets
from codexctl.settings.destinations.resolve import Resolved, address_of, resolve
from codexctl.settings.keys.secrets import Key, authorization
from codexctl.settings.model import Destination

NAMES = [
    *("weave", "langfuse", "langsmith", "phoenix", "mlflow", "braintrust", "arize", "opik"),
    *("honeycomb", "datadog", "grafana", "signoz", "logfire", "dash0", "newrelic"),
]
# What each backend wants to be told, and the address and headers that follow.
CASES: dict[str, tuple[dict[str, str], str, dict[str, str]]] = {
    "weave": (
        {},
        "https://trace.wandb.ai/agents/otel/v1/traces",
        {"wandb-api-key": "K", "project_id": "team/web"},
    ),
    "langfuse": (
        {"public_key": "pk-lf-1"},
        "https://cloud.langfuse.com/api/public/otel/v1/traces",
        {
            "Authorization": "Basic " + b64encode(b"pk-lf-1:K").decode(),
            "x-langfuse-ingestion-version": "4",
        },
    ),
    "langsmith": (
        {"host": "eu.api.smith.langchain.com"},
        "https://eu.api.smith.langchain.com/otel/v1/traces",
        {"x-api-key": "K", "Langsmith-Project": "team/web"},
    ),
    "phoenix": (
        {},
        "http://localhost:6006/v1/traces",
        {"Authorization": "Bearer K", "x-project-name": "team/web"},
    ),
    "mlflow": (
        {"user": "ann"},
        "http://localhost:5000/v1/traces",
        {
            "Authorization": "Basic " + b64encode(b"ann:K").decode(),
            "x-mlflow-experiment-id": "team/web",
        },
    ),
    "braintrust": (
        {},
        "https://api.braintrust.dev/otel/v1/traces",
        {"Authorization": "Bearer K", "x-bt-parent": "project_name:team/web"},
    ),
    "arize": (
        {"space": "s"},
        "https://otlp.arize.com/v1/traces",
        {"api_key": "K", "space_id": "s"},
    ),
    "opik": (
        {},
        "https://www.comet.com/opik/api/v1/private/otel/v1/traces",
        {"Authorization": "K", "Comet-Workspace": "default", "projectName": "team/web"},
    ),
    "honeycomb": ({}, "https://api.honeycomb.io/v1/traces", {"x-honeycomb-team": "K"}),
    "datadog": (
        {"site": "datadoghq.eu"},
        "https://otlp.datadoghq.eu/v1/traces",
        {"dd-api-key": "K", "dd-otlp-source": "llmobs"},
    ),
    "grafana": (
        {"zone": "prod-eu-west-2", "instance": "7"},
        "https://otlp-gateway-prod-eu-west-2.grafana.net/otlp/v1/traces",
        {"Authorization": "Basic " + b64encode(b"7:K").decode()},
    ),
    "signoz": ({}, "https://ingest.us.signoz.cloud:443/v1/traces", {"signoz-ingestion-key": "K"}),
    "logfire": (
        {"region": "eu"},
        "https://logfire-eu.pydantic.dev/v1/traces",
        {"Authorization": "K"},
    ),
    "dash0": (
        {"region": "eu-west-1"},
        "https://ingress.eu-west-1.aws.dash0.com/v1/traces",
        {"Authorization": "Bearer K", "Dash0-Dataset": "team/web"},
    ),
    "newrelic": ({}, "https://otlp.nr-data.net/v1/traces", {"api-key": "K"}),
}


def resolved(preset: str, environ: Any = None, **members: Any) -> Resolved:
    return resolve(Destination(preset, "otlp", preset=preset, **members), environ or {})


def test_the_file_is_what_its_schema_describes() -> None:
    schema = json.loads((files("codexctl.schemas") / "presets.schema.json").read_text("utf-8"))
    data = tomllib.loads((files("codexctl.templates") / "presets.toml").read_text("utf-8"))
    Draft202012Validator(schema).validate(data)


def test_every_backend_that_was_promised_is_there() -> None:
    assert set(NAMES) <= set(presets())
    assert list(CASES) == NAMES


def test_settings_accept_exactly_the_presets_that_there_are() -> None:
    schema = json.loads((files("codexctl.schemas") / "settings.schema.json").read_text("utf-8"))
    members = schema["properties"]["destinations"]["items"]["properties"]
    assert members["preset"]["enum"] == ["", *presets()]


def test_every_name_in_braces_is_a_parameter() -> None:
    for preset in presets().values():
        texts = " ".join([preset.endpoint, *preset.headers.values()])
        for name in texts.replace("}", "{").split("{")[1::2]:
            assert name in preset.parameters
        assert not preset.key.user or preset.key.user in preset.parameters


@pytest.mark.parametrize("name", NAMES)
def test_address_headers_and_key_are_as_the_backend_wants_them(name: str) -> None:
    said, endpoint, headers = CASES[name]
    there = resolved(name, project="team/web", parameters=tuple(said.items()))
    assert there.destination.endpoint == endpoint
    assert dict([*there.destination.headers, authorization(there, Key("K", "here"))]) == headers


def test_arize_and_phoenix_are_told_the_project_in_the_resource() -> None:
    there = resolved("arize", project="web", parameters=(("space", "s"),))
    assert there.resource == (("openinference.project.name", "web"),)
    assert resolved("phoenix", project="web").resource == (("openinference.project.name", "web"),)


@pytest.mark.parametrize(
    ("name", "members", "said", "hint"),
    [
        ("weave", {}, "weave: W&B Weave needs a project", "--project weave:NAME (entity/project)"),
        ("langfuse", {}, "Langfuse needs public_key", "--param langfuse:public_key=…"),
        ("grafana", {"parameters": (("instance", "7"),)}, "needs zone", "--param grafana:zone=…"),
        ("dash0", {}, "Dash0 needs region", "eu-west-1"),
        (
            "signoz",
            {"parameters": (("region", "eu\n"),)},
            "is not part of an address",
            "setup",
        ),
        (
            "langfuse",
            {"parameters": (("public_key", "sk-lf-1"),)},
            "public_key contains the secret key",
            "--param langfuse:public_key=…",
        ),
        ("opik", {"parameters": (("workspace", "a\r\nb: c"),)}, "contains a line break", "setup"),
    ],
)
def test_what_is_missing_or_cannot_be_is_named(
    name: str, members: dict[str, Any], said: str, hint: str
) -> None:
    with pytest.raises(Unresolved) as error:
        resolved(name, **members)
    assert said in error.value.message
    assert hint in error.value.hint
    assert address_of(Destination(name, "otlp", preset=name, **members), {}) == ""


def test_an_address_of_ones_own_needs_no_region_and_perhaps_no_key() -> None:
    there = resolved("dash0", endpoint="http://localhost:4318/v1/traces")
    assert there.destination.endpoint == "http://localhost:4318/v1/traces"
    assert not there.key_required
    assert resolved("dash0", parameters=(("region", "eu"),)).key_required


def test_an_address_without_a_path_gets_the_presets() -> None:
    own = completed("https://fuse.example", presets()["langfuse"])
    assert own == "https://fuse.example/api/public/otel/v1/traces"
    assert completed("http://h:4318/", None) == "http://h:4318/v1/traces"


def test_what_its_users_have_set_already_counts() -> None:
    there = resolved(
        "weave", {"WEAVE_PROJECT": "team/web", "WANDB_BASE_URL": "https://x.wandb.io/"}
    )
    assert there.destination.endpoint == "https://x.wandb.io/traces/otel/v1/traces"
    assert there.destination.headers == (("project_id", "team/web"),)
    assert there.key_env == ("WANDB_API_KEY",)


@pytest.mark.parametrize("base", ["https://api.wandb.ai", "https://trace.wandb.ai/", ""])
def test_wandbs_own_address_means_the_usual_one(base: str) -> None:
    there = resolved("weave", {"WANDB_BASE_URL": base}, project="a/b")
    assert there.destination.endpoint == "https://trace.wandb.ai/agents/otel/v1/traces"
    assert there.netrc == ("trace.wandb.ai", "api.wandb.ai")


def test_the_usual_servers_netrc_entry_is_not_for_another_server() -> None:
    there = resolved("weave", {"WANDB_BASE_URL": "https://evil.example"}, project="a/b")
    assert there.netrc == ("evil.example",)


def test_what_is_written_down_goes_before_the_environment_for_a_name_of_ones_own() -> None:
    mine = Destination("mine", "otlp", preset="weave", project="a/b")
    there = resolve(mine, {"WEAVE_PROJECT": "env/env"})
    assert there.destination.headers == (("project_id", "a/b"),)
