"""One request of Codex to the model: who asks, what it offers, and what earlier outputs said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A logged request. `run`: the how-many-th Codex process asked; `at`: Unix seconds."""

    run: int
    at: float
    path: str
    headers: Mapping[str, str]
    body: Json

    @property
    def metadata(self) -> Json:
        """The `x-codex-turn-metadata` header; it has a turn_id since 0.117 at the latest."""
        found = json.loads(self.headers.get("x-codex-turn-metadata") or "{}")
        return found if isinstance(found, dict) else {}

    @property
    def session_id(self) -> str:
        """The root thread. Releases up to 0.130 wrote the header with an underscore."""
        return str(self.metadata.get("session_id") or self._header("session-id"))

    @property
    def thread_id(self) -> str:
        """The asking thread, which is the session where a version does not tell them apart."""
        named = self.metadata.get("thread_id") or self._header("thread-id")
        return str(named or self.session_id)

    @property
    def turn_id(self) -> str | None:
        """The turn that this request belongs to, if the version says so."""
        named = self.metadata.get("turn_id")
        return str(named) if named else None

    @property
    def kind(self) -> str:
        """`turn`, `compaction`, … ; `turn` where a version does not say."""
        return str(self.metadata.get("request_kind") or "turn")

    @property
    def is_child(self) -> bool:
        """True for a subagent's or a review child's request."""
        return self.thread_id != self.session_id or bool(self.child_kind)

    @property
    def child_kind(self) -> str:
        """What sort of child asks (`review`, `collab_spawn`, …); empty for the main thread."""
        return self.headers.get("x-openai-subagent", "")

    @property
    def version(self) -> tuple[int, ...]:
        """Codex's version out of the user agent, (0, 169, 0)."""
        found = re.search(r"/(\d+)\.(\d+)\.(\d+)", self.headers.get("user-agent", ""))
        return tuple(int(part) for part in found.groups()) if found else ()

    def offers(self, name: str, namespace: str | None = None) -> bool:
        """Whether the model is offered the tool `name`, flat or inside `namespace`."""
        return (namespace, name) in set(self._offered())

    def outputs(self) -> list[str]:
        """The texts of all tool outputs so far, oldest first."""
        items = self.body.get("input", [])
        return [
            json.dumps(i["output"])
            for i in items
            if str(i.get("type")).endswith("_output") and "output" in i
        ]

    def found(self, pattern: str) -> list[str]:
        """What `pattern`'s group matched in the outputs: the ids that Codex invented."""
        return [hit for text in self.outputs() for hit in re.findall(pattern, text)]

    def text(self) -> str:
        """All input and, at the end, the agent's path: for routes that look for a word."""
        path = str(self.metadata.get("agent_name", ""))
        return json.dumps(self.body.get("input", []), ensure_ascii=False) + path

    def _header(self, name: str) -> str:
        return self.headers.get(name) or self.headers.get(name.replace("-", "_")) or ""

    def _offered(self) -> Iterator[tuple[str | None, str]]:
        extra = [i for i in self.body.get("input", []) if i.get("type") == "additional_tools"]
        for tool in [*self.body.get("tools", []), *(t for i in extra for t in i["tools"])]:
            name = str(tool.get("name") or tool.get("type"))
            nested = tool.get("tools", [])
            yield from (
                ((name, str(inner.get("name"))) for inner in nested) if nested else ((None, name),)
            )
