"""JSON with comments, as some programs write their files, made plain JSON."""

from __future__ import annotations

import re

# A comment of JSON with comments, or a text that may contain something similar; and trailing
# commas.
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|/\*.*?\*/|//[^\n]*', re.DOTALL)
_COMMA = re.compile(r'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])', re.DOTALL)


def plain_json(text: str) -> str:
    """JSON without the comments and final commas that some programs write."""
    without = _COMMENT.sub(lambda match: match[1] or " ", text.removeprefix("\ufeff"))
    return _COMMA.sub(lambda match: match[1] or "", without)
