"""One made-up turn: its model calls, its tools and its subagent, drawn by a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from codexctl.trace.read.events import Said, ThreadMeta, Utterance
from codexctl.trace.turns.turn import Link, ModelCall, ToolCall, Turn
from codexctl.trace.usage import Usage
from tests.bench.support.many import texts

END = datetime(2026, 11, 20, tzinfo=UTC)
DAYS = 730
SECOND = 1_000_000_000
# Models by the first day on which they are used; the last two have no price.
MODELS = (
    (0, "gpt-5"),
    (0, "gpt-5-codex"),
    (200, "gpt-5.1-codex"),
    (300, "gpt-5.2-codex"),
    (450, "gpt-5.5"),
    (0, "gpt-5-mini"),
    (350, "codex-auto-review"),
    (100, "qwen3-coder:30b"),
)
_TIERS = ("", "", "", "default", "flex", "priority")
_STATUSES = ("completed",) * 22 + ("failed", "interrupted", "incomplete")
_ERRORS = ("usage_limit_exceeded", "stream_error", "context_window_exceeded", "http_500")
_TOOLS = ("exec_command",) * 7 + ("apply_patch", "update_plan", "search_issues", "view_image")


@dataclass(slots=True)
class Drawn:
    """Draws one turn: `asked` tools, each by a model call of its own, and a last call.

    `only` is the status that it has whatever is drawn, `model` likewise; empty where they are free.
    """

    rng: random.Random
    thread: ThreadMeta
    at: int
    asked: int
    only: str = ""
    model: str = ""
    calls: list[ModelCall] = field(default_factory=list)
    tools: list[ToolCall] = field(default_factory=list)

    def turn(self, root: str = "", parent: str = "") -> Turn:
        """The turn; a subagent's names its root turn and the turn that spawned it."""
        rng = self.rng
        begun = self.calls[0].started if self.calls else self.at
        turn_id = uuid7(rng, begun)
        model = self._model(begun)
        prompt = self._utterance(Said.prompt, rng.choice((1, 1, 1, 1, 2, 5)))
        status = self.only or rng.choice(_STATUSES)
        tier = rng.choice(_TIERS)
        for _ in range(self.asked):
            self.respond(model, tier, self._tool())
        if status == "completed" or not self.calls:
            self.respond(model, tier, is_cut=status != "completed")
        return Turn(
            thread=self.thread,
            turn_id=turn_id,
            root_turn_id=root or turn_id,
            parent_turn_id=parent,
            status=status,
            error=rng.choice(_ERRORS) if status == "failed" else "",
            started=begun,
            ended=self.at,
            duration_ms=None if status == "incomplete" else (self.at - begun) // 1_000_000,
            first_token_ms=rng.randint(200, 4000),
            models=(model,),
            model=model,
            effort="medium",
            cwd=self.thread.cwd,
            prompts=(prompt,),
            answer=self.calls[-1].said[-1].text if status == "completed" else "",
            calls=tuple(self.calls),
            tools=tuple(self.tools),
        )

    def with_subagent(self) -> tuple[Turn, Link, Turn]:
        """A turn that spawned an agent in its first call, the link between them, and its turn."""
        rng, thread = self.rng, self.thread
        self.model = self._model(self.at)
        spawned = self.at + 30 * SECOND
        child_id = uuid7(rng, spawned)
        spawn = ToolCall(
            call_id=f"call_{rng.getrandbits(48):012x}",
            name="spawn_agent",
            started=spawned,
            ended=spawned + SECOND,
            arguments=f'{{"message":"{texts.command(rng)}"}}',
            output=f'{{"agent_id":"{child_id}","nickname":"Lovelace"}}',
            answered=True,
        )
        self.respond(self.model, "", spawn)
        turn = self.turn()
        meta = ThreadMeta(
            at=spawned,
            thread_id=child_id,
            session_id=thread.session_id,
            parent_thread_id=thread.thread_id,
            provider=thread.provider,
            nickname="Lovelace",
            cwd=thread.cwd,
            cli_version=thread.cli_version,
        )
        work = Drawn(rng, meta, spawned + SECOND, asked=rng.choice((1, 2)), only="completed")
        child = work.turn(turn.root_turn_id, turn.turn_id)
        ids = (thread.session_id, thread.thread_id, turn.turn_id, turn.root_turn_id)
        return turn, Link(*ids, spawn.call_id, 0, child_id, spawned), child

    def _model(self, at: int) -> str:
        if self.model:
            return self.model
        day = (at // SECOND - int(END.timestamp())) // 86400 + DAYS
        return self.rng.choice([name for since, name in MODELS if since <= day])

    def _utterance(self, kind: Said, sentences: int) -> Utterance:
        say = {Said.prompt: texts.asked, Said.answer: texts.answered}.get(kind, texts.said)
        return Utterance(at=self.at, said=kind, text=say(self.rng, sentences))

    def respond(
        self, model: str, tier: str, tool: ToolCall | None = None, *, is_cut: bool = False
    ) -> None:
        """A model call that begins now, and after it the tool that it asked for."""
        rng = self.rng
        begun, ended = self.at, self.at + rng.randint(800, 20_000) * 1_000_000
        read, written = rng.randint(2_000, 60_000), rng.randint(20, 3_000)
        usage = Usage(read, read * rng.randint(0, 9) // 10, 0, written, written // 3)
        kind = Said.reasoning if tool else Said.answer
        self.calls.append(
            ModelCall(
                index=len(self.calls),
                model=model,
                effort="medium",
                started=begun,
                ended=ended,
                response_id=f"resp_{rng.getrandbits(64):016x}",
                usage=None if is_cut else usage,
                said=(self._utterance(kind, rng.choice((1, 2, 4))),),
                call_ids=(tool.call_id,) if tool else (),
                tier=tier,
            )
        )
        self.at = ended
        if tool:
            self.tools.append(tool)
            self.at = max(tool.ended, ended)

    def _tool(self) -> ToolCall:
        """The tool that the next model call asks for, which takes up to 20 seconds."""
        rng = self.rng
        name = rng.choice(_TOOLS)
        failed = rng.random() < 0.06
        waited = rng.randint(1, 90) * SECOND if rng.random() < 0.05 else 0
        begun = self.at + 20 * SECOND + waited
        exit_code = int(failed) if name == "exec_command" else None
        return ToolCall(
            call_id=f"call_{rng.getrandbits(48):012x}",
            name=name,
            started=begun,
            ended=begun + rng.randint(20, 30_000) * 1_000_000,
            inferred=False,
            answered=True,
            exit_code=exit_code,
            error_type=("exit_code" if exit_code is not None else "tool_error") if failed else "",
            waited=waited,
            **texts.work(rng, name, self.thread.cwd, int(failed)),
        )


def uuid7(rng: random.Random, at_ns: int) -> str:
    stamp = at_ns // 1_000_000
    return str(UUID(int=stamp << 80 | 7 << 76 | 2 << 62 | rng.getrandbits(62)))
