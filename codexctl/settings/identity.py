"""The user and team of turns (`user.id`, `team.name`), as the policy sets them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from codexctl import system
from codexctl.settings.administered import Administered
from codexctl.settings.labels import TEAM, USER_ID

_VARIABLE = "env:"


def identity(chosen: Administered, environ: Mapping[str, str]) -> dict[str, str]:
    """The attributes that the policy pins, with their values; those without a value are left out.

    `environ` has the variables that the policy may name.
    """
    said = {USER_ID: _user(chosen, environ), TEAM: _named(chosen.team, environ)}
    return {key: value for key, value in said.items() if value}


def pinned(chosen: Administered) -> frozenset[str]:
    """The attributes that only the policy may set, even if it gives them no value here.

    They are the user and the team, if the policy mentions them, and the attributes in its
    `[resource]`.
    """
    own = {USER_ID: chosen.user, TEAM: chosen.team}
    return frozenset((*(key for key, said in own.items() if said), *dict(chosen.resource)))


def account() -> str:
    """The name of the account that this process runs as, from the operating system.

    Variables such as `USER` are ignored, because a person can set them. For a user without a name,
    it is the user id.
    """
    return system.account()


def hashed_account(name: str, salt: str) -> str:
    """An account's name as 32 hex digits of HMAC-SHA-256 with the salt as its key.

    It is the same on every machine with that salt. Anybody who knows the salt can try names.
    """
    return hmac.new(salt.encode(), name.encode(), hashlib.sha256).hexdigest()[:32]


def _user(chosen: Administered, environ: Mapping[str, str]) -> str:
    if chosen.user == "account":
        return account()
    if chosen.user == "hash":
        return hashed_account(account(), chosen.salt)
    return _named(chosen.user, environ) if chosen.user.startswith(_VARIABLE) else ""


def _named(word: str, environ: Mapping[str, str]) -> str:
    """The value of a variable for `env:VARIABLE` (empty if not set), any other word unchanged."""
    if not word.startswith(_VARIABLE):
        return word
    return environ.get(word.removeprefix(_VARIABLE), "").strip()
