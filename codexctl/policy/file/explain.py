"""What the keys of the policy mean, from the table that the reader uses."""

from __future__ import annotations

from dataclasses import dataclass

from codexctl.errors import UsageError
from codexctl.policy.file.chosen import ANY, MEMBERS, row_of
from codexctl.policy.file.fields import FIELDS, TOP, VERSION
from codexctl.policy.file.read import LAST_LINE
from codexctl.wording import did_you_mean

_TOP_MEANING = {
    "version": f"The form of the file. This codexctl reads {VERSION}; any other fails closed.",
    "sealed": f"Whether the file ends with the line `{LAST_LINE}`: one that says so and does not"
    " was cut off on its way, and fails closed.",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it is for, and the values that it takes."""

    name: str
    meaning: str
    takes: str


def keys(name: str = "") -> tuple[Key, ...]:
    """All keys, those of one table, or one key.

    `name` is a key (`capture.max`), a table (`capture`), or empty for all; `destination.NAME.*` are
    the members of such a table. A feature flag is explained by its table. Raises UsageError for an
    unknown name.
    """
    known = {key: Key(key, _TOP_MEANING[key], takes.removeprefix("must be "))
             for key, takes in TOP.items()}  # fmt: skip
    known |= {key: Key(key, field.meaning, field.must) for key, field in FIELDS.items()}
    if members := _members(name):
        return members
    name = row_of(*name.split(".", 1)) if "." in name else name
    chosen = tuple(key for key in known.values() if _is_meant(key.name, name))
    if not chosen:
        hint = did_you_mean(name, known, "codexctl policy explain")
        raise UsageError(f"{name} is not a key of the policy", hint)
    return chosen


def _members(name: str) -> tuple[Key, ...]:
    """The members of a `destination.NAME` table, or one of them; empty for other names."""
    table, _, rest = name.partition(".")
    own, _, member = rest.partition(".")
    if table != "destination" or member not in ("*", *MEMBERS) or not own:
        return ()
    return tuple(
        Key(f"destination.{ANY}.{key}", field.meaning, field.must)
        for key, field in MEMBERS.items()
        if member in ("*", key)
    )


def _is_meant(key: str, name: str) -> bool:
    return not name or key == name or key.startswith(f"{name}.") or _is_flag_of(key, name)


def _is_flag_of(key: str, name: str) -> bool:
    return key == "codex.features" and name.startswith(f"{key}.")
