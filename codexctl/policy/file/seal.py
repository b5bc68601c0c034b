"""Sealed policies: one that was cut off in transfer counts as invalid, not as shorter."""

from __future__ import annotations

from codexctl.document import toml_keys
from codexctl.policy.file.read import LAST_LINE

_SEALED = ("sealed",)


def sealed(text: str) -> str:
    """Add the seal to a policy: the key `sealed`, and the last line that it announces.

    `text` is a whole, valid policy. Raises EditRefused if the key cannot be written.
    """
    text = toml_keys.set_value(text, _SEALED, value=True)
    lines = text.rstrip().splitlines()
    if lines[-1:] == [LAST_LINE]:
        return text
    return text + ("" if text.endswith("\n") else "\n") + f"\n{LAST_LINE}\n"
