"""How long the commands take as whole processes on a config.toml of 2,000 lines.

`python -m tests.bench.bench_config [ROUNDS]`
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.bench.support.measure import interleaved, report
from tests.e2e.lab.binary import LabError, codex_binary

ROUNDS = 15
LINES = 2000
HOOKS = 150
BUDGETS = {"config get": 80, "mcp list": 80, "hooks list": 150, "every edit": 350}
WANTED = 'version = 1\n[config]\nmodel = "wanted-{number}"\n[features]\nhooks = true\n'
# Edits that change something every time: NUMBER is another one in each run.
EDITS = {
    "mcp add": "mcp add new-NUMBER -- true",
    "providers add": "providers add new-NUMBER --base-url http://127.0.0.1:9/v1 --env-key KEY",
    "permissions trust": "permissions trust HOME/NUMBER",
    "profiles create": "profiles create new-NUMBER model=m",
    "config set of three": "config set model=m-NUMBER tui.notifications=true agents.max_depth=3",
    "features enable, disable": "features SWITCH multi_agent",
}


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
            "mcp list": lambda: run(home, "mcp", "list"),
            "config apply": lambda: run(home, *applying(home, numbers)),
        }
        for name, words in EDITS.items():
            runs[name] = partial(edit, home, words, numbers)
        if binary := codex():
            environ = {"PATH": f"{binary.parent}:{os.environ['PATH']}"}
            runs["config set, Codex confirms"] = lambda: run(home, *setting(numbers), **environ)
            runs["hooks list --ask"] = lambda: run(home, "hooks", "list", "--ask", **environ)
        times = interleaved(runs, rounds)
        cpu = {name: processor_time(thing) for name, thing in runs.items()}
    report(f"Commands on {LINES} lines, {HOOKS} hooks", times, "codexctl --version")
    print("\n  processor time of one more run, without that of Codex where it runs on, ms")
    for name, spent in cpu.items():
        print(f"  {name:<34} {spent:6.0f}")
    for name, budget in BUDGETS.items():
        print(f"  {name:<34} budget {budget} ms")


def applying(home: Path, numbers: itertools.count[int]) -> tuple[str, ...]:
    """Words that apply a file which wants something else every time."""
    file = home / "wanted.toml"
    file.write_text(WANTED.format(number=next(numbers)))
    return ("config", "apply", "--file", str(file), "--offline", "--yes")


def edit(home: Path, words: str, numbers: itertools.count[int]) -> None:
    """Run one of EDITS."""
    number = next(numbers)
    switch = "enable" if number % 2 else "disable"
    said = words.replace("NUMBER", str(number)).replace("HOME", str(home)).replace("SWITCH", switch)
    (home / str(number)).mkdir()
    before, dashes, after = said.partition(" -- ")
    run(home, *before.split(), "--offline", "--yes", *(["--"] if dashes else []), *after.split())


def processor_time(thing: Callable[[], object]) -> float:
    """The processor time of a process that is waited for, in milliseconds: the least of five."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        thing()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000

    return min(once() for _ in range(5))


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
