"""Keys in the keyring of the operating system, and a list of whose keys are there.

The list holds names alone. With it a worker knows without asking that the keyring has nothing
for a destination, and `uninstall --purge` finds every key, whatever the settings say by then.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.safe_read import read_text
from codexctl.settings.patience import within

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "codexctl"
# Backends that keep nothing, or keep it for everybody to read; `keyrings.alt` is a collection of
# the latter and installs itself as the first choice.
_REFUSED = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt")
# A keyring may ask its owner for a password. Whoever stores or deletes a key is there to answer;
# a worker or `status` that only reads one is not to wait for that.
WHILE_READING_S = 5.0
WHILE_SOMEBODY_IS_THERE_S = 120.0
_ALTERNATIVES = "name a variable: --api-key-env NAME, or a program: --api-key-command 'pass show x'"


class KeychainError(CodexctlError):
    """The keyring cannot be used, or does not do what it says."""


def names(where: Locations) -> tuple[str, ...]:
    """Whose keys are in the keyring, as far as we put them there."""
    try:
        found = json.loads(read_text(where.keys_file))
    except (OSError, ValueError):
        return ()
    return tuple(str(name) for name in found) if isinstance(found, list) else ()


def store(name: str, key: str, where: Locations) -> None:
    """Put a destination's key into the keyring and read it back.

    Raises KeychainError where there is no keyring, where it is refused, or where it only pretends.
    """
    backend = usable_backend()
    account = account_of(name, where)
    _remember(where, {*names(where), name})
    _asking(lambda: backend.set_password(SERVICE, account, key), WHILE_SOMEBODY_IS_THERE_S)
    if _asking(lambda: backend.get_password(SERVICE, account), WHILE_SOMEBODY_IS_THERE_S) != key:
        _remember(where, set(names(where)) - {name})
        what = f"{_module(backend)} took the key and does not give it back"
        raise KeychainError(what, _ALTERNATIVES)


def fetch(name: str, where: Locations) -> str:
    """Read a destination's key; empty where there is none.

    Raises KeychainError, also where the keyring does not answer at once.
    """
    if name not in names(where):
        return ""
    backend = usable_backend()
    account = account_of(name, where)
    return _asking(lambda: backend.get_password(SERVICE, account), WHILE_READING_S) or ""


def delete(name: str, where: Locations) -> bool:
    """Remove a destination's key; whether there was one. Raises KeychainError."""
    if name not in names(where):
        return False
    backend = usable_backend()
    account = account_of(name, where)
    patience = WHILE_SOMEBODY_IS_THERE_S
    there = _asking(lambda: backend.get_password(SERVICE, account), patience) is not None
    if there:
        _asking(lambda: backend.delete_password(SERVICE, account), patience)
    _remember(where, set(names(where)) - {name})
    return there


def account_of(name: str, where: Locations) -> str:
    """The name of the entry; two settings folders of one person do not share keys."""
    return f"{name} ({where.config_dir})"


def usable_backend() -> KeyringBackend:
    """Choose the keyring. Raises KeychainError, with the alternatives, where none will do."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    chosen = _asking(keyring.get_keyring, WHILE_READING_S)
    candidates = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    for backend in candidates:
        if not _module(backend).startswith(_REFUSED):
            return backend
    refused = ", ".join(sorted({_module(backend) for backend in candidates}))
    plain = refused and not refused.startswith("keyring.backends.fail")
    what = f"{refused} does not keep keys safe" if plain else "there is no keyring on this machine"
    raise KeychainError(what, _ALTERNATIVES)


def _module(backend: KeyringBackend) -> str:
    return type(backend).__module__


def _asking(question: Callable[[], T], seconds: float) -> T:
    """Ask the keyring, for so long; whatever goes wrong there becomes one line.

    A backend talks to services of the desktop and may raise anything, or wait for somebody; and
    its words may quote nothing of the key, but nobody promises that, so only the kind of the error
    is told.
    """
    try:
        return within(seconds, question)
    except TimeoutError:
        what = f"the keyring does not answer within {seconds:.0f} s (it may be asking somebody)"
        raise KeychainError(what, f"unlock it, or {_ALTERNATIVES}") from None
    except Exception as error:  # noqa: BLE001 - see above
        what = f"the keyring does not answer ({type(error).__name__})"
        raise KeychainError(what, f"unlock it, or {_ALTERNATIVES}") from None


def _remember(where: Locations, known: set[str]) -> None:
    """Write the list of names; it is removed when the last one goes."""
    path = where.keys_file
    if not known:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:  # noqa: PTH123 - with a mode
        json.dump(sorted(known), out)
