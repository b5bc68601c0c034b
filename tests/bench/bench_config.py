"""How long the commands take as whole processes on a config.toml of 2,000 lines.

`python -m tests.bench.bench_config [ROUNDS]`
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.support.measure import interleaved, report
from tests.e2e.lab.binary import LabError, codex_binary

ROUNDS = 15
LINES = 2000
HOOKS = 150
BUDGETS = {"config get": 80, "hooks list": 150, "config set": 350, "config upgrade": 350}


def main(rounds: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=Path.home()) as folder:
        home = Path(folder)
        prepare(home / ".codex")
        numbers = itertools.count()
        runs: dict[str, Callable[[], object]] = {
            "python -c pass": lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
            "codexctl --version": lambda: run(home, "--version"),
            "config get": lambda: run(home, "config", "get", "model"),
            "hooks list": lambda: run(home, "hooks", "list"),
            "config set": lambda: run(home, *setting(numbers)),
            "config upgrade": lambda: run(home, "config", "upgrade", "--dry-run"),
        }
        if binary := codex():
            environ = {"PATH": f"{binary.parent}:{os.environ['PATH']}"}
            runs["config set, Codex confirms"] = lambda: run(home, *setting(numbers), **environ)
            runs["hooks list --ask"] = lambda: run(home, "hooks", "list", "--ask", **environ)
        times = interleaved(runs, rounds)
    report(f"Commands on {LINES} lines, {HOOKS} hooks", times, "codexctl --version")
    for name, budget in BUDGETS.items():
        print(f"  {name:<34} budget {budget} ms")


def setting(numbers: itertools.count[int]) -> tuple[str, ...]:
    """Words that change something every time."""
    return ("config", "set", "model", f"model-{next(numbers)}", "--yes")


def run(home: Path, *arguments: str, **environ: str) -> None:
    """One command as a process of its own, on a machine without a codex unless one is named."""
    subprocess.run(
        [str(Path(sys.executable).with_name("codexctl")), *arguments],
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )


def codex() -> Path | None:
    """The real binary, if it is there or can be had."""
    try:
        return codex_binary()
    except LabError:
        return None


def prepare(codex_home: Path) -> None:
    """A config.toml as people have it after a long while, and hooks with their trust."""
    codex_home.mkdir()
    hooks = codex_home / "hooks.json"
    lines = ['model = "gpt-5" # the model', "", "[history]", 'persistence = "save-all"', ""]
    for number in itertools.count():
        if len(lines) >= LINES:
            break
        lines += [
            f"# What server {number} is for",
            f"[mcp_servers.server{number}]",
            f'command = "/usr/bin/server-{number}"',
            'args = ["--quiet",  # no noise',
            '  "--port", "80"]',
            f'env = {{ NAME = "{number}", MODE = "x" }}',
            "",
            f'[projects."/home/dev/project {number}"]',
            'trust_level = "trusted"',
            "",
            f'[hooks.state."{hooks}:stop:{number}:0"]',
            f'trusted_hash = "sha256:{number:064x}"',
            "",
        ]
    (codex_home / "config.toml").write_text("\n".join(lines) + "\n")
    groups = [{"hooks": [{"type": "command", "command": f"echo {n}"}]} for n in range(HOOKS)]
    hooks.write_text(json.dumps({"hooks": {"Stop": groups}}, indent=2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
