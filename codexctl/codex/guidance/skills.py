"""Skills: where Codex looks for them, and what it rejects, by the files.

Seen with 0.130.0, 0.142.0 and 0.169.0 (`skills/list`): `skills` of the Codex home, `.agents/skills`
of the person, `.codex/skills` and `.agents/skills` of each folder of the project whether or not it
is trusted, `skills` of the administrator's folder and of each enabled plugin. A folder counts down
to six levels, and not when its name begins with a dot. Two of one name are both listed.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from codexctl.codex.guidance.front_matter import front_matter
from codexctl.codex.guidance.here import DESCRIPTION_FREE, LONGEST_DESCRIPTION, Here
from codexctl.codex.guidance.items import Fate, Item, Owner
from codexctl.safe_read import names_in, read_bytes

FILE, FOLDER = "SKILL.md", "skills"
_BUNDLED = ".system"
_LONGEST_NAME = 64
_DEEPEST = 6
# More folders than anybody has; a link to a whole disk must not keep us busy forever.
_MOST = 2000
_ON_REQUEST = re.compile(r"^\s+allow_implicit_invocation:\s*false\s*$", re.MULTILINE)


def skills(here: Here) -> list[Item]:
    """All that are where Codex looks, as far as the files tell."""
    found = [_judged(path, owner, prefix, here) for path, owner, prefix in _places(here)]
    return with_twins(_switched(item, here) for item in found)


def with_twins(items: Iterable[Item]) -> list[Item]:
    """Say of those that share a name that they do."""
    every = list(items)
    names = Counter(item.name for item in every if item.fate in (Fate.used, Fate.by_name))
    return [
        replace(item, detail=f"{names[item.name]} skills have this name")
        if item.fate in (Fate.used, Fate.by_name) and names[item.name] > 1 and not item.detail
        else item
        for item in every
    ]


def asks_to_be_named(path: Path) -> bool:
    """Whether a skill is used only when it is named, by the `agents/openai.yaml` beside it."""
    with suppress(OSError, ValueError):
        text = read_bytes(path.parent / "agents" / "openai.yaml").decode()
        return bool(_ON_REQUEST.search(text))
    return False


def described(path: Path) -> tuple[str, str, int | None]:
    """A skill's name and description by its file, and its size in bytes; None unless readable."""
    try:
        content = read_bytes(path)
    except OSError:
        return path.parent.name, "", None
    said = front_matter(content.decode(errors="replace")) or {}
    return said.get("name") or path.parent.name, said.get("description", ""), len(content)


def _places(here: Here) -> Iterator[tuple[Path, Owner, str]]:
    """Each SKILL.md, whose it is, and what is before its name."""
    for folder in reversed(here.folders):
        for inner in (".codex", ".agents"):
            if folder / inner != here.home and folder / inner != here.person / ".agents":
                yield from ((path, Owner.project, "") for path in _within(folder / inner / FOLDER))
    for root in (here.home / FOLDER, here.person / ".agents" / FOLDER):
        yield from ((path, Owner.user, "") for path in _within(root))
    for name, version in _plugins(here):
        yield from ((path, Owner.plugin, f"{name}:") for path in _within(version / FOLDER))
    yield from ((path, Owner.bundled, "") for path in _within(here.home / FOLDER / _BUNDLED))
    yield from ((path, Owner.admin, "") for path in _within(here.system / FOLDER))


def _within(root: Path) -> Iterator[Path]:
    """The skills in a folder, links followed, each real folder once."""
    waiting, known = [(root, 0)], set[str]()
    while waiting and len(known) < _MOST:
        folder, depth = waiting.pop(0)
        real = os.path.realpath(folder)
        if real in known:
            continue
        known.add(real)
        with suppress(OSError):
            names = names_in(folder)
            if FILE in names:
                yield folder / FILE
            if depth < _DEEPEST:
                inner = (folder / name for name in names if not name.startswith("."))
                waiting += [(path, depth + 1) for path in inner if path.is_dir()]


def _plugins(here: Here) -> Iterator[tuple[str, Path]]:
    """Enabled plugins, and the folder of each version that is kept."""
    tables = here.config.get("plugins")
    features = here.config.get("features")
    if isinstance(features, Mapping) and features.get("plugins") is False:
        return
    for whole, table in tables.items() if isinstance(tables, Mapping) else ():
        name, _, market = str(whole).rpartition("@")
        if not isinstance(table, Mapping) or table.get("enabled", True) is False:
            continue
        if {"/", "\\"} & {*name, *market} or name in ("", ".", "..") or market in ("", ".", ".."):
            continue
        folder = here.home / "plugins" / "cache" / market / name
        with suppress(OSError):
            yield from ((name, folder / version) for version in names_in(folder))


def _judged(path: Path, owner: Owner, prefix: str, here: Here) -> Item:
    item = Item(path.parent.name, str(path), owner)
    try:
        content = read_bytes(path)
        item = replace(item, size=len(content))
        said = front_matter(content.decode())
    except UnicodeDecodeError:
        return replace(item, fate=Fate.invalid, detail="it is not UTF-8")
    except OSError as error:
        return replace(item, fate=Fate.not_read, detail=error.strerror or "it cannot be read")
    if said is None:
        return replace(item, fate=Fate.invalid, detail="no front matter between lines of ---")
    name, description = said.get("name") or path.parent.name, said.get("description", "")
    item = replace(item, name=f"{prefix}{name}", description=description)
    if wrong := _wrong(name, description, here):
        return replace(item, fate=Fate.invalid, detail=wrong)
    return replace(item, fate=Fate.by_name) if asks_to_be_named(path) else item


def _wrong(name: str, description: str, here: Here) -> str:
    if not description:
        return "it has no description"
    if len(name) > _LONGEST_NAME:
        return f"its name has more than {_LONGEST_NAME} characters"
    if len(description) > LONGEST_DESCRIPTION and here.is_before(DESCRIPTION_FREE):
        return f"its description has more than {LONGEST_DESCRIPTION} characters"
    return ""


def _switched(item: Item, here: Here) -> Item:
    """What `[skills]` of the person's own file switches off; a project's has no say in it."""
    table = here.user.get("skills")
    table = table if isinstance(table, Mapping) else {}
    bundled: Any = table.get("bundled")
    if item.owner is Owner.bundled and isinstance(bundled, Mapping) \
            and bundled.get("enabled") is False:  # fmt: skip
        return replace(item, fate=Fate.off, detail="skills.bundled.enabled = false")
    if not item.is_used:
        return item
    for entry in table.get("config") or ():
        if not isinstance(entry, Mapping):
            continue
        is_it = entry.get("name") == item.name or entry.get("path") == item.file
        if is_it and entry.get("enabled") is False:
            return replace(item, fate=Fate.disabled, detail="[[skills.config]] of config.toml")
    return item
