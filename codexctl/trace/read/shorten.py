"""Texts of many megabytes, cut once they are decoded: code that holds a turn holds all its texts.

Codex shortens what a tool says long before this (10,000 tokens by default, 0.169), so that only
files made by others have such texts. What is cut says so at its end.
"""

from __future__ import annotations

from typing import Any

from codexctl.wording import counted

# Characters.
LONGEST_TEXT = 1_000_000
# A picture in base64 is useful only whole, so it stays. Above this size, it is larger than any that
# is sent (`LARGEST` in attached.py, with its type before it).
LONGEST_DATA = 2_001_000
# How far back a space is searched: half a word could be half a secret, which no rule would find.
_BACK = 4096


def shorten(record: dict[str, Any]) -> None:
    """Cut every text in a decoded line that is longer than anybody reads, in place."""
    waiting: list[Any] = [record]
    while waiting:
        value = waiting.pop()
        for place, below in value.items() if type(value) is dict else enumerate(value):
            if type(below) is str and len(below) > LONGEST_TEXT:
                value[place] = _cut(below) if _is_prose(below) else _cut_data(below)
            elif type(below) in (dict, list):
                waiting.append(below)


def _is_prose(text: str) -> bool:
    """Whether there are blanks in it: data have none, not even in their first thousands."""
    return any(mark in text[:_BACK] for mark in " \n\t\r")


def _cut_data(text: str) -> str:
    if len(text) <= LONGEST_DATA:
        return text
    return f"{text[:LONGEST_DATA]}\n[{counted(len(text) - LONGEST_DATA, 'more character')}]"


def _cut(text: str) -> str:
    head = text[:LONGEST_TEXT]
    blank = max(head.rfind(mark, len(head) - _BACK) for mark in " \n\t\r")
    kept = head[:blank] if blank > 0 else head[:-_BACK]
    return f"{kept}\n[{counted(len(text) - len(kept), 'more character')}]"
