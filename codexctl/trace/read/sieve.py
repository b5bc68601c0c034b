"""Which lines need no decoding, told by their first bytes: they say nothing that is asked for.

Decoding is most of the work, and most bytes are outputs, pictures and ciphers. A line that is
written in another order or with blanks is simply decoded: the sieve saves time, it decides
nothing (key order of Codex CLI 0.117 to 0.169.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from codexctl.trace.tools import GIVE_WORK

# The possible kinds of a line.
NEEDLESS, RECORD, COUNT, SAID, START = "needless", "record", "count", "said", "start"

_ENVELOPE = rb'\{"timestamp":"[^"]{1,40}",(?:"ordinal":\d{1,18},)?"type":"'
# How lines begin after that, up to the word that names their kind. The beginning of an item or a
# message is the same as that of an event or a response.
_TOP = b""
_EVENT = rb'event_msg","payload":\{"type":"'
_RESPONSE = rb'response_item","payload":\{"type":"'
_ITEM = (
    rb'item_completed","thread_id":"[^"]{1,60}",'
    rb'"turn_id":"[^"]{1,60}","item":\{"type":"'
)
_MESSAGE = rb'message",(?:"id":"[^"]{0,80}",)?"role":"'

_GIVE_WORK = "|".join(sorted({*GIVE_WORK.values()})).encode()

# The position of a word, the kind of line that it means, and the word.
_Word = tuple[bytes, str, bytes]
_USELESS: tuple[_Word, ...] = (
    (_TOP, NEEDLESS, rb'(?:world_state|retained_context|realtime_item|security_risk_score)"'),
    # What people write to the model: prompts are read from their own events.
    (_MESSAGE, NEEDLESS, rb'user"'),
    (
        _EVENT,
        NEEDLESS,
        rb'(?:agent_message|agent_reasoning|agent_reasoning_raw_content|context_compacted)"',
    ),
    (_ITEM, NEEDLESS, rb'(?:AgentMessage|Reasoning)"'),
)
# What Codex itself writes to the model: 30 KB in a thread, needed only if instructions are
# captured.
_INSTRUCTIONS: tuple[_Word, ...] = (
    (_MESSAGE, NEEDLESS, rb'developer"'),
    (_RESPONSE, NEEDLESS, rb'additional_tools"'),
)
_NO_FIGURES: tuple[_Word, ...] = (
    (_EVENT, NEEDLESS, rb'thread_settings_applied"'),
    # Only outputs that name another thread are needed: they begin with its id.
    (_RESPONSE, NEEDLESS, rb'(?:custom_tool_call_output|tool_search_output)"'),
    (
        _RESPONSE,
        NEEDLESS,
        (
            rb'function_call_output",(?:"id":"[^"]{0,80}",)?'
            rb'"call_id":"[^"]{0,80}","output":(?!"\{\\"(?:' + _GIVE_WORK + rb')\\")'
        ),
    ),
    # Whether a turn without an answer had a prompt matters only if prompts are `user_message`
    # events.
    (_ITEM, NEEDLESS, rb'UserMessage"'),
    (
        _ITEM,
        NEEDLESS,
        rb'(?:CommandExecution|FileChange|McpToolCall|ImageView)","id":"(?!exec-)',
    ),
)
# If a turn has usage records, the model's text and its token counts add nothing. But the last count
# is needed, to recognise counts of a later turn that an older release wrote.
_COUNTERS: tuple[_Word, ...] = (
    (_TOP, RECORD, rb'token_usage_record"'),
    (_MESSAGE, SAID, rb'assistant"'),
    (_RESPONSE, SAID, rb'reasoning"'),
    (_EVENT, COUNT, rb'token_count"'),
    (_EVENT, START, rb'task_started"'),
)


@dataclass(frozen=True)
class Sieve:
    """Tells what a line is by what its words say; made when the first line is asked about."""

    words: tuple[_Word, ...]

    @property
    def pattern(self) -> re.Pattern[bytes]:
        """What matches lines."""
        return self._made[0]

    @property
    def kinds(self) -> tuple[str | None, ...]:
        """What a line is, by the number of the group that matched; None for group 0."""
        return self._made[1]

    @cached_property
    def _made(self) -> tuple[re.Pattern[bytes], tuple[str | None, ...]]:
        return _sieve(self.words)


def _sieve(words: Iterable[_Word]) -> tuple[re.Pattern[bytes], tuple[str | None, ...]]:
    """One pattern for all words: what several lines have in common is looked at once."""
    kinds: list[str | None] = [None]

    def ways(at: bytes) -> Iterator[bytes]:
        for place, kind, word in words:
            if place == at:
                kinds.append(kind)
                yield b"(%s)" % word

    pattern = _ENVELOPE + _either(
        (
            _RESPONSE + _either((*ways(_RESPONSE), _MESSAGE + _either(ways(_MESSAGE)))),
            _EVENT + _either((*ways(_EVENT), _ITEM + _either(ways(_ITEM)))),
            *ways(_TOP),
        )
    )
    return re.compile(pattern), tuple(kinds)


def _either(ways: Iterable[bytes]) -> bytes:
    return b"(?:%s)" % b"|".join(ways)


# If instructions are captured, only lines from which nothing is made are skipped; otherwise also
# instructions; for figures also lines on which no figure of a turn depends.
FOR_EVERYTHING = Sieve(_USELESS)
FOR_SPANS = Sieve((*_USELESS, *_INSTRUCTIONS))
FOR_FIGURES = Sieve((*_USELESS, *_INSTRUCTIONS, *_NO_FIGURES, *_COUNTERS))
