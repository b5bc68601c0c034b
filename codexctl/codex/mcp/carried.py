"""What becomes of another program's server: a table of Codex's, secrets, and what is different."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """Why a server is not carried over."""

    no_server = "no-server"
    older_http = "sse"
    variable = "variable"
    secret_argument = "secret-argument"  # noqa: S105 - the name of a reason
    wrong_type = "wrong-type"


class Remark(StrEnum):
    """What is different about a server that is carried over."""

    left_out = "left-out"
    renamed = "renamed"
    value_of = "value-of"
    to_be_asked = "to-be-asked"
    usual_value = "usual-value"
    default_taken = "default-taken"
    default_lost = "default-lost"
    chosen_there = "chosen-there"


@dataclass(frozen=True, slots=True)
class Imported:
    """A server as Codex would have it.

    `secrets` are the values for the keyring, by variable or header, None where its owner has to
    type it; `prefixes` what is before such a header. `problem` says why it cannot be carried
    over, with the `member` that shows it; `remarks` pair what is different with that member.
    """

    name: str
    table: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    problem: Reason | None = None
    member: str = ""
    remarks: tuple[tuple[Remark, str], ...] = ()
