"""What environment and settings say of the resource leaves under the limits, as all does."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.routes import resource as module
from codexctl.deliver.routes.resource import headers_of, resource, told
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import locate
from codexctl.policy.file.model import Policy
from codexctl.policy.limits.effective import Effective
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.settings.destinations.presets import presets
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.labels import LABELS
from codexctl.settings.model import OTLP, Destination, Settings
from codexctl.trace.capture import outside
from tests.deliver.conftest import configure
from tests.deliver.sink import Sink
from tests.trace.recorded import FOLDERS, rollouts

TOKEN = "ghp_4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hDpE2uGk"
MAIL = "ada.lovelace@example.com"
FORGED = (
    "codexctl.policy.id=forged,codexctl.capture.exclude=prompts,CODEXCTL.capture.mode=metadata,"
    "codex.cli.version=9,gen_ai.agent.id=me,telemetry.sdk.name=other,codexctl.workspace=w"
)
VARIABLES = {
    "OTEL_RESOURCE_ATTRIBUTES": (
        f"team={TOKEN},owner={MAIL},region=eu-west-1,note=%67hp_{TOKEN[4:]}"
    ),
    "OTEL_SERVICE_NAME": f"svc-{TOKEN}",
}


def under(mode: CaptureMode, allow: tuple[str, ...] | None = None) -> Effective:
    """Limits with a mode and perhaps a policy's list."""
    limits = CaptureLimits(mode)
    return Effective(
        limits, Policy(Path("p"), "id", limits, resource=allow) if allow is not None else None
    )


@pytest.mark.parametrize("mode", [CaptureMode.metadata, CaptureMode.redacted])
def test_no_secret_leaves_in_the_resource(mode: CaptureMode) -> None:
    settings = Settings(resource=(("contact", MAIL), ("deployment.environment.name", TOKEN)))
    said = str(resource(settings, under(mode), VARIABLES))
    assert TOKEN[4:20] not in said
    assert "lovelace" not in said
    assert "eu-west-1" in said


def test_in_full_the_resource_is_as_it_is() -> None:
    assert resource(Settings(), under(CaptureMode.full), VARIABLES)["team"] == TOKEN


@pytest.mark.parametrize("mode", CaptureMode)
def test_nobody_else_sets_our_own_names(mode: CaptureMode) -> None:
    said = resource(Settings(), under(mode), {"OTEL_RESOURCE_ATTRIBUTES": FORGED})
    own = {"service.name", "telemetry.sdk.name", "telemetry.sdk.language", "telemetry.sdk.version",
           "codexctl.capture.mode"}  # fmt: skip
    assert set(said) == own
    assert said["telemetry.sdk.name"] == "codexctl"
    assert said["codexctl.capture.mode"] == mode.name


@pytest.mark.parametrize("word", sorted(LABELS))
def test_every_label_that_has_a_flag_is_sent(word: str) -> None:
    settings = Settings(resource=((LABELS[word].attribute, "red-team"),))
    said = resource(settings, under(CaptureMode.metadata), {})
    assert said[LABELS[word].attribute] == "red-team"


def test_what_our_own_flags_write_into_the_settings_is_sent() -> None:
    settings = Settings(resource=(("gen_ai.agent.id", "agent-7"), ("codexctl.workspace", "team")))
    said = resource(settings, under(CaptureMode.metadata), {})
    assert said["gen_ai.agent.id"] == "agent-7"
    assert said["codexctl.workspace"] == "team"


@pytest.mark.parametrize(
    ("allow", "left"),
    [
        ((), {"service.name"}),
        (("region",), {"service.name", "region"}),
        (("deployment.*",), {"service.name", "deployment.environment.name"}),
    ],
)
def test_a_policy_lists_what_may_be_sent(allow: tuple[str, ...], left: set[str]) -> None:
    environ = {
        "OTEL_RESOURCE_ATTRIBUTES": "region=eu,deployment.environment.name=prod,team=core",
        "OTEL_SERVICE_NAME": "mine",
    }
    said = resource(Settings(), under(CaptureMode.redacted, allow), environ)
    assert {key for key in said if not key.startswith(("telemetry.", "codexctl."))} == left
    assert said["service.name"] == "codex"


def test_a_project_that_is_a_secret_is_none_in_the_resource() -> None:
    for mode in (CaptureMode.metadata, CaptureMode.redacted):
        assert TOKEN[4:20] not in str(told({"openinference.project.name": TOKEN}, under(mode)))


