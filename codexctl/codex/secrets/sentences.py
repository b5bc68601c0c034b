"""What is said of a value that does not fit, without the value where it may be a secret.

Nobody knows what somebody put there by mistake.
"""

from __future__ import annotations

import re

from codexctl.codex.secrets.form import PLAIN
from codexctl.codex.secrets.hidden import HIDDEN

# The wording of serde, with which Codex reads its files.
_TEXT = re.compile(r'(invalid (?:type|value|length): string )"(?:[^"\\]|\\.)*"')
_NUMBER = re.compile(r"(invalid type: (?:integer|floating point) )`[^`]*`(?=, expected a string)")
_WORD = re.compile(r"(unknown (?:variant|field) )`([^`]*)`")


def without_value(sentence: str) -> str:
    """A sentence of Codex's with the value hidden that it is about; plain words stay."""
    sentence = _NUMBER.sub(rf"\1`{HIDDEN}`", _TEXT.sub(rf'\1"{HIDDEN}"', sentence))
    return _WORD.sub(lambda found: f"{found[1]}`{plain_or_hidden(found[2])}`", sentence)


def plain_or_hidden(word: str) -> str:
    """A word that is where others are expected, hidden if it is none."""
    return word if PLAIN.match(word) else HIDDEN
