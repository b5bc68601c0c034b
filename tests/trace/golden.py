"""The folder tests/golden/traces: some recordings as `trace convert` shows them, to be read.

`python -m tests.trace.golden` writes what the code prints now. Read the difference before it is
committed. A recording that was made anew gives new ids and times everywhere.
"""

from __future__ import annotations

import sys
from datetime import UTC
from pathlib import Path

from codexctl.deliver.rollouts.convert import convert
from codexctl.settings.capture import CaptureMode
from codexctl.trace.spans.otlp_json import export_request
from codexctl.view.node import node_of_span
from codexctl.view.terminal.screen import Look
from codexctl.view.tree import render
from tests.trace.recorded import RECORDINGS, pipeline

FOLDER = Path(__file__).parents[1] / "golden" / "traces"
SCENARIOS = (
    "0.117.0/shell-failed",
    "0.130.0/review",
    "0.142.0/http-500",
    "0.142.0/fan-out",
    "0.169.0/code-mode",
    "0.169.0/mcp-calls",
    "0.169.0/native-trace",
    "0.169.0/subagent-nested",
)


def tree(scenario: str) -> str:
    """What `--format tree` prints on a terminal of 100 columns."""
    traces = convert([RECORDINGS / scenario], pipeline(CaptureMode.redacted), print)
    nodes = [node_of_span(span) for trace in traces for span in trace.spans]
    return "\n".join(render(nodes, Look(width=100, timezone=UTC))) + "\n"


def otlp_json(scenario: str) -> str:
    """What `--format otlp-json` prints."""
    way = pipeline(CaptureMode.redacted)
    traces = convert([RECORDINGS / scenario], way, print)
    spans = (span for trace in traces for span in trace.spans)
    return b"".join(export_request(spans, way.resource, "0")).decode()


CASES = {
    f"{scenario.replace('/', '-')}.{suffix}": (make, scenario)
    for scenario in SCENARIOS
    for suffix, make in (("txt", tree), ("json", otlp_json))
}


def main() -> None:
    """Write all golden files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (make, scenario) in CASES.items():
        (FOLDER / name).write_text(make(scenario), encoding="utf-8")
        sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main()
