"""The program with which Codex gets the secrets of MCP servers and providers from the keyring.

`python -I -m codexctl.settings.keys.handed environment SERVER A,B -- COMMAND…` runs COMMAND with
the variables A and B; `… headers SERVER "Authorization=Bearer "` prints headers as JSON, for
Codex's `http_headers_helper`; `… key PROVIDER` prints the key of a model provider, for the `auth`
command in its table. `codexctl mcp add` and `providers add` write these commands into config.toml.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate
from codexctl.settings.keys import keychain

_BUS = "DBUS_SESSION_BUS_ADDRESS"
_ENVIRONMENT, _HEADERS, _KEY = "environment", "headers", "key"


def main(words: Sequence[str]) -> int:
    """Run one of the three commands; return the exit code. Codex shows errors from stderr.

    `words` are the arguments, without the program's name.
    """
    _find_bus()
    locations = locate(os.environ)
    try:
        if words[:1] == [_HEADERS]:
            pairs = dict(word.split("=", 1) for word in words[2:])
            found = _found(words[1], list(pairs), locations)
            print(json.dumps({name: pairs[name] + found[name] for name in pairs}))  # noqa: T201
            return 0
        if words[:1] == [_ENVIRONMENT]:
            return _become(words[4:], _found(words[1], words[2].split(","), locations))
        if words[:1] == [_KEY]:
            print(_key(words[1], locations))  # noqa: T201
            return 0
    except CodexctlError as error:
        print(f"codexctl: {error.message}; {error.hint}", file=sys.stderr)  # noqa: T201
        return 1
    print("codexctl: this is for Codex to start", file=sys.stderr)  # noqa: T201
    return 2


def _find_bus() -> None:
    """Set the variables for the D-Bus of the session, which keyrings use, if systemd made one."""
    if not hasattr(os, "getuid") or os.environ.get(_BUS):
        return
    folder = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    if Path(folder, "bus").exists():
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        os.environ[_BUS] = f"unix:path={folder}/bus"


def _found(server: str, secrets: Sequence[str], locations: Locations) -> dict[str, str]:
    found = {name: keychain.fetch(f"mcp:{server}:{name}", locations) for name in secrets}
    lacking = [name for name, value in found.items() if not value]
    if lacking:
        what = f"the keyring has no {', '.join(lacking)} for the MCP server {server}"
        raise CodexctlError(what, f"codexctl mcp secret {server} {lacking[0]}")
    return found


def _key(provider: str, locations: Locations) -> str:
    found = keychain.fetch(f"provider:{provider}", locations)
    if not found:
        what = f"the keyring has no key for the model provider {provider}"
        raise CodexctlError(what, f"codexctl providers key {provider}")
    return found


def _become(command: Sequence[str], secrets: dict[str, str]) -> int:
    environ = {**os.environ, **secrets}
    try:
        if os.name != "nt":
            os.execvpe(command[0], list(command), environ)  # noqa: S606 - the person's own server
        # On Windows, `exec` starts a new process, and Codex would see this one end.
        return subprocess.call(list(command), env=environ)
    except OSError as error:
        raise CodexctlError(f"{command[0]}: {error.strerror}", "codexctl mcp list") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
