"""Documents tell the truth: commands and functions that they name exist."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from codexctl.cli.commands import COMMANDS

ROOT = Path(__file__).parents[2]
_COMMAND = re.compile(r"(?:`|^\s*(?:\$ )?)codexctl ([a-z][a-z-]+)", re.MULTILINE)
_FOREIGN_PATH = re.compile(r"(?<![\w.~])/(?:(?:work|farm)/\w|root/\.)")
_PLACE = re.compile(r"`(codexctl/[\w/]+\.py)::(\w+)`")
_TEXT = {".md", ".py", ".toml", ".sh", ".cfg", ".in", ".yml"}
# Words that follow the program's name in prose.
_PROSE = {
    "is", "says", "cannot", "sets", "was", "needs", "itself", "never", "and", "hook", "home",
    "does", "shows", "records", "knows", "asks", "prints", "protects", "sends", "writes", "refuses",
    "reads", "keeps", "stores", "checks", "starts", "uses", "delivers", "has", "only", "deletes",
    "removes", "counts", "captures",
}  # fmt: skip


def findings() -> Iterator[str]:
    """What is wrong with the documents, one line each."""
    for path in tracked():
        if path.suffix == ".md":
            yield from _document(path)
        if path.suffix in _TEXT and "recordings" not in path.parts:
            yield from _paths(path)


def _document(path: Path) -> Iterator[str]:
    text, name = path.read_text("utf-8"), path.relative_to(ROOT)
    for file, thing in _PLACE.findall(text):
        if not (ROOT / file).exists() or not _defines((ROOT / file).read_text("utf-8"), thing):
            yield f"{name}: names {file}::{thing}, which is not there"
    for command in _COMMAND.findall(text):
        if command not in COMMANDS and command not in _PROSE:
            yield f"{name}: names the command {command!r}, which does not exist"


def _defines(code: str, thing: str) -> bool:
    return re.search(rf"^(?:def|class) {thing}\b", code, re.MULTILINE) is not None


def _paths(path: Path) -> Iterator[str]:
    if path == Path(__file__).resolve():
        return
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if _FOREIGN_PATH.search(line):
            yield f"{path.relative_to(ROOT)}:{number}: a path of one machine"


def tracked() -> list[Path]:
    """Every file of the repository."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).is_file()]
