"""What a masker does to the corpora: what survives that must not, what goes that should stay."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.corpora import benign
from tests.corpora.drawn import Drawn
from tests.corpora.secrets import Sample, samples
from tests.corpora.wrappings import WRAPPINGS

Mask = Callable[[str], str]
_NOT_READ = re.compile(
    r"\x1b\[[0-9;]*[A-Za-z]|\x1b\].*?\x07|x\x08|[\u200b\xad\u2060\n]|\[redacted:[a-z-]+\]|\\"
)
# So much of a secret in a row is a leak.
_PIECE = 8


@dataclass(frozen=True, slots=True)
class Case:
    """One secret in one wrapping, and what became of the text."""

    sample: Sample
    wrapping: str
    text: str
    masked: str

    @property
    def leaks(self) -> bool:
        """Whether a piece of the secret can still be read."""
        readable = _NOT_READ.sub("", self.masked)
        return any(piece in readable for core in self.sample.cores for piece in _pieces(core))


def cases(mask: Mask, rounds: int = 3) -> Iterator[Case]:
    """Every kind of secret in every wrapping, so many times."""
    for number, sample in enumerate(samples(rounds)):
        for name, wrap in WRAPPINGS.items():
            text = wrap(sample, Drawn(f"wrap/{number}/{name}"))
            yield Case(sample, name, text, mask(text))


def tokens(text: str) -> list[str]:
    """What counts as a token of benign text: what stands between spaces."""
    return text.split()


def changed_tokens(before: str, after: str) -> list[str]:
    """The tokens that are not there any more."""
    if before == after:
        return []
    matcher = difflib.SequenceMatcher(None, tokens(before), tokens(after), autojunk=False)
    return [
        token
        for tag, start, end, _, _ in matcher.get_opcodes()
        if tag != "equal"
        for token in tokens(before)[start:end]
    ]


def over_redaction(mask: Mask, rounds: int = 20) -> tuple[int, list[tuple[str, str]]]:
    """How many benign tokens there are, and those that were touched, each with its kind of text."""
    total, touched = 0, []
    for kind, text in benign.texts(rounds):
        for form in (text, benign.encoded(text)):
            total += len(tokens(form))
            touched += [(kind, token) for token in changed_tokens(form, mask(form))]
    return total, touched


def _pieces(core: str) -> Iterator[str]:
    size = min(_PIECE, len(core))
    return (core[start : start + size] for start in range(len(core) - size + 1))
