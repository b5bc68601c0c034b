"""Asking one server of any kind for its tools."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codexctl.codex.mcp.server import Server, Transport, said, wrong
from codexctl.codex.mcp.talk.outcome import Answered, Failed, ServerFailure

# How long Codex waits for a server (0.169.0).
USUAL_S = 10.0


def ask(
    server: Server,
    environ: Mapping[str, str],
    cwd: Path,
    version: str,
    seconds: float | None = None,
) -> Answered:
    """Start or reach a server and have it list its tools.

    `environ` is the person's whole environment, `cwd` the folder that Codex would be started in,
    `version` ours, which the server is told. Without `seconds` it has the time that its own table
    gives it, or Codex's usual.
    """
    if fault := wrong(server.table):
        return Answered(ServerFailure.faulty, said(fault))
    patience = seconds or float(server.table.get("startup_timeout_sec") or USUAL_S)
    began = time.monotonic()
    try:
        if server.transport is Transport.http:
            from codexctl.codex.mcp.talk import http

            title, names = http.tools(server, environ, version, patience)
        else:
            from codexctl.codex.mcp.talk import stdio

            title, names = stdio.tools(server, environ, cwd, version, patience)
    except Failed as failed:
        return Answered(failed.cause, failed.detail, took_ms=_since(began))
    kept, left_out = shown_to_model(server.table, names)
    return Answered(ServerFailure.none, "", kept, left_out, title, _since(began))


def shown_to_model(
    table: Mapping[str, Any], names: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which of the tools the configuration lets the model have, and which it withholds."""
    only, without = table.get("enabled_tools"), table.get("disabled_tools") or ()
    kept = tuple(name for name in names if (only is None or name in only) and name not in without)
    return kept, tuple(name for name in names if name not in kept)


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
