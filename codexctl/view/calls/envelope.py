"""The lines that Codex adds to a tool's output: status, wall time, what still runs.

Wordings of Codex CLI 0.117 to 0.169.0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from codexctl.trace.values import integer, table, text
from codexctl.view.calls.call import json_object

_OUTPUT = "Output:"
_ABORTED = "aborted by user"
_COMMAND, _AFTER_COMMAND = "Command: ", "\nChunk ID: "  # up to 0.117
_HEADER = re.compile(
    r"(?:Chunk ID: \S*"
    r"|Wall time:? (?P<seconds>\d{1,9}(?:\.\d{1,9})?) seconds?"
    r"|(?:Process exited with code|Exit code:) (?P<code>-?\d{1,10})"
    r"|Process running with session ID (?P<session>\S{1,40})"
    r"|Script running with cell ID (?P<cell>\S{1,40})"
    r"|Script (?:completed|failed|terminated)"
    r"|Original token count: \d+"
    r"|Total output lines: \d+)\Z"
)
# More than Codex has ever written; it limits the time for an output that only looks like headers.
_MOST_HEADERS = 12


@dataclass(frozen=True, slots=True)
class Envelope:
    """`body` is the tool's own output; `session` and `cell` name what runs in the background."""

    body: str
    wall_time_s: float | None = None
    exit_code: int | None = None
    session: str = ""
    cell: str = ""


def opened(output: str) -> Envelope:
    """Remove the envelope from an output; an output without one is the body itself."""
    if output.startswith('{"output":'):
        return _opened_json(output)
    found: dict[str, str] = {}
    rest = _without_command(output)
    for _ in range(_MOST_HEADERS):
        line, _, after = rest.partition("\n")
        match = _HEADER.match(line)
        if not match:
            break
        found |= {name: value for name, value in match.groupdict().items() if value}
        rest = after
    if rest.startswith(_OUTPUT + "\n") or rest == _OUTPUT:
        rest = rest[len(_OUTPUT) + 1 :]
    elif not rest.startswith(_ABORTED):
        return Envelope(output)
    return Envelope(
        body=rest,
        wall_time_s=float(found["seconds"]) if "seconds" in found else None,
        exit_code=int(found["code"]) if "code" in found else None,
        session=found.get("session", ""),
        cell=found.get("cell", ""),
    )


def _without_command(output: str) -> str:
    """Remove the command that 0.117 repeats first; it may have many lines."""
    _, mark, rest = output.partition(_AFTER_COMMAND)
    return mark[1:] + rest if mark and output.startswith(_COMMAND) else output


def _opened_json(output: str) -> Envelope:
    """Read an output of the form `{"output": …, "metadata": {"exit_code": …}}` (up to 0.142).

    Any other output is the body itself.
    """
    record = json_object(output)
    if not isinstance(record.get("output"), str):
        return Envelope(output)
    metadata = table(record, "metadata")
    seconds = metadata.get("duration_seconds")
    return Envelope(
        body=text(record, "output"),
        wall_time_s=float(seconds) if isinstance(seconds, int | float) else None,
        exit_code=integer(metadata, "exit_code"),
    )
