"""The engine's files: every variant is whole, fits what is published, and says what it must."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from jsonschema import Draft202012Validator

from codexctl.cli.fleet.listed import listed
from codexctl.policy.render.fleet.files import AUTHS, Engine, rendered
from codexctl.policy.render.fleet.names import chosen
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.trace.capture.allowed import CONTENT, MESSAGES
from tests.policy.render.fleet.language import contexts

ROOT = Path(__file__).parents[4]
SCHEMA = json.loads((ROOT / "schemas" / "fleet" / "collector.schema.json").read_text("utf-8"))
VARIANTS = list(itertools.product(CaptureMode, AUTHS, (False, True), (False, True)))


def engine(
    mode: CaptureMode = CaptureMode.metadata,
    auth: str = "oidc",
    kafka: bool = False,
    metrics: bool = False,
    *words: str,
) -> Engine:
    """An engine with the given names over the defaults."""
    return Engine(chosen(words), CaptureLimits(mode), None, listed(), auth, kafka, metrics)


def collectors(made: dict[str, str]) -> dict[str, Any]:
    """The Collector's files, read."""
    return {
        path.rpartition("/")[2]: yaml.safe_load(text)
        for path, text in made.items()
        if path.startswith("collector/")
    }


@pytest.mark.parametrize(("mode", "auth", "kafka", "metrics"), VARIANTS)
def test_every_variant_fits_what_is_published_of_the_collector(
    mode: CaptureMode, auth: str, kafka: bool, metrics: bool
) -> None:
    found = collectors(rendered(engine(mode, auth, kafka, metrics)))
    assert set(found) == {
        "gateway.yaml",
        *(["sampler.yaml"] if mode is not CaptureMode.metadata else []),
        *(["writer.yaml"] if kafka else []),
    }
    for document in found.values():
        Draft202012Validator(SCHEMA).validate(document)
        _assert_whole(document)


def _assert_whole(document: dict[str, Any]) -> None:
    """Whatever is named is defined, and whatever is defined is used."""
    service = document["service"]
    assert set(service["extensions"]) == set(document["extensions"])
    for kind in ("receivers", "processors", "exporters"):
        named = {name for line in service["pipelines"].values() for name in line[kind]}
        assert named == set(document[kind])
    for line in service["pipelines"].values():
        assert line["processors"][0] == "memory_limiter"
    for exporter in document["exporters"].values():
        storage = exporter["sending_queue"].get("storage")
        assert storage is None or storage in document["extensions"]


@pytest.mark.parametrize(("mode", "auth", "kafka", "metrics"), VARIANTS)
def test_nothing_leaves_the_gateway_before_identity_and_cap(
    mode: CaptureMode, auth: str, kafka: bool, metrics: bool
) -> None:
    gateway = collectors(rendered(engine(mode, auth, kafka, metrics)))["gateway.yaml"]
    for line in gateway["service"]["pipelines"].values():
        steps = line["processors"]
        assert steps[1:4] == ["resource/identity", "attributes/identity", "transform/cap"]
    assert gateway["processors"]["transform/cap"]["error_mode"] == "propagate"


def test_the_payload_s_identity_is_deleted_before_the_credential_s_is_set() -> None:
    for auth, source in {"oidc": "auth.", "mtls": "metadata.x-client-"}.items():
        gateway = collectors(rendered(engine(auth=auth)))["gateway.yaml"]
        actions = gateway["processors"]["resource/identity"]["attributes"]
        assert [action["action"] for action in actions[:2]] == ["delete", "upsert"]
        assert {a["key"] for a in actions[1:]} == {"user.id", "team.name", "tenant.id"}
        assert all(action["from_context"].startswith(source) for action in actions[1:])
        (deleted,) = gateway["processors"]["attributes/identity"]["actions"]
        assert deleted["action"] == "delete"


def test_oidc_is_asked_for_by_the_receiver_and_mtls_by_its_listener() -> None:
    http = {
        auth: collectors(rendered(engine(auth=auth)))["gateway.yaml"]["receivers"]["otlp"][
            "protocols"
        ]["http"]
        for auth in AUTHS
    }
    assert http["oidc"]["auth"] == {"authenticator": "oidc"}
    assert "include_metadata" not in http["oidc"], "a machine's headers mean nothing"
    assert http["mtls"]["tls"]["client_ca_file"]
    assert http["mtls"]["include_metadata"] is True
    assert all(way["max_request_body_size"] == 20 << 20 for way in http.values())


