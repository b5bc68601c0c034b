"""Keyrings of every kind that a machine may have."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import InitError


class InFile(KeyringBackend):
    """Keeps its entries in the file that $TEST_KEYRING names; it stands for a real one."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring has no types here

    def _entries(self) -> dict[str, str]:
        path = Path(os.environ["TEST_KEYRING"])
        entries: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        return entries

    def set_password(self, service: str, username: str, password: str) -> None:
        entries = self._entries() | {f"{service}/{username}": password}
        Path(os.environ["TEST_KEYRING"]).write_text(json.dumps(entries))

    def get_password(self, service: str, username: str) -> str | None:
        return self._entries().get(f"{service}/{username}")

    def delete_password(self, service: str, username: str) -> None:
        entries = self._entries()
        del entries[f"{service}/{username}"]
        Path(os.environ["TEST_KEYRING"]).write_text(json.dumps(entries))


class Pretending(InFile):
    """Says that it has kept the key, and has not."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep nothing."""


class Locked(InFile):
    """Its owner dismissed the question for the password."""

    def get_password(self, service: str, username: str) -> str | None:
        raise InitError("Prompt dismissed")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.get_password(service, username)


class Asking(InFile):
    """Shows its owner a question that nobody answers."""

    def get_password(self, service: str, username: str) -> str | None:
        threading.Event().wait(60)
        return None


class Broken(InFile):
    """Says something of the key in its error."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ValueError("k1")


class Chatty(InFile):
    """Prints things, ends the process with threads running, and counts how often it is asked."""

    def get_password(self, service: str, username: str) -> str | None:
        print("Unlocking…")
        os.write(1, b'{"value": "printed", "name": "x"}')
        threading.Thread(target=threading.Event().wait, args=(60,)).start()
        with Path(os.environ["TEST_KEYRING"] + ".asked").open("a") as asked:
            asked.write("asked\n")
        return super().get_password(service, username)


class Endless(InFile):
    """Has a key without an end."""

    def get_password(self, service: str, username: str) -> str | None:
        return "k" * (1 << 20)


class Dying(InFile):
    """Takes the process down with it."""

    def get_password(self, service: str, username: str) -> str | None:
        os._exit(3)


class Wrong(InFile):
    """Gives what is no text."""

    def get_password(self, service: str, username: str) -> str | None:
        return 7  # type: ignore[return-value] # that is the point


Plain = type("Plain", (InFile,), {"__module__": "keyrings.alt.file"})
