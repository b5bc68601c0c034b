"""A small program in Codex's place: it answers as `codex` does, from the files as they are.

Knows app-server (configuration of the user's file alone, hooks from a list), --strict-config and
`features list`. The real binary is driven in tests/e2e.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.cli.conftest import Shell

PROGRAM = """\
import json, os, sys, tomllib
home = os.environ["CODEX_HOME"]
path = home + "/config.toml"
text = open(path, "rb").read().decode() if os.path.exists(path) else ""
try:
    config = tomllib.loads(text)
except tomllib.TOMLDecodeError:
    sys.exit(f"Error: {path}:1:1: no TOML")
if sys.argv[1:] == ["features", "list"]:
    print("hooks  stable  true\\napps  stable  false\\nold  removed  false")
    sys.exit()
if "--strict-config" in sys.argv:
    sys.exit(f"Error: {path}:1:1: unknown configuration field `new`" if "bad" in config else 0)
layer = {"name": {"type": "user", "file": path}, "config": config, "disabledReason": None}
higher = {"name": {"type": "sessionFlags"}, "config": HIGHER, "disabledReason": None}
results = {
    "initialize": {"userAgent": "codexctl/0.169.0 (x)"},
    "config/read": {"config": config, "layers": [higher, layer]},
    "hooks/list": {"data": [{"hooks": HOOKS, "warnings": WARNINGS, "errors": []}]},
    "configRequirements/read": {"requirements": None},
}
for line in sys.stdin:
    message = json.loads(line)
    if "id" in message:
        print(json.dumps({"id": message["id"], "result": results[message["method"]]}), flush=True)
"""


def stub(
    shell: Shell,
    *,
    higher: dict[str, object] | None = None,
    hooks: list[dict[str, object]] | None = None,
    warnings: tuple[str, ...] = (),
) -> dict[str, str]:
    """Install it; gives the environment in which it is found.

    `higher` is a layer above the user's file, `hooks` and `warnings` what it lists.
    """
    folder = Path(shell.cwd).parent / "bin"
    folder.mkdir(exist_ok=True)
    program = folder / "codex"
    said = f"HIGHER, HOOKS, WARNINGS = {higher or {}!r}, {hooks or []!r}, {list(warnings)!r}\n"
    program.write_text(f"#!{sys.executable}\n{said}{PROGRAM}")
    program.chmod(0o755)
    return {"PATH": f"{folder}:{shell.environ['PATH']}"}
