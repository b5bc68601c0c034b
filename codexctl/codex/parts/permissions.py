"""What Codex may do without asking: the sandbox, when it asks, and the folders it trusts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codexctl.document.data import KeyPath

SANDBOX = ("sandbox_mode",)
APPROVAL = ("approval_policy",)
WORKSPACE = ("sandbox_workspace_write",)
NETWORK = (*WORKSPACE, "network_access")
WRITABLE = (*WORKSPACE, "writable_roots")
PROJECTS = "projects"
LEVEL = "trust_level"
TRUSTED, UNTRUSTED = "trusted", "untrusted"
SANDBOX_MODES = ("read-only", "workspace-write", "danger-full-access")
# 0.169.0 refuses `untrusted` at start-up; `on-failure` is old but accepted.
APPROVAL_POLICIES = ("on-request", "on-failure", "never")
# The defaults (0.169.0).
USUAL = {SANDBOX: "read-only", APPROVAL: "on-request", NETWORK: False, WRITABLE: []}


@dataclass(frozen=True, slots=True)
class Project:
    """A folder that the configuration has a word on; `level` is what it says, empty for nothing."""

    path: str
    level: str

    @property
    def is_gone(self) -> bool:
        """Whether there is no such folder (any more), as far as can be seen."""
        try:
            return not Path(self.path).is_dir()
        except (OSError, ValueError):
            return False


def projects(config: Mapping[str, Any]) -> Iterator[Project]:
    """The folders of one file, in the order in which they are written."""
    tables = config.get(PROJECTS)
    for path, table in tables.items() if isinstance(tables, Mapping) else ():
        level = table.get(LEVEL, "") if isinstance(table, Mapping) else ""
        yield Project(str(path), str(level))


def level_place(path: str) -> KeyPath:
    """Where a folder's trust is written."""
    return (PROJECTS, path, LEVEL)
