"""A config.toml without what the policy forbids, for code that writes one for Codex."""

from __future__ import annotations

from pathlib import Path

from codexctl.codex.config.files import (
    feature_places,
    flag_value,
)
from codexctl.codex.config.written import Written
from codexctl.document import toml_keys
from codexctl.document.data import MISSING
from codexctl.policy.audit.file_contents import data_in, trust_in
from codexctl.policy.file.model import Policy


def allowed_text(policy: Policy, before: bytes | None, after: bytes) -> bytes:
    """A config.toml without new values that the policy forbids.

    `before` is None if there was no file. Forbidden trust is left out, and pinned feature flags get
    the policy's value; everything else stays byte for byte.
    """
    old, new = data_in(before), data_in(after)
    # Keeps bytes that are not UTF-8.
    text = after.decode(errors="surrogateescape")
    if not policy.trust.self_trust:
        had = set(trust_in(old).values())
        for key in (key for key, value in trust_in(new).items() if value not in had):
            text = toml_keys.unset(text, ("hooks", "state", key))
    for name, on in policy.codex.features.items():
        for place in feature_places(name):
            value = Written(Path(), data=new).value(place)
            if value is not MISSING and flag_value(value) is not on:
                text = toml_keys.set_value(text, tuple(map(str, place)), on)
    return text.encode(errors="surrogateescape")
