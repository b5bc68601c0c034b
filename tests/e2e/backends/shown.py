"""Every recording of one release, sent to a real Phoenix or MLflow by the preset of that name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from codexctl.deliver.answer import ACCEPTED
from codexctl.deliver.otlp.destination import OtlpDestination
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.model import Destination
from codexctl.trace.spans.span import TurnTrace
from tests.e2e.lab.backends import MLFLOW, PHOENIX, Server
from tests.trace.recorded import FOLDERS, traces

RELEASE = "0.169.0"
PROJECT = "lab"
# A request with all turns at once is no one's everyday request.
_AT_ONCE = 20
_TRIES = 6
USER = "dev-1"


@dataclass(frozen=True)
class Shown:
    """One span as a backend's own API gives it: `kind` is the backend's word for what it is."""

    trace_id: str
    kind: str
    input: str
    output: str
    error: str
    tokens: int


def recorded() -> list[TurnTrace]:
    """All turns of the release, with everything captured."""
    return [one for f in FOLDERS if f.parent.name == RELEASE for one in traces(f)]


def send(server: Server, preset: str, turns: Sequence[TurnTrace]) -> None:
    """Send them as a worker does, in requests of some turns each."""
    project = PROJECT if preset == PHOENIX else ""
    endpoint = f"{server.url}/v1/traces"
    there = Destination(preset, "otlp", preset=preset, endpoint=endpoint, project=project)
    to = OtlpDestination(resolve(there, {}), {"service.name": "codex", "user.id": USER})
    for at in range(0, len(turns), _AT_ONCE):
        # A cold server's first answer may come too late: as for a worker, the same spans again.
        answers = (to.send(turns[at : at + _AT_ONCE]) for _ in range(_TRIES))
        assert any(answer.verdict is ACCEPTED.verdict for answer in answers)


def in_phoenix(server: Server, wanted: int) -> list[Shown]:
    """Every span of the project, once so many are there."""
    found: list[Mapping[str, Any]] = []

    def everything(first: Any) -> bool:
        found[:] = first["data"]
        cursor = first.get("next_cursor")
        while cursor:
            page = server.ask(f"/v1/projects/{PROJECT}/spans?limit=200&cursor={quote(cursor)}")
            found.extend(page["data"])
            cursor = page.get("next_cursor")
        return len(found) >= wanted

    # It is made by the first span, some time after that was taken.
    server.ask_until("/v1/projects", None, lambda all_: PROJECT in str(all_))
    server.ask_until(f"/v1/projects/{PROJECT}/spans?limit=200", None, everything)
    return [_phoenix(row) for row in found]


def _phoenix(row: Mapping[str, Any]) -> Shown:
    said = row["attributes"]
    messages = {
        way: json.dumps({name: v for name, v in said.items() if name.startswith(f"llm.{way}_")})
        for way in ("input", "output")
    }
    events = [event["attributes"]["exception.message"] for event in row["events"]]
    is_error = row["status_code"] == "ERROR"
    assert events == ([row["status_message"]] if is_error else [])
    return Shown(
        trace_id=row["context"]["trace_id"],
        kind=row["span_kind"],
        input=said.get("input.value", "") or messages["input"].strip("{}"),
        output=said.get("output.value", "") or messages["output"].strip("{}"),
        error=row["status_message"] if is_error else "",
        tokens=said.get("llm.token_count.prompt", 0),
    )


def mlflow_traces(server: Server, wanted: int) -> list[Mapping[str, Any]]:
    """Every trace of the experiment, once so many are there."""
    place = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "0"}}
    answer = server.ask_until(
        "/api/3.0/mlflow/traces/search",
        {"locations": [place], "max_results": 500},
        lambda found: len(found.get("traces", ())) >= wanted,
    )
    return list(answer["traces"])


def in_mlflow(server: Server, trace_id: str) -> list[Shown]:
    """Every span of a trace."""
    found = server.ask(f"/ajax-api/3.0/mlflow/get-trace-artifact?request_id=tr-{trace_id}")
    return [_mlflow(trace_id, span) for span in found["spans"]]


def _mlflow(trace_id: str, span: Mapping[str, Any]) -> Shown:
    said = {name: json.loads(value) for name, value in span["attributes"].items()}
    is_error = span["status"]["code"] == "STATUS_CODE_ERROR"
    events = [event["attributes"]["exception.message"] for event in span["events"]]
    assert len(events) == is_error
    return Shown(
        trace_id=trace_id,
        kind=said.get("mlflow.spanType", ""),
        input=json.dumps(said["mlflow.spanInputs"]) if "mlflow.spanInputs" in said else "",
        output=json.dumps(said["mlflow.spanOutputs"]) if "mlflow.spanOutputs" in said else "",
        error=span["status"]["message"] if is_error else "",
        tokens=said.get("gen_ai.usage.input_tokens", 0),
    )


PRESETS = (PHOENIX, MLFLOW)
