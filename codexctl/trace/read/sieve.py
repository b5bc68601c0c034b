"""Which lines need no decoding, told by their first bytes: they say nothing that is asked for.

Decoding is most of the work, and most bytes are outputs, pictures and ciphers. A line that is
written in another order or with blanks is simply decoded: the sieve saves time, it decides
nothing (key order of Codex CLI 0.117 to 0.169.0).
"""

from __future__ import annotations

import re

from codexctl.trace.tools import GIVE_WORK

# The groups of a sieve: what a matching line is.
NEEDLESS, RECORD, COUNT, SAID, START = "needless", "record", "count", "said", "start"

_ENVELOPE = rb'\{"timestamp":"[^"]{1,40}",(?:"ordinal":\d{1,18},)?"type":'
_EVENT = rb'"event_msg","payload":\{"type":'
_RESPONSE = rb'"response_item","payload":\{"type":'
_MESSAGE = _RESPONSE + rb'"message",(?:"id":"[^"]{0,80}",)?"role":'
_ITEM = (
    _EVENT + rb'"item_completed","thread_id":"[^"]{1,60}",'
    rb'"turn_id":"[^"]{1,60}","item":\{"type":'
)
_GIVE_WORK = "|".join(sorted({*GIVE_WORK.values()})).encode()
_USELESS = (
    rb'"(?:world_state|retained_context|realtime_item|security_risk_score)"',
    # What people and Codex itself tell the model; prompts are read from their own events.
    _MESSAGE + rb'"(?:user|developer)"',
    _RESPONSE + rb'"additional_tools"',
    _EVENT + rb'"(?:agent_message|agent_reasoning|agent_reasoning_raw_content'
    rb'|context_compacted)"',
    _ITEM + rb'"(?:AgentMessage|Reasoning)"',
)
_NO_FIGURES = (
    _EVENT + rb'"thread_settings_applied"',
    # Of outputs, only those that name another thread count: they begin with its id.
    _RESPONSE + rb'"(?:custom_tool_call_output|tool_search_output)"',
    _RESPONSE + rb'"function_call_output",(?:"id":"[^"]{0,80}",)?'
    rb'"call_id":"[^"]{0,80}","output":(?!"\{\\"(?:' + _GIVE_WORK + rb')\\")',
    # Whether a turn without answer had a prompt matters only where prompts are `user_message`.
    _ITEM + rb'"UserMessage"',
    _ITEM + rb'"(?:CommandExecution|FileChange|McpToolCall|ImageView)","id":"(?!exec-)',
)
# Where a turn has usage records, what the model wrote and its token counts say nothing new. But
# for the last count: those of a later turn, which an older release may write, are told from it.
_COUNTERS = {
    RECORD: rb'"token_usage_record"',
    SAID: rb"(?:" + _MESSAGE + rb'"assistant"|' + _RESPONSE + rb'"reasoning")',
    COUNT: _EVENT + rb'"token_count"',
    START: _EVENT + rb'"task_started"',
}


def _sieve(needless: tuple[bytes, ...], others: dict[str, bytes]) -> re.Pattern[bytes]:
    groups = {NEEDLESS: b"|".join(needless), **others}
    named = [b"(?P<%s>%s)" % (name.encode(), pattern) for name, pattern in groups.items()]
    return re.compile(_ENVELOPE + b"(?:" + b"|".join(named) + b")")


# For spans: what no span is made from. For figures: also what no figure of a turn depends on.
FOR_SPANS = _sieve(_USELESS, {})
FOR_FIGURES = _sieve((*_USELESS, *_NO_FIGURES), _COUNTERS)
