"""The examples of docs/privacy.md, from real output: `python -m tests.cli.privacy_example`.

The recorded turn of the demo, in which somebody ran another command, goes through `trace convert`
in each mode; the span of that command is shown.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from codexctl.settings.capture import CaptureMode

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "privacy.md"
ROLLOUT = ROOT / "templates" / "demo" / "rollout.jsonl"
BEARER = "Zx81kQpL7vN2mT4cR9wB"
COMMAND = f"curl -s -H 'Authorization: Bearer {BEARER}' https://shop.example.com/orders/7"
OUTPUT = '{"order": 7, "buyer": "ada@example.com", "state": "paid"}\n'
TOOL, CALL = "execute_tool exec_command", "call_1_1"


def examples() -> dict[str, str]:
    """What each mode leaves of the span, as lines `name = value`, by mode."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ROLLOUT.name
        path.write_text("".join(map(_told, ROLLOUT.read_text("utf-8").splitlines(keepends=True))))
        return {mode: _shown(_span(path, mode)) for mode in CaptureMode.__members__}


def with_examples(page: str) -> str:
    """The page with these examples in its blocks, which are marked by their modes."""
    for mode, text in examples().items():
        block = re.compile(rf"<!-- {mode} -->\n```text\n(.*?)```", re.DOTALL)
        start, end = _place(block, page)
        page = page[:start] + text + page[end:]
    return page


def _place(block: re.Pattern[str], page: str) -> tuple[int, int]:
    """Where the text of the one block of this kind stands."""
    (found,) = block.finditer(page)
    return found.span(1)


def _told(line: str) -> str:
    """A recorded line in which the other command ran."""
    record: dict[str, Any] = json.loads(line)
    payload = record.get("payload", {})
    if payload.get("call_id") == CALL and "arguments" in payload:
        payload["arguments"] = json.dumps({"cmd": COMMAND})
    elif payload.get("call_id") == CALL:
        payload["output"] = f"Process exited with code 0\nOutput:\n{OUTPUT}"
    elif payload.get("item", {}).get("id") == CALL:
        payload["item"] |= {"command": ["/bin/bash", "-lc", COMMAND], "status": "completed",
                            "aggregated_output": OUTPUT, "exit_code": 0}  # fmt: skip
    return json.dumps(record) + "\n"


def _span(rollout: Path, mode: str) -> dict[str, Any]:
    words = ["trace", "convert", str(rollout), "--capture", mode, "--format", "otlp-json"]
    done = subprocess.run(
        [sys.executable, "-m", "codexctl", *words], env={"HOME": str(rollout.parent)},
        capture_output=True, check=True,
    )  # fmt: skip
    scopes = json.loads(done.stdout)["resourceSpans"][0]["scopeSpans"]
    spans = (span for scope in scopes for span in scope["spans"])
    return next(dict(span) for span in spans if span["name"] == TOOL)


def _shown(span: dict[str, Any]) -> str:
    pairs = (
        (attribute["key"], next(iter(attribute["value"].values())))
        for attribute in span["attributes"]
    )
    lines = [f"{key} = {json.dumps(value)}" for key, value in pairs]
    return "\n".join([span["name"], *(f"  {line}" for line in lines), ""])


if __name__ == "__main__":
    PAGE.write_text(with_examples(PAGE.read_text("utf-8")))
