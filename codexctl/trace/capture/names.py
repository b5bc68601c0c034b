"""What may pass as a name: the form of one, attribute by attribute, and what becomes of the rest.

Ids, models and versions leave in every mode, so that somebody's text must not pass as one of
them: a key that was pasted where a model belongs, an address in a session's id. What does not
look like a name becomes `hashed:` and 16 hexadecimal digits: still the same for the same value.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

from codexctl.trace.spans import attribute_names as attribute

HASHED = "hashed:"
_HASH_DIGITS = 16
_IS_HASHED = re.compile(r"hashed:[0-9a-f]{16}\Z")
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Prefixes of the ids that model servers generate, by which one kind of id is distinguished from
# another.
_PREFIX = (
    r"(?:call|chatcmpl(?:-tool)?|cmpl|ctc|exec|fc|fcall|function-call|gen|item|lsh|msg|resp|response|rs|run|sess"
    r"|session|step|t|thread|tool|toolu|turn|u|ws|agent|child|root|review|c|s|r|th|p)"
)
_BODY = rf"(?:{_UUID}|[0-9a-f]{{32,64}}|[A-Za-z0-9]{{1,32}}|\d{{1,6}}(?:[_-]\d{{1,6}}){{1,2}})"
# A counter after words, as test servers use them.
_COUNTED = r"[a-z]{2,12}(?:_[a-z]{2,12}){1,3}_\d{1,4}(?:_\d{1,4})?"
_ONE_ID = (
    rf"(?:{_UUID}|[a-z]{{1,8}}_{_UUID}|{_COUNTED}|{_PREFIX}(?:[_-]{_BODY}|\d{{0,20}})|\d{{1,20}})"
)
_ID = re.compile(rf"{_ONE_ID}(?:[|:]{_ONE_ID})?\Z")
# Ids that no key looks like: they need no further check.
_PLAIN_ID = re.compile(
    rf"(?:{_UUID}|call_[A-Za-z0-9]{{24}}|(?:resp|msg|rs|fc)_[0-9a-f]{{48,56}}|(?:t|u|turn|call|c|s)?-?\d{{1,6}})\Z"
)
# Text in which no usual rule finds anything: a token is longer, an address or a number has more
# digits, and everything else that a rule finds has another character. Loading the rules only for
# this would take a process without other content longer than everything else that it does.
_PLAIN_NAME = re.compile(
    r"(?=(?:\D*\d){0,3}\D*\Z)(?=.{1,19}\Z)[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+|\.\d+)*\Z"
)
# A word with a number in it: `gpt`, `5`, `4o`, `llama3`, `70b`, `q4`, `20250514`, `A22B`.
_PIECE = (
    r"(?:[A-Za-z]{1,14}\d{0,4}[A-Za-z]{0,3}|\d{1,8}[A-Za-z]{0,3}|[A-Za-z]\d{1,3}[A-Za-z]\d{0,2})"
)
_WORDS = rf"{_PIECE}(?:[-_.]{{1,2}}{_PIECE}){{0,11}}"
# A model's name with an organisation or a version looks like a path or a URL, but is neither.
_MODEL = re.compile(rf"{_WORDS}(?:[/:@]{_WORDS}){{0,3}}\Z")
_NAME = re.compile(rf"_{{0,2}}{_PIECE}(?:[-_./:]{{1,2}}{_PIECE}){{0,11}}_{{0,2}}\Z")
# Its words come from a list, because free words could be anybody's text.
_VERSION = re.compile(
    r"\d{1,5}(?:\.\d{1,5}){1,3}"
    r"(?:-(?:alpha|beta|rc|dev|pre|preview|canary|nightly|next)(?:[.-]?\d{1,8}){0,2})?"
    r"(?:\+g?[0-9a-f]{7,10})?\Z"
)
_ERROR = re.compile(r"[a-z]{1,20}\d{0,3}(?:_[a-z]{1,20}\d{0,3}|_\d{1,4}){0,8}\Z")

# The form, and with it the length, of each attribute that is a name.
FORMS: Mapping[str, tuple[re.Pattern[str], int]] = {
    attribute.GEN_AI_CONVERSATION_ID: (_ID, 140),
    attribute.GEN_AI_RESPONSE_ID: (_ID, 140),
    attribute.GEN_AI_TOOL_CALL_ID: (_ID, 140),
    attribute.CODEX_TURN_ID: (_ID, 140),
    attribute.CODEX_THREAD_ID: (_ID, 140),
    attribute.GEN_AI_REQUEST_MODEL: (_MODEL, 100),
    attribute.GEN_AI_TOOL_NAME: (_NAME, 64),
    attribute.GEN_AI_AGENT_NAME: (_NAME, 64),
    attribute.GEN_AI_PROVIDER_NAME: (_NAME, 64),
    attribute.MCP_SERVER_NAME: (_NAME, 64),
    attribute.CODEX_ORIGINATOR: (_NAME, 64),
    attribute.CODEX_CLI_VERSION: (_VERSION, 64),
    attribute.CODEX_RATE_LIMIT_ID: (_NAME, 64),
    attribute.CODEX_RATE_LIMIT_NAME: (_NAME, 64),
    attribute.ERROR_TYPE: (_ERROR, 64),
}
_LONGEST = max(length for _, length in FORMS.values())


class Mask(Protocol):
    """What masks a text; `is_usual` if it does so by codexctl's own rules and no others."""

    is_usual: bool

    def __hash__(self) -> int: ...

    def mask(self, text: str) -> str:
        """The text without its secrets."""
        ...


def told(key: str, value: str, masker: Mask | None) -> str:
    """A name within the limits: itself, if it has its form and holds no secret, else hashed.

    `key` is the attribute that it is in; `masker` None means that the form alone decides.
    """
    # Longer texts are not names, and would fill the memory of the cache.
    return _told(key, value, masker) if len(value) <= _LONGEST else hashed(value)


@lru_cache(maxsize=512)
def _told(key: str, value: str, masker: Mask | None) -> str:
    """The same, remembered: a thread's ids and its models come in every turn and span."""
    return value if is_name(key, value, masker) else hashed(value)


def is_name(key: str, value: str, masker: Mask | None) -> bool:
    """Whether a value has the form of what its attribute names, and nothing in it is a secret.

    Without a masker the form alone decides.
    """
    form, length = FORMS[key]
    if len(value) > length or not (form.match(value) or _IS_HASHED.match(value)):
        return False
    if _PLAIN_ID.match(value) or _IS_HASHED.match(value) or form is _VERSION:
        return True
    if masker is None or (masker.is_usual and _PLAIN_NAME.match(value)):
        return True
    return masker.mask(value) == value


def hashed(value: str) -> str:
    """What replaces a value that is not shown: the same for the same value, and marked."""
    # surrogatepass: every text from a file must have a digest; nothing here may raise.
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
    return HASHED + digest[:_HASH_DIGITS]