@pytest.mark.parametrize("mode", [CaptureMode.redacted, CaptureMode.full])
def test_the_tables_that_costs_are_counted_from_get_every_turn_and_no_content(
    mode: CaptureMode,
) -> None:
    found = collectors(rendered(engine(mode)))
    lines = found["gateway.yaml"]["service"]["pipelines"]
    assert lines["traces"]["processors"][-1] == "transform/metadata"
    groups = found["gateway.yaml"]["processors"]["transform/metadata"]["trace_statements"]
    (kept,) = (
        statement
        for group in groups
        for statement in group["statements"]
        if statement.startswith("keep_keys(span.")
    )
    assert not any(f'"{key}"' in kept for key in (*CONTENT, *MESSAGES))
    assert lines["traces/content"]["exporters"] == ["loadbalancing"]
    assert found["gateway.yaml"]["exporters"]["loadbalancing"]["routing_key"] == "traceID"
    policies = found["sampler.yaml"]["processors"]["tail_sampling"]["policies"]
    assert {policy["type"] for policy in policies} == {"status_code", "latency", "probabilistic"}
    assert found["sampler.yaml"]["exporters"]["clickhouse"]["traces_table_name"] == "otel_content"


def test_content_has_a_table_of_its_own_where_there_is_content() -> None:
    raw = "clickhouse/1-raw.sql"
    assert "otel_content" not in rendered(engine())[raw]
    made = rendered(engine(CaptureMode.full, "oidc", False, False, "content_days=7"))[raw]
    assert "otel.otel_content" in made
    assert "7" in made.partition("otel.otel_content")[2]


@pytest.mark.parametrize("word", ["null", "true", "no", "on", "_1", "e1"])
def test_a_name_that_yaml_would_take_for_something_else_stays_a_name(word: str) -> None:
    words = (f"table={word}", f"content_table={word}", f"database={word}", f"topic={word}")
    for document in collectors(
        rendered(engine(CaptureMode.full, "oidc", True, True, *words, "sampler_listen=[::]:5000"))
    ).values():
        Draft202012Validator(SCHEMA).validate(document)
        for name, exporter in document["exporters"].items():
            if name == "clickhouse":
                assert (exporter["database"], exporter["traces_table_name"]) == (word, word)
            elif name == "loadbalancing":
                assert exporter["resolver"]["dns"]["port"] == "5000"
            else:
                assert exporter["traces"]["topic"] == word


def test_what_is_queued_is_on_disk_and_tried_for_ever() -> None:
    for kafka in (False, True):
        for document in collectors(rendered(engine(kafka=kafka))).values():
            (exporter,) = document["exporters"].values()
            queue = exporter["sending_queue"]
            assert queue["storage"] == "file_storage/queue"
            assert queue["batch"]["min_size"] <= queue["batch"]["max_size"]
            assert exporter["retry_on_failure"]["max_elapsed_time"] == "0s"


def test_no_file_holds_a_password() -> None:
    for variant in VARIANTS:
        for document in collectors(rendered(engine(*variant))).values():
            for name, exporter in document["exporters"].items():
                if name == "clickhouse":
                    assert exporter["password"] == "${env:CLICKHOUSE_PASSWORD}"


def test_every_group_of_statements_in_the_files_is_about_one_kind_of_thing() -> None:
    gateway = collectors(rendered(engine(CaptureMode.full, metrics=True)))["gateway.yaml"]
    for name, processor in gateway["processors"].items():
        if name.startswith("transform/"):
            for groups in (processor["trace_statements"], processor.get("metric_statements", ())):
                assert all(len(contexts(group["statements"])) == 1 for group in groups)


def test_the_same_engine_gives_the_same_files_and_names_reach_them() -> None:
    words = ("database=fleet", "store=ch.example.com:9440", "issuer=https://id.example.com/a")
    made = rendered(engine(CaptureMode.full, "oidc", False, False, *words))
    assert made == rendered(engine(CaptureMode.full, "oidc", False, False, *words))
    assert list(made) == sorted(made)
    gateway = collectors(made)["gateway.yaml"]
    assert gateway["exporters"]["clickhouse"]["database"] == "fleet"
    assert gateway["exporters"]["clickhouse"]["endpoint"] == "tcp://ch.example.com:9440?secure=true"
    assert gateway["extensions"]["oidc"]["providers"][0]["issuer_url"] == "https://id.example.com/a"


@pytest.mark.parametrize(("mode", "auth", "kafka", "metrics"), VARIANTS)
def test_no_rendered_file_has_anything_left_to_fill_in(
    mode: CaptureMode, auth: str, kafka: bool, metrics: bool
) -> None:
    for path, text in rendered(engine(mode, auth, kafka, metrics)).items():
        assert "@{" not in text, path
        assert "\n#%" not in text, path
        assert "\n--%" not in text, path
