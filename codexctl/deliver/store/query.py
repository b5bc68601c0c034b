"""Which turns of the local store are wanted, and the figures of their steps."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from codexctl.trace.labels import LABELS
from codexctl.trace.spans.attribute_names import CHAT, EXECUTE_TOOL
from codexctl.trace.values import instant

# The kinds of text that can be searched, which are the columns of the index.
KINDS = ("prompts", "answers", "commands", "output", "paths")
# A word as the index has it, with a star after it.
_WORD = re.compile(r"([^\W_]+)(\*?)")
# The index does not yet contain the words of these turns.
_UNREAD = " OR number < 1 OR number IN (SELECT number FROM numbered WHERE is_indexed = 0)"


@dataclass(frozen=True, slots=True)
class TurnFilter:
    """What turns must have in common; what is empty does not matter.

    `since` and `until` are RFC 3339 in UTC with milliseconds, as `turns.started_at` is; the
    second is not included. `session` is an id or how one begins, `trace` a whole id, `folders`
    are the working directories, each exactly as it is stored (None: any). `tool` is one that the
    turn called, `origin` what began it (`codex_exec`), `home` the Codex home that recorded it.
    `text` are words that are in the turn, all of them, in what `text_kinds` names; with
    `unread_too` turns whose words are not in the index yet count as well. The others are exact.
    """

    since: str = ""
    until: str = ""
    session: str = ""
    trace: str = ""
    model: str = ""
    status: str = ""
    folders: tuple[str, ...] | None = None
    workspace: str = ""
    environment: str = ""
    agent_id: str = ""
    user: str = ""
    team: str = ""
    tool: str = ""
    tier: str = ""
    origin: str = ""
    home: str = ""
    text: str = ""
    text_kinds: tuple[str, ...] = KINDS
    unread_too: bool = False

    def where(self) -> tuple[str, list[str]]:
        """Give SQL for a WHERE on `turns`, and its values."""
        sql, values = self._of_turns()
        if self.model:
            sql.append("turns.model = ?")
            values.append(self.model)
        if self.tier:
            sql.append("turns.tier = ?")
            values.append(self.tier)
        if self.tool:
            sql.append(
                "EXISTS (SELECT 1 FROM steps WHERE steps.thread_id = turns.thread_id"  # noqa: S608
                f" AND steps.turn_id = turns.turn_id AND operation = '{EXECUTE_TOOL}'"
                " AND steps.name = ?)"
            )
            values.append(self.tool)
        if self.since:
            sql.append("turns.started_at >= ?")
            values.append(self.since)
        if self.until:
            sql.append("turns.started_at < ?")
            values.append(self.until)
        return " AND ".join(sql), values

    def where_steps(self) -> tuple[str, list[str | int]]:
        """Give the same for `steps` joined with `turns`, where each step speaks for itself.

        A step counts for when it ended, which Codex records (when a request began it does not),
        and a model call for its own model and tier, whenever and with which model its turn began;
        no model call is a tool's: so every filter finds what the group with that name holds.
        """
        sql, values = self._of_turns()
        bound: list[str | int] = [*values]
        if self.model:
            sql.append(f"CASE operation WHEN '{CHAT}' THEN steps.name ELSE turns.model END = ?")
            bound.append(self.model)
        if self.tier:
            sql.append(f"CASE operation WHEN '{CHAT}' THEN steps.tier ELSE turns.tier END = ?")
            bound.append(self.tier)
        if self.tool:
            sql.append(f"operation = '{EXECUTE_TOOL}' AND steps.name = ?")
            bound.append(self.tool)
        if self.since:
            sql.append("steps.started_ns + steps.took_ns >= ?")
            bound.append(instant(self.since) or 0)
        if self.until:
            sql.append("steps.started_ns + steps.took_ns < ?")
            bound.append(instant(self.until) or 0)
        return " AND ".join(sql), bound

    def _of_turns(self) -> tuple[list[str], list[str]]:
        sql, values = ["is_marked = 0"], list[str]()
        if self.session:
            sql.append("session_id >= ? AND session_id < ?")
            # `~` sorts after every character of an id, so the index finds all ids that begin like
            # it.
            values += [self.session, self.session + "~"]
        if self.trace:
            sql.append("turns.trace_id = ?")
            values.append(self.trace)
        for column in ("status", "origin", "home", *LABELS):
            if value := getattr(self, column):
                sql.append(f"{column} = ?")
                values.append(value)
        if self.folders is not None and len(self.folders) == 1:
            # For a single one, the index returns the turns in the order of time.
            sql.append("cwd = ?")
            values.append(self.folders[0])
        elif self.folders is not None:
            sql.append("cwd IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(self.folders))
        if self.text:
            asked = match(self.text, self.text_kinds)
            found = "number IN (SELECT rowid FROM words WHERE words MATCH ?)"
            found = f"({found}{_UNREAD})" if self.unread_too else found
            sql.append(found if asked else "0")
            values += [asked] if asked else []
        return sql, values


def match(text: str, kinds: Sequence[str] = KINDS) -> str:
    """What the index is asked for: all words of a text, each in one of the kinds.

    The last word, and one with a star behind it, may be the beginning of one. Nothing else in
    `text` means anything. Empty where nothing can be found, as there is no word or no kind.
    """
    words = [f'"{word}"{star}' for word, star in _WORD.findall(text)]
    asked = " ".join(words)
    if asked and not asked.endswith("*"):
        asked += "*"
    return f"{{{' '.join(kinds)}}} : ({asked})" if asked and kinds else ""


EVERYTHING = TurnFilter()


@dataclass(frozen=True, slots=True)
class Step:
    """A model call or a tool call: times in nanoseconds, tokens None where none were reported.

    `name` is the model or the tool; `model`, `cwd` and `session_id` are those of its turn.
    `waited_ns` is how long a person was waited for before it; `tier` is the service tier of a
    request and `server` the host that it went to, empty where they are not known.
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
    session_id: str = ""
    waited_ns: int = 0
    tier: str = ""
    server: str = ""

    @property
    def ended_ns(self) -> int:
        """When it was over: what it counts for in time."""
        return self.started_ns + self.took_ns


STEP_COLUMNS = (
    "operation, name, provider, started_ns, took_ns, error_type, input_tokens,"
    " cached_input_tokens, cache_write_input_tokens, output_tokens, reasoning_output_tokens,"
    " turns.model, cwd, session_id, steps.waited_ns, steps.tier, server"
)


@dataclass(frozen=True, slots=True)
class TurnRow:
    """What sums need of a turn."""

    started_at: str
    status: str
    model: str
    cwd: str
    session_id: str = ""
