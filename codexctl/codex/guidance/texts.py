"""The texts for Codex that keys of the configuration give, or name a file of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from codexctl.codex.guidance.items import Fate, Item, Owner
from codexctl.codex.layers.here import Kind, Layer
from codexctl.codex.layers.words import Fate as WordFate
from codexctl.codex.layers.words import Word, explain
from codexctl.safe_read import read_bytes

FILE, TEXT = "model_instructions_file", "developer_instructions"
_OWNERS = {
    Kind.user: Owner.user,
    Kind.profile: Owner.user,
    Kind.project: Owner.project,
    Kind.session: Owner.session,
}


def texts(layers: Sequence[Layer], allowed: Mapping[str, tuple[Any, ...]]) -> Iterator[Item]:
    """`model_instructions_file` (it replaces the model's own) and `developer_instructions`.

    `layers` come highest first. Codex does not start where the file is missing or blank.
    """
    for key in (FILE, TEXT):
        for word in explain((key,), layers, allowed).words:
            if not isinstance(word.value, str):
                continue
            item = _file(word) if key == FILE else _text(word)
            if word.fate is not WordFate.holds:
                fate = Fate.untrusted if word.fate is WordFate.disabled else Fate.shadowed
                detail = "a higher layer decides" if word.fate is WordFate.shadowed else ""
                if word.fate is WordFate.passed_over:
                    fate, detail = Fate.not_read, "the key has no effect in a project's file"
                item = replace(item, fate=fate, detail=detail)
            yield item


def _owner(word: Word) -> Owner:
    return _OWNERS.get(word.layer.kind, Owner.admin)


def _text(word: Word) -> Item:
    size = len(word.value.encode())
    fate = Fate.used if word.value.strip() else Fate.empty
    return Item(TEXT, word.at, _owner(word), fate, size=size)


def _file(word: Word) -> Item:
    # A relative path is relative to the folder of the file that contains it.
    base = word.layer.file.path.parent if word.layer.file else Path.cwd()
    path = base / Path(word.value).expanduser()
    item = Item(FILE, str(path), _owner(word), detail=f"set in {word.at}")
    try:
        content = read_bytes(path)
    except FileNotFoundError:
        return replace(item, fate=Fate.missing)
    except OSError as error:
        return replace(item, fate=Fate.invalid, detail=error.strerror or "it cannot be read")
    if not content.decode(errors="replace").strip():
        return replace(item, fate=Fate.invalid, detail="the file is empty", size=len(content))
    return replace(item, size=len(content))
