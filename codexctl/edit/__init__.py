"""Plan, diff, apply, journal, undo: the only code that writes a user's files.

The names below are for other programs, with the promise in docs/library.md:

>>> from codexctl.edit import open_home
>>> home = open_home(folder / ".codex")
>>> plan = home.plan().set({"model": "gpt-5.5"})
>>> print(plan.diff().replace(str(folder), ""), end="")
--- /dev/null
+++ /.codex/config.toml
@@ -0,0 +1 @@
+model = "gpt-5.5"
>>> receipt = plan.apply()
>>> home.undo(receipt).undoes == receipt.id
True

Everything else below this package may change with any version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codexctl.edit.files.obstacles import CannotReplace
    from codexctl.edit.library.home import Home, Plan, open_home
    from codexctl.edit.library.receipt import Receipt
    from codexctl.edit.transaction.journal import JournalUnusable
    from codexctl.edit.transaction.merge import UndoConflict
    from codexctl.errors import (
        CodexctlError,
        DocumentError,
        EditRefused,
        PolicyRefused,
        UsageError,
    )

__all__ = [
    "CannotReplace",
    "CodexctlError",
    "DocumentError",
    "EditRefused",
    "Home",
    "JournalUnusable",
    "Plan",
    "PolicyRefused",
    "Receipt",
    "UndoConflict",
    "UsageError",
    "open_home",
]

# The module of each name. They are imported only when used, since commands need few of them.
_ROOMS = {
    "CannotReplace": "codexctl.edit.files.obstacles",
    "Home": "codexctl.edit.library.home",
    "JournalUnusable": "codexctl.edit.transaction.journal",
    "Plan": "codexctl.edit.library.home",
    "Receipt": "codexctl.edit.library.receipt",
    "UndoConflict": "codexctl.edit.transaction.merge",
    "open_home": "codexctl.edit.library.home",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_ROOMS.get(name, "codexctl.errors")), name)


def __dir__() -> list[str]:
    return sorted(__all__)
