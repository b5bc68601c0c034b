"""A machine on which an administrator has placed what `codexctl policy render` writes."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner

from codexctl.cli.policy.render import command
from tests.e2e.lab.managed import managed_codex

POLICY = 'version = 1\n[capture]\nmax = "{mode}"\n[codex]\notel_content = false\n'


class Administered:
    """The administrator's folders below `folder`: `policy` is live, the rest as it is placed."""

    def __init__(self, folder: Path, mode: str = "redacted") -> None:
        self.folder = folder
        self.policy = folder / "etc-codexctl" / "policy.toml"
        self.script = folder / "lib" / "hook.sh"
        for place in (self.policy, self.script):
            place.parent.mkdir(mode=0o755)
        self.allow(mode)
        self.script.write_text(self.render("hook", "--python", sys.executable))
        self.script.chmod(0o755)

    def allow(self, mode: str) -> None:
        """Put another policy in the place of the one before, as careful administrators do."""
        new = self.policy.with_name("new")
        new.write_text(POLICY.format(mode=mode))
        new.replace(self.policy)

    def render(self, kind: str, *words: str) -> str:
        """What `codexctl policy render` prints."""
        words = (kind, "--policy", str(self.policy), "--platform", "linux", *words)
        done = CliRunner().invoke(command, words, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    def requirements(self, *words: str) -> str:
        """The requirements.toml of this machine."""
        return self.render("requirements", "--hook-script", str(self.script), *words)

    def python(self) -> Path:
        """A Python on this machine, for running codexctl itself there."""
        return managed_codex(
            Path(sys.executable),
            self.folder / "inside",
            self.policy.parent,
            requirements=self.requirements(),
        )

    def codex(self, binary: Path, files: Mapping[str, str] | None = None) -> Path:
        """A Codex on this machine; `files` as for `managed_codex`, else our requirements."""
        placed = files if files is not None else {"requirements": self.requirements()}
        return managed_codex(binary, self.folder, self.policy.parent, **placed)
