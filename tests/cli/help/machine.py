"""A machine on which every example of the help can be run as it stands.

It is set up with two destinations, has turns in its store, a configuration with servers, profiles,
providers and hooks, a keyring, a policy to be, and programs by the names that the examples use.
Every address leads to this machine.
"""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from codexctl.deliver.store.local_store import LocalStore
from codexctl.locations import locate
from tests.cli.codex_stub import PROGRAM
from tests.cli.conftest import MEASURED
from tests.codex.mcp.servers import HELLO, answering, over_http
from tests.deliver.sink import Sink
from tests.pictures.terminal import Terminal
from tests.trace.recorded import RECORDINGS, traces

ROOT = Path(__file__).parents[3]
# The sessions of the examples: 01a1fb3c and 01a1fb3d, the trace dce2…
SCENARIOS = ("shell-failed", "subagent")
ROWS = 120
# In Codex's place: it runs and logs in silently, and answers as the stub of other tests does.
_CODEX = f"""\
import json, os, re, sys, tomllib
if {{"exec", "mcp", "debug", "execpolicy"}} & set(sys.argv[1:]):
    sys.exit()
path = os.environ["CODEX_HOME"] + "/hooks.json"
hooks = json.load(open(path))["hooks"] if os.path.exists(path) else {{}}
config = os.environ["CODEX_HOME"] + "/config.toml"
recorded = tomllib.load(open(config, "rb")).get("hooks", {{}}) if os.path.exists(config) else {{}}
HIGHER, HOOKS, WARNINGS = {{}}, [], []
for event, groups in hooks.items():
    name = re.sub("(?<!^)(?=[A-Z])", "_", event).lower()
    for at, group in enumerate(groups):
        for place, hook in enumerate(group["hooks"]):
            key = f"{{path}}:{{name}}:{{at}}:{{place}}"
            known = recorded.get("state", {{}}).get(key, {{}}).get("trusted_hash", "")
            word = "trusted" if known else "untrusted"
            said = {{"key": key, "eventName": name, "command": hook.get("command", "")}}
            said |= {{"trustStatus": word, "currentHash": known, "sourcePath": path}}
            HOOKS.append(said | {{"enabled": True, "handlerType": "command", "source": "user"}})
{PROGRAM}"""
_CONFIG = """\
# mine
model = "gpt-5" # the model
model_provider = "gateway"

[history]
persistence = "save-all"
max_bytes = 1000000

[features]
hooks = true

[model_providers.gateway]
name = "Gateway"
base_url = "{responses}"

[mcp_servers.docs] # papers
command = "{python}"
args = ["-I", "{script}"]

[mcp_servers.web]
url = "{mcp}"
enabled = false
"""
_WANTED = 'version = 1\n\n[config]\nmodel = "gpt-5.5"\n\n[features]\napps = true\n'
_HOOKS = {"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "notify-send Codex"}]}]}}
_FOREIGN = {"mcpServers": {"files": {"command": "npx", "args": ["-y", "files-server"]}}}
_RESPONSE = json.dumps({"object": "response", "output": []}).encode()


def _tools(message: dict[str, Any], _: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """A good MCP server over HTTP."""
    if "id" not in message:
        return 202, {}, b""
    result = HELLO if message["method"] == "initialize" else {"tools": []}
    answer = {"jsonrpc": "2.0", "id": message["id"], "result": result}
    return 200, {}, json.dumps(answer).encode()


class Machine:
    """The machine, and a copy of it as it was: every example begins with that."""

    def __init__(self, folder: Path, sink: str, responses: str, mcp: str) -> None:
        self.home, self._kept = folder / "home", folder / "kept"
        self.work, self._programs = self.home / "shop", self.home / "bin"
        self.receiver = sink.removesuffix("/v1/traces")
        self._addresses = {"responses": responses, "mcp": mcp}
        self.environ = {
            "HOME": str(self.home),
            "PATH": f"{self._programs}:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "EDITOR": "edit",
            "PAGER": "cat",
            "PYTHON_KEYRING_BACKEND": "tests.settings.fake_keyrings.InFile",
            "PYTHONPATH": str(ROOT),
            "TEST_KEYRING": str(self.home / "keyring.json"),
            "HONEYCOMB_KEY": "hk-5a1d77c09be3f24",
            "TOKEN": "tok-91c2f0d4e7",
            **MEASURED,
        }
        self._fill()
        shutil.copytree(self.home, self._kept, symlinks=True)

    def with_codex(self, codex: Path) -> None:
        """Have this Codex in place of the stub from now on."""
        for home in (self.home, self._kept):
            (home / "bin" / "codex").unlink()
            (home / "bin" / "codex").symlink_to(codex)

    def renew(self) -> None:
        """Make everything as it was."""
        shutil.rmtree(self.home)
        shutil.copytree(self._kept, self.home, symlinks=True)

    def terminal(self, line: str, columns: int = 100) -> Terminal:
        """A line of the help in a terminal of this machine, so many columns wide."""
        here = line.replace("http://127.0.0.1:4318", self.receiver)
        command = ["/bin/sh", "-c", here]
        return Terminal(command, self.environ, columns=columns, rows=ROWS, cwd=self.work)

    def _run(self, *words: str, stdin: str = "") -> None:
        line = f"printf '%s' {shlex.quote(stdin)} | codexctl {shlex.join(words)}"
        with self.terminal(line) as terminal:
            code = terminal.finish()
            assert code == 0, "\n".join(terminal.lines).rstrip()

    def _fill(self) -> None:
        self._write_files()
        self._set_up()
        self._edit()

    def _write_files(self) -> None:
        self._programs.mkdir(parents=True)
        codexctl = f'exec {shlex.quote(sys.executable)} -m codexctl "$@"'
        for name, text in {
            "codexctl": f"#!/bin/sh\n{codexctl}\n",
            "codex": f"#!{sys.executable}\n{_CODEX}",
            "edit": "#!/bin/sh\necho 'hide_agent_reasoning = true' >\"$1\"\n",
            "notify-send": "#!/bin/sh\n",
            "npx": "#!/bin/sh\n",
            "xdg-open": "#!/bin/sh\n",
        }.items():
            (self._programs / name).write_text(text)
            (self._programs / name).chmod(0o755)
        codex = self.home / ".codex"
        (codex / "prompts").mkdir(parents=True)
        (codex / "prompts" / "review.md").write_text("Review this.\n")
        (codex / "AGENTS.md").write_text("Be brief.\n")
        (codex / "hooks.json").write_text(json.dumps(_HOOKS, indent=2))
        script = answering(self.home, "search")["args"][1]
        values = {"python": sys.executable, "script": script, **self._addresses}
        (codex / "config.toml").write_text(_CONFIG.format(**values))
        (self.work / ".git").mkdir(parents=True)
        (self.work / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        (self.work / "image").mkdir()
        (self.work / ".codex").mkdir()
        (self.work / ".codex" / "config.toml").write_text('model_reasoning_effort = "low"\n')
        (self.home / "data").mkdir()
        for name, text in {
            "wanted.toml": _WANTED,
            "new.toml": 'model = "gpt-5.5"\n',
            "hooks.json": json.dumps(_HOOKS),
            "notes.txt": "Ada's key is sk-proj-4f6d1c0a9b8e7d6c5b4a39281706f5e4.\n",
            ".mcp.json": json.dumps(_FOREIGN),
            "check.sh": "#!/bin/sh\n",
        }.items():
            (self.work / name).write_text(text)
        (self.home / ".cursor").mkdir()
        (self.home / ".cursor" / "mcp.json").write_text(json.dumps(_FOREIGN))

    def _set_up(self) -> None:
        locations = locate(self.environ)
        for name in SCENARIOS:
            sessions = RECORDINGS / "0.169.0" / name / "sessions"
            shutil.copytree(sessions, locations.codex_home / "sessions", dirs_exist_ok=True)
        endpoint = ("--endpoint", f"honeycomb:{self.receiver}/v1/traces")
        ways = ("--destination", "local", "--destination", "honeycomb", *endpoint)
        self._run("setup", *ways, "--api-key-stdin", "--yes", "--no-proof", stdin="hk-9\n")
        store = LocalStore.open(locations.traces_db)
        for name in SCENARIOS:
            store.send(traces(RECORDINGS / "0.169.0" / name))
        store.close()

    def _edit(self) -> None:
        self._run("policy", "init", "--out", "policy.toml")
        self._run("profiles", "create", "deep", "model_reasoning_effort=high", "--yes")
        address = ("--base-url", self._addresses["responses"], "--secret-stdin")
        self._run("providers", "add", "acme", *address, "--yes", stdin="pk-1\n")
        server = (sys.executable, "-I", str(self.home / "server.py"))
        words = ("--secret", "GITHUB_TOKEN", "--secret-stdin", "--disabled", "--yes")
        self._run("mcp", "add", "github", *words, "--", *server, stdin="gt-1\n")
        self._run("permissions", "trust", ".", "--yes")
        self._run("notify", "set", "--yes", "--", "notify-send", "done")
        self._run("config", "snapshot", "before")


@contextmanager
def machine_in(folder: Path) -> Iterator[Machine]:
    """The machine with the servers that its addresses lead to."""
    with (
        Sink() as sink,
        over_http(lambda *_: (200, {}, _RESPONSE)) as responses,
        over_http(_tools) as mcp,
    ):
        yield Machine(folder, sink.url, responses, mcp)
