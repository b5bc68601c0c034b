"""The folders in which Codex looks, as seen from one folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codexctl.document.data import lookup
from codexctl.projects.trust_key import trust_key

# From this release on, Codex reads no document of a project that is marked as untrusted (observed);
# 0.142 still reads it. A folder without a mark is treated as before.
UNTRUSTED_UNREAD = (0, 150)
# Codex 0.117 removed custom prompts (https://github.com/openai/codex/issues/15941); 0.130.0 offered
# none in its terminal (observed).
PROMPTS_GONE = (0, 117)
# The longest description that a skill may have, in characters, and the first release without that
# limit: 0.130.0 rejects a longer one, 0.142.0 accepts it.
LONGEST_DESCRIPTION, DESCRIPTION_FREE = 1024, (0, 142)


@dataclass(frozen=True, slots=True)
class Here:
    """One folder, and what holds in it.

    `home` is the Codex home, `person` the person's own, `system` the administrator's folder.
    `folders` are those of the project from its root down to the current one, which alone it is
    outside of any. `config` is what all layers say together, `user` the person's own file.
    `passed_over` are the folders whose `.codex` Codex itself says it ignores, None where it was
    not asked. `version` is empty where it is not known.
    """

    home: Path
    person: Path
    system: Path
    folders: tuple[Path, ...]
    config: Mapping[str, Any] = field(default_factory=dict)
    user: Mapping[str, Any] = field(default_factory=dict)
    passed_over: frozenset[Path] | None = None
    version: str = ""

    @property
    def level(self) -> str:
        """What the person's file says of trust in this place; empty for nothing."""
        return self._level(self.folders[-1])

    def is_trusted(self, folder: Path) -> bool:
        """Whether Codex reads the `.codex` of a folder of the project."""
        if self.passed_over is not None and folder in self.passed_over:
            return False
        return self._level(folder) == "trusted"

    def is_before(self, release: tuple[int, int]) -> bool:
        """Whether this Codex is known to be older than a release line."""
        numbers = self.version.split(".")[:2]
        known = len(numbers) == 2 and all(part.isdecimal() for part in numbers)
        return known and tuple(map(int, numbers)) < release

    def _level(self, folder: Path) -> str:
        for path in (folder, self.folders[0]):
            level = lookup(self.user, ("projects", trust_key(path), "trust_level"))
            if isinstance(level, str):
                return level
        return ""


def folders_of(cwd: Path, root: Path | None) -> tuple[Path, ...]:
    """The folders from a project's root down to `cwd`, links resolved."""
    here = cwd.resolve()
    if root is None or not here.is_relative_to(root):
        return (here,)
    chain = [here, *here.parents]
    return tuple(reversed(chain[: chain.index(root) + 1]))