HEADERS = (("X-Owner", MAIL), ("x-bt-parent", f"project_name:{TOKEN}"), ("X-Team", "core"))


@pytest.mark.parametrize("mode", [CaptureMode.metadata, CaptureMode.redacted])
def test_no_secret_leaves_in_a_header_that_is_no_credential(mode: CaptureMode) -> None:
    said = dict(headers_of(Destination("far", OTLP, headers=HEADERS), under(mode)))
    assert said["X-Team"] == "core"
    assert TOKEN[4:20] not in said["x-bt-parent"]
    assert said["x-bt-parent"].startswith("project_name:")
    assert "lovelace" not in said["X-Owner"]


@pytest.mark.parametrize("mode", CaptureMode)
def test_a_backend_gets_the_credentials_that_a_person_gives_it(mode: CaptureMode) -> None:
    headers = (("Authorization", f"Bearer {TOKEN}"), ("x-api-key", TOKEN), ("DD-API-KEY", TOKEN))
    assert headers_of(Destination("far", OTLP, headers=headers), under(mode)) == headers


@pytest.mark.parametrize("name", presets())
@pytest.mark.parametrize("mode", CaptureMode)
def test_what_a_preset_files_spans_by_is_sent_as_it_is(name: str, mode: CaptureMode) -> None:
    preset = presets()[name]
    own = {"public_key": "pk-lf-7"}
    values = {
        slot: item.default or own.get(slot, "team-7") for slot, item in preset.parameters.items()
    }
    environ = {item.env: values[slot] for slot, item in preset.parameters.items() if item.env}
    chosen = Destination(
        "far", OTLP, preset=name, project="team-7/my-project", parameters=tuple(values.items()),
        endpoint="" if preset.endpoint else "https://x.example.com/v1/traces",
    )  # fmt: skip
    headers = resolve(chosen, environ).destination.headers
    assert headers_of(replace(chosen, headers=headers), under(mode)) == headers


def test_a_worker_sends_neither_token_nor_address_nor_forged_name(tmp_path: Path) -> None:
    locations = locate(
        {
            "HOME": str(tmp_path),
            "CODEX_HOME": str(tmp_path / "codex"),
            "CODEXCTL_HOME": str(tmp_path / "ctl"),
        }
    )
    into = locations.rollout_folders[0]
    into.mkdir(parents=True)
    path = next(p for p in rollouts(FOLDERS[0]) if p.suffix == ".jsonl")
    (into / path.name).write_bytes(path.read_bytes())
    environ = {**VARIABLES, "CODEXCTL_CAPTURE": "metadata"}
    environ["OTEL_RESOURCE_ATTRIBUTES"] += "," + FORGED
    with Sink() as sink:
        configure(locations, f"far={sink.url}")
        report = deliver(locations, environ, Clock())["far"]
        sent = b"".join(request.SerializeToString() for request in sink.requests)
    assert report.delivered
    assert b"eu-west-1" in sent
    for word in (TOKEN[4:20], "lovelace", "forged", "svc-ghp"):
        assert word.encode() not in sent


@pytest.mark.parametrize("protection", ["our own names", "the values", "the headers"])
def test_each_protection_taken_away_lets_something_out(
    protection: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"OTEL_RESOURCE_ATTRIBUTES": f"codexctl.policy.id=forged,team={TOKEN}"}

    def said() -> dict[str, Any]:
        return resource(Settings(), under(CaptureMode.redacted), environ)

    assert "forged" not in str(said())
    assert TOKEN not in str(said())
    if protection == "our own names":
        monkeypatch.setattr(outside, "_OURS", ("nothing.",))
        assert "forged" in str(said())
    elif protection == "the headers":
        monkeypatch.setattr(outside, "_CREDENTIAL", re.compile(""))
        assert TOKEN in str(
            headers_of(Destination("far", OTLP, headers=HEADERS), under(CaptureMode.redacted))
        )
    else:
        monkeypatch.setattr(module, "told", lambda attributes, _: dict(attributes))
        assert TOKEN in str(said())


def test_what_holds_for_one_destination_holds_for_its_resource() -> None:
    limits = replace(under(CaptureMode.full), capture=CaptureLimits(CaptureMode.metadata))
    assert TOKEN not in str(resource(Settings(), limits, VARIABLES))
