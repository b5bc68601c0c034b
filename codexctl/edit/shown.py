"""What is shown of Codex's files: values, words and differences, with `*****` for each secret.

Every command that shows any of them comes by here. What is written stays what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from codexctl.codex.secrets.form import is_plain
from codexctl.codex.secrets.hidden import HIDDEN, changed, hidden, texts

if TYPE_CHECKING:
    from codexctl.document.data import Place
    from codexctl.redact.masker import Masker

# Shorter ones would be found in words that have nothing to do with them.
_SHORTEST = 4


def shown_copy(value: Any, at: Place = ()) -> Any:
    """A copy of plain data to show. `at` is its place in its file."""
    copy = hidden(value, at)
    if is_plain((*map(str, at[-1:]), *texts(copy))):
        return copy
    if not at:
        return hidden(value, at, _masker())
    # Together with its name, which may show what it is.
    (shown,) = hidden({at[-1]: value}, at[:-1], _masker()).values()
    return shown


def shown_place(place: Sequence[str]) -> tuple[str, ...]:
    """The names that lead to a value, to show: somebody may have put a key for a name."""
    if is_plain(place):
        return tuple(place)
    return tuple(next(iter(hidden({name: ""}, (), _masker()))) for name in place)


def shown_line(line: str) -> str:
    """A shell's line to show."""
    return str(shown_copy(line, ("command",)))


def shown_words(words: Sequence[str]) -> list[str]:
    """The words of a command to show."""
    return list(shown_copy(list(words)))


def shown_said(text: str, about: Any, at: Place = ()) -> str:
    """Return another program's message about a part of a file, with its secrets hidden.

    `about` is the value of that part and `at` its place in the file; both say what is a secret.
    """
    for _, value in changed(hidden(about, at), about):
        if len(str(value)) >= _SHORTEST:
            text = text.replace(str(value), HIDDEN)
    return str(shown_copy(text))


def shown_diff(before: bytes | None, after: bytes | None, path: str) -> str:
    """Return the difference between two contents of a file, with secrets hidden.

    None stands for a file that does not exist; `path` is the name in the diff's header.
    """
    from codexctl.codex.secrets.diffs import hidden_diff

    return hidden_diff(_text(before), _text(after), path, _masker)


def _masker() -> Masker:
    # Imported here: loading the rules takes longer than most commands.
    from codexctl.settings.redaction import secrets_masker

    return secrets_masker()


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode(errors="replace")
