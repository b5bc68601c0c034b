"""The process that asks a keyring: the only one in which a keyring's code runs.

A person's files and variables decide which keyring is used, and from which folder its code is
loaded. So it runs in a separate process without content, which gets an operation and the name of an
entry, and returns one value or the kind of a problem.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

GET, SET, DELETE = "get", "set", "delete"
# The kinds of problems: the keyring is not accepted because of its name, there is none, it raised
# an exception, or the keyring that a person configured is not installed.
REFUSED, NONE, RAISED, MISSING = "refused", "none", "raised", "missing"
# Backends that store nothing, or store it unencrypted; `keyrings.alt` is a collection of the latter
# and makes itself the first choice.
_REFUSED = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt")


class _Unusable(Exception):
    """There is no keyring that codexctl accepts."""

    def __init__(self, problem: str, name: str) -> None:
        super().__init__(problem)
        self.problem, self.name = problem, name


def main() -> None:
    """Carry out the operation in the arguments (operation, service, account); answer in JSON.

    For `set`, the value is read from stdin.
    """
    answer = os.dup(1)
    # Output of a backend must not become part of the answer.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    said = sys.stdin.buffer.read().decode("utf-8") if sys.argv[1] == SET else ""
    with open(answer, "w", encoding="utf-8") as out:  # noqa: PTH123 - a descriptor
        json.dump(_answer(sys.argv[1], sys.argv[2], sys.argv[3], said), out)
        out.flush()
        os._exit(0)  # does not wait for a backend's threads and exit handlers


def _answer(operation: str, service: str, account: str, said: str) -> dict[str, str | None]:
    """The value and the keyring's name, or the kind of a problem and the name that it concerns."""
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
    """Choose the keyring. Raises _Unusable if there is none that codexctl accepts."""
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
