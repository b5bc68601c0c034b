"""AGENTS.md and the other texts that Codex puts before a conversation, by the files.

Seen with 0.130.0, 0.142.0 and 0.169.0 (`codex debug prompt-input`): in the home the first of
AGENTS.override.md and AGENTS.md that is not blank; in each folder from the project's root down to
the current one the first that exists of both and `project_doc_fallback_filenames`, so that an empty
override hides what is below it. The project's documents share `project_doc_max_bytes`, in order;
the home's is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from codexctl.codex.guidance.here import UNTRUSTED_UNREAD, Here
from codexctl.codex.guidance.items import Fate, Item, Owner
from codexctl.safe_read import read_bytes

OVERRIDE, USUAL = "AGENTS.override.md", "AGENTS.md"
LIMIT, FALLBACKS = "project_doc_max_bytes", "project_doc_fallback_filenames"
# The default, in bytes (0.130.0 to 0.169.0).
USUAL_LIMIT = 32 * 1024


def documents(here: Here) -> tuple[list[Item], dict[str, bytes]]:
    """The documents in the order in which Codex reads them, and what it reads of each.

    Of one in an untrusted folder that is what it would read.
    """
    parts: dict[str, bytes] = {}
    found = [*_of_home(here, parts), *_of_project(here, parts)]
    return found, parts


def limit_of(here: Here) -> int:
    """How many bytes of the project's documents Codex reads."""
    limit = here.config.get(LIMIT)
    return limit if isinstance(limit, int) and limit >= 0 else USUAL_LIMIT


def _of_home(here: Here, parts: dict[str, bytes]) -> Iterator[Item]:
    chosen = ""
    for name in (OVERRIDE, USUAL):
        item, content = _read(here.home / name, Owner.user)
        if item is None:
            continue
        if item.fate is Fate.used and chosen:
            item = replace(item, fate=Fate.shadowed, detail=chosen)
        elif item.fate is Fate.used:
            chosen = name
            parts[item.file] = content
        yield item


def _of_project(here: Here, parts: dict[str, bytes]) -> Iterator[Item]:
    said = here.config.get(FALLBACKS)
    fallbacks = [name for name in said if isinstance(name, str)] if isinstance(said, list) else []
    names = list(dict.fromkeys((OVERRIDE, USUAL, *fallbacks)))
    limit = left = limit_of(here)
    is_unread = here.level == "untrusted" and not here.is_before(UNTRUSTED_UNREAD)
    for folder in here.folders:
        chosen = ""
        for name in names:
            item, content = _read(folder / name, Owner.project)
            if item is None or folder / name in (here.home / OVERRIDE, here.home / USUAL):
                continue
            if chosen:
                yield replace(item, fate=Fate.shadowed, detail=chosen)
                continue
            chosen = name
            if item.fate is Fate.used and is_unread:
                parts[item.file] = content[:left]
                item = replace(item, fate=Fate.untrusted)
            elif item.fate is Fate.used and not left:
                item = replace(item, fate=Fate.over_limit, detail=f"{LIMIT} = {limit:_}")
            elif item.fate is Fate.used:
                part = content[:left]
                left -= len(part)
                parts[item.file] = part
                if len(part) < len(content):
                    cut = f"the first {len(part)} bytes, by {LIMIT} = {limit:_}"
                    item = replace(item, fate=Fate.cut, detail=cut)
            yield item


def _read(path: Path, owner: Owner) -> tuple[Item | None, bytes]:
    """A document and its content; None where there is no such file."""
    try:
        content = read_bytes(path)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None, b""
    except OSError as error:
        why = error.strerror or "it cannot be read"
        return Item(path.name, str(path), owner, Fate.not_read, why), b""
    fate = Fate.used if content.decode(errors="replace").strip() else Fate.empty
    return Item(path.name, str(path), owner, fate, size=len(content)), content
