"""The place of a key in the policy: `/etc/codexctl/policy.toml:7`."""

from __future__ import annotations

from codexctl.errors import PolicyRefused
from codexctl.policy.file.model import Policy
from codexctl.wording import safe

DEFAULT = "default"


def line_of(policy: Policy, key: str) -> int | None:
    """The line of a key (`codex.features`), or the first line below it; None if it is not set.

    A key in an inline table has the line of that table.
    """
    lines = policy.lines
    below = (line for name, line in lines.items() if name.startswith(f"{key}."))
    found = lines.get(key) or min(below, default=None)
    table, _, name = key.rpartition(".")
    if found is None and table and name and not _is_spelled_out(policy, table):
        return line_of(policy, table)
    return found


def said_at(policy: Policy, key: str) -> str:
    """File and line of a key, such as `capture.max`.

    Without a line if the file cannot be used or the line is not known.
    """
    line = line_of(policy, key)
    if policy.problem:
        return f"{policy.path} (cannot be used)"
    return f"{policy.path}:{line}" if line else str(policy.path)


def refusal(policy: Policy, key: str, what: str) -> PolicyRefused:
    """The error for something that a key of the policy forbids: which line, and whom to ask.

    `what` is the end of the sentence "the administrator's policy does not allow …".
    """
    return PolicyRefused(forbids(what), who_says(policy, key))


def forbids(what: str) -> str:
    """The sentence that the policy forbids something; `what` is its end."""
    return f"the administrator's policy does not allow {what}"


def who_says(policy: Policy, key: str) -> str:
    """The line that forbids something, and whom to ask about it.

    It is the end of a sentence, or a hint by itself.
    """
    said = f"{said_at(policy, key)} says so" if not policy.problem else safe(policy.problem)
    return f"{said}; ask {safe(policy.contact)}" if policy.contact else said


def _is_spelled_out(policy: Policy, table: str) -> bool:
    """Whether the keys of a table have lines of their own."""
    return any(name.startswith(f"{table}.") for name in policy.lines)
