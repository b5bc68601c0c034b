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
