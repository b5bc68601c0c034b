"""Whose turns these are: `user.id` and the team, as the administrator has them said."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from codexctl import system
from codexctl.settings.administered import Administered
from codexctl.settings.labels import TEAM, USER_ID

_VARIABLE = "env:"


def identity(chosen: Administered, environ: Mapping[str, str]) -> dict[str, str]:
    """The attributes that the policy pins; what it does not say, or cannot know, is left out.

    `environ` has the variables that it may name.
    """
    said = {USER_ID: _user(chosen, environ), TEAM: _named(chosen.team, environ)}
    return {key: value for key, value in said.items() if value}


def pinned(chosen: Administered) -> frozenset[str]:
    """The attributes that the policy speaks of: what it says of them holds, be it nothing.

    An attribute of `[resource]` counts as well.
    """
    own = {USER_ID: chosen.user, TEAM: chosen.team}
    return frozenset((*(key for key, said in own.items() if said), *dict(chosen.resource)))


def account() -> str:
    """The name of the account that this process runs as, by the system's word alone.

    No variable is asked: `USER` is a person's to set. A user without a name is its number.
    """
    return system.account()


def hashed_account(name: str, salt: str) -> str:
    """An account's name as 32 hex digits of HMAC-SHA-256 with the salt as its key.

    The same on every machine with that salt. Who knows the salt can try names.
    """
    return hmac.new(salt.encode(), name.encode(), hashlib.sha256).hexdigest()[:32]


def _user(chosen: Administered, environ: Mapping[str, str]) -> str:
    if chosen.user == "account":
        return account()
    if chosen.user == "hash":
        return hashed_account(account(), chosen.salt)
    return _named(chosen.user, environ) if chosen.user.startswith(_VARIABLE) else ""


def _named(word: str, environ: Mapping[str, str]) -> str:
    """A word as it is, or the value of the variable that it names."""
    if not word.startswith(_VARIABLE):
        return word
    return environ.get(word.removeprefix(_VARIABLE), "").strip()
