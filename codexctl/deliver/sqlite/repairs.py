"""What readers find wrong with a database, until somebody who may write has seen to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from codexctl.deliver.sqlite.database import has_content
from codexctl.deliver.sqlite.errors import Broken
from codexctl.deliver.sqlite.read_only import NotReady
from codexctl.errors import CodexctlError

_HINT = "try again in a moment"


@dataclass(frozen=True, slots=True)
class _Met:
    damage: Broken
    inode: int


class Repairs:
    """What those who only read a database are to wait for.

    Readers tell of damage and of a missing file; who repairs asks with `begin` and ends with `end`.
    """

    def __init__(self, path: Path) -> None:
        """Take the database's file; one that is there is expected to stay."""
        self._path = path
        self._is_expected = path.exists()
        self._met: _Met | None = None
        self._begun: _Met | None = None
        self._in_vain = 0
        self._is_filling = False
        self.is_wanted = False

    def wait(self) -> None:
        """Raise NotReady while a new file is being filled: what is in it is not yet what was."""
        if self._is_filling:
            raise NotReady(f"{self._path} is being updated", _HINT)

    def found(self) -> None:
        """The file was there, so that it is missed if it is not there any more."""
        self._is_expected = True

    def missing(self) -> None:
        """There is no file, or an empty one. Raises NotReady where there was one."""
        if self._is_expected:
            self.is_wanted = True
            raise NotReady(f"{self._path} was lost and is being restored", _HINT)

    def instead(self, error: CodexctlError, inode: int = 0) -> CodexctlError:
        """What a reader is told instead of an error that was met in the file with that inode.

        `inode` 0: in the one that is there now. Damage passes, unless repairing it was in vain.
        """
        if not isinstance(error, (Broken, NotReady)):
            return error
        self.is_wanted = True
        if isinstance(error, NotReady) or error.path != self._path:
            return error
        now = _inode(self._path)
        if inode in (0, now):
            self._met = _Met(error, now)
            if now and now == self._in_vain:
                return error
        return NotReady(f"{self._path} was damaged and is being restored", _HINT)

    def begin(self) -> Broken | None:
        """The damage to repair now; None where there is none, or the file is another by now."""
        self.is_wanted, self._begun, self._met = False, self._met, None
        if self._begun and self._begun.inode != _inode(self._path):
            self._begun = None
        is_lost = self._is_expected and not has_content(self._path)
        self._is_filling = is_lost or self._begun is not None
        return self._begun.damage if self._begun else None

    def end(self) -> None:
        """What could be done has been done: what is not there or still damaged now stays so."""
        self._is_filling, self._is_expected = False, has_content(self._path)
        now = _inode(self._path)
        self._in_vain = now if self._begun and self._begun.inode == now else 0


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0
