"""Rules for commands (`*.rules`), and custom prompts: where Codex looks, by the files.

Seen with 0.130.0, 0.142.0 and 0.169.0: `rules` of the Codex home, of `.codex` in each trusted
folder of the project, and of the administrator's folder; no folders within, hidden files too. One
file that does not parse, and Codex starts with no rules at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from codexctl.codex.guidance.front_matter import front_matter
from codexctl.codex.guidance.here import PROMPTS_GONE, Here
from codexctl.codex.guidance.items import Fate, Item, Owner
from codexctl.document.data import MISSING, lookup
from codexctl.document.toml.find import below
from codexctl.document.toml.parse import parse_toml
from codexctl.document.toml.scan import scan
from codexctl.errors import DocumentError
from codexctl.safe_read import names_in, read_bytes
from codexctl.wording import counted

RULES, PROMPTS = "rules", "prompts"
REQUIRED = ("rules", "prefix_rules")


def rules(here: Here) -> list[Item]:
    """All files of rules, those of the project last."""
    found = [*_files(here.system / RULES, Owner.admin), *_files(here.home / RULES, Owner.user)]
    for folder in here.folders:
        if folder / ".codex" == here.home:
            continue
        for item in _files(folder / ".codex" / RULES, Owner.project):
            is_read = here.is_trusted(folder) or not item.is_used
            found.append(item if is_read else replace(item, fate=Fate.untrusted))
    return found


def required(here: Here) -> Iterator[Item]:
    """The administrator's own rules, which are not a file of rules: `[rules]` of requirements.toml.

    Whether a broken file of rules drops these as well was not tried.
    """
    path = here.system / "requirements.toml"
    found: Any = MISSING
    with suppress(OSError, ValueError, DocumentError):
        text = read_bytes(path).decode()
        found = lookup(parse_toml(text), REQUIRED)
    if isinstance(found, Sequence) and not isinstance(found, str):
        at = below(scan(text), REQUIRED)
        line = f":{text.count(chr(10), 0, at[0].start) + 1}" if at else ""
        said = counted(len(found), "rule")
        yield Item(".".join(REQUIRED), f"{path}{line}", Owner.admin, detail=said)


def checked(items: Iterable[Item], fault: Callable[[str], str]) -> list[Item]:
    """The same with what Codex says about each; `fault` says what is wrong with a file."""
    found = []
    for item in items:
        said = fault(item.file) if item.is_used else ""
        found.append(replace(item, fate=Fate.invalid, detail=said) if said else item)
    broken = next((item.file for item in found if item.fate is Fate.invalid), "")
    return [
        replace(item, fate=Fate.dropped, detail=f"{broken} is broken")
        if broken and item.is_used
        else item
        for item in found
    ]


def prompts(here: Here) -> Iterator[Item]:
    """The custom prompts of the home, which Codex has offered until 0.116."""
    is_read = here.is_before(PROMPTS_GONE)
    for item in _files(here.home / PROMPTS, Owner.user, ".md"):
        path = Path(item.file)
        said = ""
        with suppress(OSError, ValueError):
            said = (front_matter(read_bytes(path).decode()) or {}).get("description", "")
        found = replace(item, name=f"/prompts:{path.stem}", description=said)
        if found.is_used and not is_read:
            gone = "no custom prompts since 0.117; write a skill"
            found = replace(found, fate=Fate.not_read, detail=gone)
        yield found


def _files(folder: Path, owner: Owner, ending: str = ".rules") -> Iterator[Item]:
    names: list[str] = []
    with suppress(OSError):
        names = names_in(folder)
    for name in names:
        path = folder / name
        if not name.endswith(ending) or path.is_dir():
            continue
        item = Item(name, str(path), owner)
        try:
            yield replace(item, size=len(read_bytes(path)))
        except OSError as error:
            why = error.strerror or "it cannot be read"
            yield replace(item, fate=Fate.not_read, detail=why)
