"""Names that say that what they name is a secret, and the words of a command that are one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from codexctl.codex.secrets.words import ASSIGNMENT, words

_NAME = re.compile(
    r"(?:^|[_.\-])(?:api[_\-]?key|access[_\-]?key|secret[_\-]?key|private[_\-]?key|subscription[_\-]?key"
    r"|app[_\-]?key|write[_\-]?key|token|secret|password|passwd|pwd|pass|authorization|credentials?"
    r"|cookie|bearer|apikey|honeycomb-team)$",
    re.IGNORECASE,
)
# Names of secrets where names are free text: of variables, headers and parameters.
_FREE_NAME = re.compile(
    r"(?:^|[_.-])(?:api)?(?:token|key|secret|password|passwd|pat|credentials?|authorization|auth)s?$",
    re.IGNORECASE,
)
_QUERY = re.compile(r"key|code|sig|signature|auth", re.IGNORECASE)
_OPTION = re.compile(r"--?([A-Za-z][\w-]*)(?:=(.*))?", re.DOTALL)
_BARE_OPTION = re.compile(r"--?[A-Za-z][A-Za-z-]{0,24}")
_HEADER = re.compile(r"\s*(?:-H)?([A-Za-z][\w-]*)\s*:\s*(.+)", re.DOTALL)
_PLAIN_VALUE = re.compile(
    r"(?i)(?:true|false|yes|no|on|off|none|\d{1,9}|[./~].*|[a-z]+://[^@\s]*)\Z"
)
_SHORTEST = 6
# Nobody nests command lines deeper.
_DEPTH = 4


def names_secret(name: str) -> bool:
    """Whether whatever has this name is a secret."""
    return _NAME.search(name) is not None


def names_free_secret(name: str) -> bool:
    """The same for a variable, a header or a parameter, whose values are free text."""
    return names_secret(name) or _FREE_NAME.search(name) is not None


def names_query_secret(name: str) -> bool:
    """The same for a parameter of an address."""
    return names_free_secret(name) or _QUERY.fullmatch(name) is not None


def is_secret(name: str, value: str, looks_secret: Callable[[str], bool]) -> bool:
    """Whether a variable's or header's value has to stay out of a file: by name, or as it looks."""
    if looks_secret(value) or looks_secret(f"{name}={value}"):
        return True
    is_long = len(value) >= _SHORTEST and not _PLAIN_VALUE.match(value)
    return is_long and _FREE_NAME.search(name) is not None


def secret_words(said: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The words of a command that are secrets by what is beside them.

    Each with its index and the part that is the secret: what follows an option that takes one, the
    value of a variable or a header.
    """
    for index, word in enumerate(said):
        option = _OPTION.fullmatch(word)
        if option and names_secret(option[1]):
            behind = "".join(said[index + 1 : index + 2])
            if option[2] is not None:
                yield index, option[2]
            elif not _BARE_OPTION.fullmatch(behind):
                yield index + 1, behind
        for form in (ASSIGNMENT, _HEADER):
            found = form.fullmatch((option and option[2]) or word)
            if found and names_secret(found[1]):
                yield index, found[2].rstrip(";")
                break


def secrets_in_line(line: str, depth: int = 0) -> Iterator[str]:
    """The parts of a shell's line that are secrets, also in a line that is a word of it."""
    said = words(line)
    found = dict(secret_words(said))
    yield from found.values()
    for index, word in enumerate(said):
        is_line = len(said) > 1 and index not in found and any(map(str.isspace, word))
        if is_line and depth < _DEPTH:
            yield from secrets_in_line(word, depth + 1)
