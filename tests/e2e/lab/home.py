"""An isolated home for Codex: its folders, its environment and its config.toml."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

KEY = "lab-key-0000"


@dataclass(frozen=True, slots=True)
class Home:
    """HOME with CODEX_HOME and a work folder below it. Change `env` before the first run."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def codex(self) -> Path:
        """CODEX_HOME."""
        return self.root / ".codex"

    @property
    def work(self) -> Path:
        """Where Codex runs."""
        return self.root / "project"

    @property
    def own(self) -> Path:
        """The laboratory's own files in this home (hook recorder, MCP server)."""
        return self.root / ".lab"

    def rollouts(self) -> list[Path]:
        """All rollout files, plain and compressed, live and archived."""
        folders = [self.codex / "sessions", self.codex / "archived_sessions"]
        return sorted(path for folder in folders for path in folder.rglob("rollout-*.jsonl*"))

    def write_config(self, base_url: str, model: str, top: str = "", tables: str = "") -> None:
        """config.toml for the fake provider. `top`: more top-level lines, `tables`: more tables."""
        text = CONFIG.format(model=model, base_url=base_url, work=self.work, top=top, tables=tables)
        (self.codex / "config.toml").write_text(text)

    def append_config(self, tables: str) -> None:
        """Further tables at the end of config.toml."""
        with (self.codex / "config.toml").open("a") as config:
            config.write(f"\n{tables}\n")


CONFIG = """\
model = "{model}"
model_provider = "fake"
check_for_update_on_startup = false
{top}

[model_providers.fake]
name = "fake"
base_url = "{base_url}"
wire_api = "responses"
env_key = "FAKE_KEY"
supports_websockets = false
request_max_retries = 1
stream_max_retries = 1
stream_idle_timeout_ms = 20000

[analytics]
enabled = false

[projects."{work}"]
trust_level = "trusted"

{tables}
"""


def make_home(root: Path | None = None, extra_env: Mapping[str, str] | None = None) -> Home:
    """A home in `root`, or in a fresh temporary folder that the caller may delete.

    The environment is built from nothing but PATH: an inherited TRACEPARENT, proxy or OPENAI_*
    variable would change what Codex does.
    """
    place = (root or Path(tempfile.mkdtemp(prefix="lab-"))).resolve()
    home = Home(place)
    for folder in (home.codex, home.work, home.own):
        folder.mkdir(parents=True, exist_ok=True)
    home.env.update(
        HOME=str(home.root), CODEX_HOME=str(home.codex), PATH=os.environ["PATH"], FAKE_KEY=KEY,
        TERM="dumb", LANG="C.UTF-8", USER="dev", SHELL="/bin/bash", RUST_LOG="error",
    )  # fmt: skip
    home.env.update(extra_env or {})
    return home
