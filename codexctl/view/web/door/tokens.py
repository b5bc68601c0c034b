"""The secrets of one run of the view: keys that open it once, the cookie, and the forms' token.

All of them are made anew by each run and live in its memory alone.
"""

from __future__ import annotations

import secrets
from threading import Lock

# 256 bits: nobody guesses one while the view runs.
_BYTES = 32


def _equal(said: str, meant: str) -> bool:
    """Compare without telling by the time it takes how much of a guess is right."""
    return secrets.compare_digest(said.encode("utf-8", "surrogatepass"), meant.encode())


class Tokens:
    """Who may come in: whoever brings a key that was not used yet, or the cookie that it gave."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._lock = Lock()
        self._session = secrets.token_urlsafe(_BYTES)
        self._form = secrets.token_urlsafe(_BYTES)

    def new_key(self) -> str:
        """A key that opens the view once."""
        key = secrets.token_urlsafe(_BYTES)
        with self._lock:
            self._keys.add(key)
        return key

    def redeem(self, said: str) -> bool:
        """Whether this is a key that was not used before; it is used now."""
        with self._lock:
            # Each is compared, so that the time says nothing of which one was close.
            found = [key for key in self._keys if _equal(said, key)]
            self._keys.difference_update(found)
        return bool(found)

    @property
    def session(self) -> str:
        """The value of the cookie."""
        return self._session

    @property
    def form(self) -> str:
        """What a form of ours carries, so that no other page can send it."""
        return self._form

    def is_session(self, said: str) -> bool:
        """Whether this is the cookie that a key was exchanged for."""
        return _equal(said, self._session)

    def is_form(self, said: str) -> bool:
        """Whether this is what our own forms carry."""
        return _equal(said, self._form)
