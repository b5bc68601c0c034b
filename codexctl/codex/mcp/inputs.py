"""Values that another program asks its user for, as its file declares them.

VS Code: `promptString`, `pickString` and `command`; one alone is a secret, `promptString` with
`password: true` (code.visualstudio.com/docs/copilot/reference/mcp-configuration, 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Input:
    """One value. `usual` is what it is if its user only says yes, None where there is no such."""

    name: str
    is_secret: bool
    usual: str | None = None


def inputs_of(data: Mapping[str, Any], member: str) -> dict[str, Input]:
    """The inputs that a file declares in a member, by name; none where it has no such list."""
    return {found.name: found for found in _declared(data.get(member))}


def _declared(listed: Any) -> Iterator[Input]:
    for one in listed if isinstance(listed, list) else ():
        name = one.get("id") if isinstance(one, Mapping) else None
        if isinstance(name, str):
            usual = one.get("default")
            is_secret = one.get("type") == "promptString" and one.get("password") is True
            yield Input(name, is_secret, usual if isinstance(usual, str) else None)


class Inputs:
    """The inputs of a file, found in its texts by the program's way of naming them there.

    `pattern` has the name as its group `name`.
    """

    def __init__(self, pattern: str, declared: Mapping[str, Input]) -> None:
        self._pattern, self._declared = re.compile(pattern), declared

    def asked(self, text: str) -> set[str]:
        """The names of those that a text holds."""
        return {match["name"] for match in self._pattern.finditer(text)}

    def is_secret(self, name: str) -> bool:
        """Whether an input is a secret; of one that the file does not declare nobody knows."""
        return name not in self._declared or self._declared[name].is_secret

    def filled(self, text: str) -> tuple[str, list[str]]:
        """A text with the usual value of each that is not a secret, and the names of those."""
        usual = {
            name: self._declared[name].usual
            for name in sorted(self.asked(text))
            if not self.is_secret(name)
        }
        known = {name: value for name, value in usual.items() if value is not None}
        shown = self._pattern.sub(lambda match: known.get(match["name"], match[0]), text)
        return shown, list(known)
