"""One Codex binary that is asked about one configuration after another."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.lab.binary import codex_binary

# Older releases have no strict mode; they name what is of the wrong type all the same.
FIRST_STRICT = (0, 131)
TIMEOUT_S = 60
_OF_TYPE = re.compile(r"invalid type|invalid value|unknown variant|data did not match")
_SAID = re.compile(r"^Error: (?:\S*config\.toml:(\d+):(\d+): )?(.*?)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Objection:
    """The first thing that Codex does not like in a file: on which line (0: none), and why."""

    line: int
    what: str

    @property
    def is_unknown(self) -> bool:
        """Whether it is only that nobody knows the key (strict mode)."""
        return self.what.startswith("unknown configuration field")

    @property
    def is_of_type(self) -> bool:
        """Whether a value is of the wrong kind, or is none of some words."""
        return bool(_OF_TYPE.match(self.what))


class Asked:
    """A release with a home of its own below `folder`."""

    def __init__(self, version: str, folder: Path) -> None:
        self.version, self.binary = version, codex_binary(version)
        self.strict = tuple(map(int, version.split(".")))[:2] >= FIRST_STRICT
        self.home = folder / version / ".codex"
        self.home.mkdir(parents=True)

    def objection(self, config: str) -> Objection | None:
        """What it says of a config.toml with this text; None if nothing."""
        (self.home / "config.toml").write_text(config)
        words = ("app-server", "--strict-config") if self.strict else ("features", "list")
        done = subprocess.run(
            [str(self.binary), *words],
            cwd=self.home.parent,
            env={"HOME": str(self.home.parent), "CODEX_HOME": str(self.home),
                 "PATH": os.defpath, "RUST_LOG": "error"},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT_S,
            check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return None
        said = _SAID.search(done.stderr)
        if said is None:
            return Objection(0, done.stderr.strip())
        return Objection(int(said[1] or 0), said[3].strip())

    def features(self) -> dict[str, str]:
        """Its feature flags and their stages."""
        (self.home / "config.toml").write_text("")
        done = subprocess.run(
            [str(self.binary), "features", "list"],
            env={"HOME": str(self.home.parent), "CODEX_HOME": str(self.home), "PATH": os.defpath},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT_S,
            check=True,
        )  # fmt: skip
        rows = re.findall(r"^(\S+)  +(\S.*?)  +(?:true|false)\s*$", done.stdout, re.MULTILINE)
        return dict(rows)
