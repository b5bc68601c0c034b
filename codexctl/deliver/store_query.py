"""Which turns of the local store are wanted, and the figures of their steps."""

from __future__ import annotations

from dataclasses import dataclass

CHAT = "chat"
TOOL = "execute_tool"


@dataclass(frozen=True, slots=True)
class TurnFilter:
    """What turns must have in common; what is empty does not matter.

    `since` and `until` are RFC 3339 in UTC with milliseconds, as `turns.started_at` is; the
    second is not included. `session` is an id or how one begins, `cwd` a folder: turns below it
    count. `model` and `status` are exact.
    """

    since: str = ""
    until: str = ""
    session: str = ""
    model: str = ""
    status: str = ""
    cwd: str = ""

    def where(self) -> tuple[str, list[str]]:
        """Give SQL for a WHERE on `turns`, and its values. Every comparison can use an index."""
        terms: list[tuple[str, str]] = []
        if self.since:
            terms.append(("turns.started_at >= ?", self.since))
        if self.until:
            terms.append(("turns.started_at < ?", self.until))
        if self.session:
            terms += [("session_id >= ?", self.session), ("session_id < ?", self.session + "~")]
        if self.model:
            terms.append(("model = ?", self.model))
        if self.status:
            terms.append(("status = ?", self.status))
        sql = [term for term, _ in terms]
        values = [value for _, value in terms]
        folder = self.cwd.rstrip("/")
        if self.cwd:
            # `0` is the character after `/`: the range holds the folder's inside.
            sql.append("(cwd = ? OR (cwd >= ? AND cwd < ?))")
            values += [folder or "/", folder + "/", folder + "0"]
        return " AND ".join(["is_marked = 0", *sql]), values


EVERYTHING = TurnFilter()


@dataclass(frozen=True, slots=True)
class Step:
    """A model call or a tool call: times in nanoseconds, tokens None where none were reported.

    `name` is the model or the tool; `model` and `cwd` are those of its turn.
    """

    operation: str
    name: str
    provider: str
    started_ns: int
    took_ns: int
    error_type: str
    input_tokens: int | None
    cached_input_tokens: int | None
    cache_write_input_tokens: int | None
    output_tokens: int | None
    reasoning_output_tokens: int | None
    model: str
    cwd: str


STEP_COLUMNS = (
    "operation, name, provider, started_ns, took_ns, error_type, input_tokens,"
    " cached_input_tokens, cache_write_input_tokens, output_tokens, reasoning_output_tokens"
)


@dataclass(frozen=True, slots=True)
class TurnRow:
    """What sums need of a turn."""

    started_at: str
    status: str
    model: str
    cwd: str
