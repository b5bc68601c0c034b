"""A machine in a temporary folder that its administrator sets up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from codexctl.edit.files.read import read
from codexctl.edit.plan import Plan
from codexctl.edit.plans.fleet.history import done_to
from codexctl.edit.plans.fleet.places import Places
from codexctl.edit.plans.fleet.removal import plan_removal
from codexctl.edit.plans.fleet.roll_out import Wanted, plan_roll_out
from codexctl.edit.transaction.apply import apply
from codexctl.edit.transaction.receipts import Receipt, list_receipts

SCRIPT = Path("/usr/local/lib/codexctl/hook.sh")
HOOK = "#!/bin/sh\n# codexctl hook 1: tells.\n/opt/python -I -E -P -m codexctl.deliver &\n"
POLICY = "version = 1\n"
REQUIREMENTS = """\
# From a policy.
[features]
hooks = true

[hooks]
managed_dir = "/usr/local/lib/codexctl"

[[hooks.Stop]]

[[hooks.Stop.hooks]]
type = "command"
command = "/usr/local/lib/codexctl/hook.sh Stop"
"""
START = datetime(2026, 11, 1, tzinfo=UTC)


class Tree:
    """The tree of a machine; `runs` counts what was applied: the receipts' clock."""

    def __init__(self, root: Path) -> None:
        self.places, self.runs = Places(root, SCRIPT, "linux"), 0
        self.requirements = self.places.at(self.places.requirements)
        self.policy = self.places.at(self.places.policy)
        self.script = self.places.at(SCRIPT)

    def wanted(
        self,
        requirements: str = REQUIREMENTS,
        policy: str = POLICY,
        more: dict[Path, str] | None = None,
        *,
        replacing: bool = False,
    ) -> Wanted:
        whole = {self.places.policy: policy, SCRIPT: HOOK, **(more or {})}
        return Wanted(whole, {self.places.requirements: requirements}, replacing)

    def plan(self, wanted: Wanted) -> Plan:
        done = done_to(list_receipts(self.places.locations), self.places.root)
        paths = {*map(self.places.at, wanted.paths()), *done}
        return plan_roll_out({path: read(path) for path in paths}, wanted, self.places, done)

    def removal(self) -> Plan:
        done = done_to(list_receipts(self.places.locations), self.places.root)
        return plan_removal({path: read(path) for path in done}, self.places, done)

    def roll_out(self, wanted: Wanted | None = None) -> Receipt:
        asked = wanted or self.wanted()
        return self._apply(lambda: self.plan(asked))

    def remove(self) -> Receipt:
        return self._apply(self.removal)

    def _apply(self, replan: Callable[[], Plan]) -> Receipt:
        self.runs += 1
        return apply(replan, self.places.locations, at=START + timedelta(minutes=self.runs))

    def place(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def files(self) -> dict[str, bytes]:
        """Every file but those of root's own state."""
        state = self.places.locations.data_dir
        return {
            str(path.relative_to(self.places.root)): path.read_bytes()
            for path in self.places.root.rglob("*")
            if path.is_file() and state not in path.parents
        }
