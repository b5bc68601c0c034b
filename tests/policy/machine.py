"""A machine whose files an audit looks at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from codexctl.codex.config.files import config_files
from codexctl.codex.config.written import read_written
from codexctl.policy.audit.check import check
from codexctl.policy.audit.facts import Facts
from codexctl.policy.audit.finding import Finding
from codexctl.policy.file.read import from_bytes
from codexctl.settings.destinations.resolve import address_of
from codexctl.settings.load import load

PATH = Path("/p.toml")
ALLOWED = "https://otel.example.com/v1/traces"
ALLOW = '[destinations]\nallow = ["https://otel.example.com/"]\n'
FAR = '[[destinations]]\nname = "far"\nkind = "otlp"\nendpoint = "https://evil.example.net/v1"\n'
TOKEN = "ghp_4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hDpE2uGk"


class Machine:
    """A Codex home, a repository, the administrator's folder, our settings: all empty at first."""

    def __init__(self, root: Path) -> None:
        self.home, self.repo, self.system = root / "codex", root / "repo", root / "etc"
        for folder in (self.home, self.repo / ".git", self.repo / ".codex", self.system):
            folder.mkdir(parents=True)
        self.config = self.home / "config.toml"
        self.settings = root / "settings.toml"

    def facts(self, policy: str | None = "", **more: Any) -> Facts:
        loaded = load(self.settings)
        found = None if policy is None else from_bytes(f"version = 1\n{policy}".encode(), PATH)
        facts = Facts(
            policy=found,
            settings=loaded,
            settings_path=str(self.settings),
            settings_file=read_written(self.settings),
            addresses={
                destination.name: address_of(destination, {}) for destination in loaded.destinations
            },
            files=config_files(self.home, self.repo, self.system),
        )
        return replace(facts, **more)

    def check(self, policy: str | None = "", **more: Any) -> tuple[Finding, ...]:
        return check(self.facts(policy, **more))


def told(found: tuple[Finding, ...]) -> list[tuple[str, str, bool]]:
    """Id, file and line without folders, and whether it is a violation."""
    return [(finding.id, finding.where.rpartition("/")[2], finding.violation) for finding in found]
