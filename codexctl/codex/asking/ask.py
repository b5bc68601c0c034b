"""Ask the installed Codex what it sees: layers, hooks, trust, requirements, by its app-server.

Asking runs the binary and creates files in the Codex home (databases,
an installation id), so it is done on a home that exists already and on no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from codexctl import __version__
from codexctl.codex.asking.app_server import CodexSilent, Conversation
from codexctl.codex.asking.seen import Seen, read_answers

# Seconds, for the whole conversation.
TIMEOUT = 10.0
CLIENT = {"name": "codexctl", "title": "codexctl", "version": __version__}


def ask(
    binary: Path, home: Path, cwd: Path, environ: Mapping[str, str], timeout: float = TIMEOUT
) -> Seen:
    """Ask Codex about `home`, as seen from the folder `cwd` (its project layer counts).

    `timeout` is in seconds, for the whole conversation. Raises CodexSilent when the home does
    not exist, or when the binary cannot be started, says nothing or ends too early.
    """
    if not home.is_dir():
        raise CodexSilent(f"{home} does not exist", "codexctl setup")
    with Conversation(binary, home, cwd, environ, timeout) as talk:
        # Experimental parts may change with any release.
        capabilities = {"experimentalApi": False}
        hello = talk.call("initialize", {"clientInfo": CLIENT, "capabilities": capabilities})
        talk.tell("initialized")
        config = talk.call("config/read", {"cwd": str(cwd), "includeLayers": True})
        listed = talk.call("hooks/list", {"cwds": [str(cwd)]})
        required = talk.call("configRequirements/read", {})
    return read_answers(hello or {}, config or {}, listed, required or {})
