"""Which turns each destination has: a look at the cursors that changes nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from codexctl.deliver.cursors.schema import MIGRATIONS
from codexctl.deliver.sqlite.read_only import open_read_only

Place = tuple[str, str]


class Fate(Enum):
    """What became of a turn at one destination."""

    delivered = "delivered"
    refused = "refused"
    waiting = "waiting"
    earlier = "earlier"  # ended before the destination was set up, not sent automatically


@dataclass(frozen=True, slots=True)
class Delivered:
    """A turn at one destination; `why` is the reason of a refusal, or what went wrong last."""

    destination: str
    fate: Fate
    why: str = ""


def delivered(
    path: Path, names: Sequence[str], turns: Sequence[tuple[str, str, int]]
) -> dict[Place, list[Delivered]]:
    """The state of turns at destinations, by thread and turn; empty before the first delivery.

    `path` is the cursors' file, `turns` are (thread, turn, began in nanoseconds since 1970).
    Raises NotReady and Broken as `open_read_only`.
    """
    connection = open_read_only(path, MIGRATIONS)
    if connection is None:
        return {}
    try:
        known = {
            name: (since_ns, last_error)
            for name, since_ns, last_error in connection.execute(
                "SELECT name, since_ns, last_error FROM destinations"
            )
        }
        rows = connection.execute(
            "SELECT destination, thread_id, turn_id, refused FROM json_each(?) AS name"
            " CROSS JOIN json_each(?) AS turn CROSS JOIN acknowledged ON destination = name.value"
            " AND thread_id = turn.value ->> 0 AND turn_id = turn.value ->> 1",
            (json.dumps(names), json.dumps(turns)),
        )
        said = {(name, thread, turn): refused for name, thread, turn, refused in rows}
    finally:
        connection.close()
    return {
        (thread, turn): [
            _stand(name, said.get((name, thread, turn)), began, *known[name])
            for name in names
            if name in known
        ]
        for thread, turn, began in turns
    }


def _stand(
    name: str, refused: str | None, began_ns: int, since_ns: int, last_error: str
) -> Delivered:
    if refused is None:
        is_earlier = began_ns < since_ns
        return (
            Delivered(name, Fate.earlier)
            if is_earlier
            else Delivered(name, Fate.waiting, last_error)
        )
    return Delivered(name, Fate.refused, refused) if refused else Delivered(name, Fate.delivered)
