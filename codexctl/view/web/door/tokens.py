"""The secrets of one run of the view: keys that open it once, the cookie, and the forms' token.

Each run makes new ones and keeps them only in memory.
"""

from __future__ import annotations

import secrets
from threading import Lock

# 256 bits: nobody can guess one while the view runs.
_BYTES = 32


def _equal(said: str, meant: str) -> bool:
    """Compare in constant time, so that the time does not show how much of a guess is right."""
    return secrets.compare_digest(said.encode("utf-8", "surrogatepass"), meant.encode())


class Tokens:
    """Who may open the view: whoever has an unused key, or the cookie that was given for one."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._lock = Lock()
        self._session = secrets.token_urlsafe(_BYTES)
        self._form = secrets.token_urlsafe(_BYTES)

    def new_key(self) -> str:
        """Make a key that opens the view once."""
        key = secrets.token_urlsafe(_BYTES)
        with self._lock:
            self._keys.add(key)
        return key

    def redeem(self, said: str) -> bool:
        """Whether this is an unused key; after this call it is used."""
        with self._lock:
            # All keys are compared, so that the time does not show which one was similar.
            found = [key for key in self._keys if _equal(said, key)]
            self._keys.difference_update(found)
        return bool(found)

    @property
    def session(self) -> str:
        """The value of the cookie."""
        return self._session

    @property
    def form(self) -> str:
        """The token in our forms; no other page can send it."""
        return self._form

    def is_session(self, said: str) -> bool:
        """Whether this is the value of our cookie."""
        return _equal(said, self._session)

    def is_form(self, said: str) -> bool:
        """Whether this is the token in our forms."""
        return _equal(said, self._form)
