"""The process that asks a keyring: the only one of ours in which a keyring's code runs.

Which keyring that is, and from which folder its code comes, a person decides in files and variables
of their own. So it is asked here, where there is no content: what comes in is an operation and the
name of an entry, what goes out is one value, or the kind of what went wrong.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

GET, SET, DELETE = "get", "set", "delete"
# Why there is no value: the keyring is refused by its name, there is none, or it raised something.
# The last is a module that a person's settings name and that is not installed.
REFUSED, NONE, RAISED, MISSING = "refused", "none", "raised", "missing"
# Backends that keep nothing, or keep it for everybody to read; `keyrings.alt` is a collection of
# the latter and installs itself as the first choice.
_REFUSED = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt")


class _Unusable(Exception):
    """There is no keyring that will do."""

    def __init__(self, problem: str, name: str) -> None:
        super().__init__(problem)
        self.problem, self.name = problem, name


def main() -> None:
    """Do what the arguments say (operation, service, account) and answer in JSON."""
    answer = os.dup(1)
    # Whatever a backend prints is no part of the answer.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    said = sys.stdin.buffer.read().decode("utf-8") if sys.argv[1] == SET else ""
    with open(answer, "w", encoding="utf-8") as out:  # noqa: PTH123 - a descriptor
        json.dump(_answer(sys.argv[1], sys.argv[2], sys.argv[3], said), out)
        out.flush()
        os._exit(0)  # threads and exit handlers of a backend's are not waited for


def _answer(operation: str, service: str, account: str, said: str) -> dict[str, str | None]:
    """One value, or the kind of the problem with one name that says more."""
    try:
        backend = _usable_backend()
        if operation == SET:
            backend.set_password(service, account, said)
        found = backend.get_password(service, account)
        if operation == DELETE and found is not None:
            backend.delete_password(service, account)
    except _Unusable as error:
        return {"problem": error.problem, "name": error.name}
    except ImportError as error:
        return {"problem": MISSING, "name": error.name or type(error).__name__}
    except Exception as error:  # noqa: BLE001 - a backend may raise anything, and quote the key
        return {"problem": RAISED, "name": type(error).__name__}
    return {"value": found, "name": _module(backend)}


def _usable_backend() -> KeyringBackend:
    """Choose the keyring. Raises _Unusable where none will do."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    chosen = keyring.get_keyring()
    candidates = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    for backend in candidates:
        if not _module(backend).startswith(_REFUSED):
            return backend
    refused = ", ".join(sorted({_module(backend) for backend in candidates}))
    plain = refused and not refused.startswith("keyring.backends.fail")
    raise _Unusable(REFUSED if plain else NONE, refused)


def _module(backend: KeyringBackend) -> str:
    return type(backend).__module__


if __name__ == "__main__":
    main()
