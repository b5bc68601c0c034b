"""What Codex itself says about documents, skills and rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from codexctl.codex.asking.acceptance import read_rejection
from codexctl.codex.asking.app_server import CodexSilent, Conversation
from codexctl.codex.asking.ask import CLIENT, TIMEOUT
from codexctl.codex.asking.program import run_codex
from codexctl.codex.guidance.items import Fate, Item, Owner
from codexctl.codex.guidance.skills import asks_to_be_named, described, with_twins
from codexctl.document import bounded_json

_OPENS, _CLOSES = "<INSTRUCTIONS>", "</INSTRUCTIONS>"
_BARE = re.compile(r"[\w-]+")
_OWNERS = {"user": Owner.user, "repo": Owner.project, "system": Owner.bundled, "admin": Owner.admin}
_FAULT = re.compile(
    r"^\s*(?:starlark error: )?error: (?:(?:error|Parse error): )*(.+)$", re.MULTILINE
)
_AT = re.compile(r"^\s*-+> .*:(\d+):\d+$", re.MULTILINE)


def model_sees(
    binary: Path, home: Path, cwd: Path, environ: Mapping[str, str], servers: Iterable[str]
) -> str:
    """The documents as the model is given them, by `codex debug prompt-input`.

    `servers` are the MCP servers of the configuration: that command would start them, and wait for
    them for up to 30 s (0.130.0 to 0.169.0), so each is switched off for it. It would also run the
    hooks of the session's end (0.169.0, 0.171.0), so hooks are off as well. Raises CodexSilent
    where Codex does not answer or does not start.
    """
    words: list[str] = ["-c", "features.plugins=false", "-c", "features.hooks=false"]
    for name in servers:
        if not _BARE.fullmatch(name):
            what = f"this would start the MCP server {name}"
            raise CodexSilent(what, "codexctl mcp list")
        words += ["-c", f"mcp_servers.{name}.enabled=false"]
    done = run_codex(binary, (*words, "debug", "prompt-input", "."), home, cwd, environ, TIMEOUT)
    if done.returncode:
        why = read_rejection(done.returncode, done.stderr.decode(errors="replace"))
        said = why.sentence if why else "codex debug prompt-input failed"
        raise CodexSilent(said, "codexctl config validate")
    try:
        return _documents(bounded_json.loads(done.stdout))
    except ValueError:
        raise CodexSilent("codex debug prompt-input printed no JSON", "codex --version") from None


def _documents(said: Any) -> str:
    for message in said if isinstance(said, list) else ():
        for part in message.get("content") or () if isinstance(message, dict) else ():
            text = str(part.get("text", "")) if isinstance(part, dict) else ""
            if text.startswith("# AGENTS.md instructions"):
                return text.partition(_OPENS)[2].rpartition(_CLOSES)[0]
    return ""


def as_seen(items: Iterable[Item], parts: Mapping[str, bytes], seen: str) -> list[Item]:
    """The documents with what Codex says about them.

    `parts` is what Codex would read of each, `seen` what the model is given.
    """
    return [_as_seen(item, parts.get(item.file, b""), seen) for item in items]


def _as_seen(item: Item, part: bytes, seen: str) -> Item:
    # A cut in the middle of a character leaves a replacement character.
    text = part.decode(errors="replace").strip("\ufffd").strip()
    if item.is_used and text and text not in seen:
        return replace(item, fate=Fate.not_read, detail="the model does not receive it")
    if item.fate is Fate.untrusted and text and text in seen:
        return replace(item, fate=Fate.used)
    return item


def list_skills(
    binary: Path, home: Path, cwd: Path, environ: Mapping[str, str]
) -> Mapping[str, Any] | None:
    """What `skills/list` says of a folder; None where this release has no such call.

    Raises CodexSilent where Codex does not answer.
    """
    with Conversation(binary, home, cwd, environ, TIMEOUT) as talk:
        talk.call("initialize", {"clientInfo": CLIENT, "capabilities": {"experimentalApi": False}})
        talk.tell("initialized")
        said = talk.call("skills/list", {"cwds": [str(cwd)], "forceReload": True})
    rows = (said or {}).get("data") or ()
    return next((row for row in rows if isinstance(row, dict)), None)


def skills_by(said: Mapping[str, Any], ours: Sequence[Item], home: Path) -> list[Item]:
    """The skills by Codex's word, and those of ours that it does not mention."""
    known = {_real(item.file): item for item in ours}
    found: dict[str, Item] = {}
    for row in said.get("skills") or ():
        file = str(row.get("path", ""))
        mine = known.get(_real(file))
        item = Item(
            str(row.get("name", "")), mine.file if mine else file,
            _owner(row, file, home), description=str(row.get("description") or ""),
            size=mine.size if mine else described(Path(file))[2],
        )  # fmt: skip
        if row.get("enabled") is False:
            item = replace(item, fate=Fate.disabled, detail="[[skills.config]] of config.toml")
        elif asks_to_be_named(Path(file)):
            item = replace(item, fate=Fate.by_name)
        found[_real(file)] = item
    for error in said.get("errors") or ():
        file, why = str(error.get("path", "")), str(error.get("message", ""))
        name, description, size = described(Path(file))
        mine = known.get(_real(file)) or Item(name, file, _owner({}, file, home))
        found[_real(file)] = replace(
            mine, fate=Fate.invalid, detail=why, description=description, size=size
        )
    for real, item in known.items():
        if real not in found:
            unread = replace(item, fate=Fate.not_read, detail="")
            found[real] = unread if item.is_used else item
    return with_twins(sorted(found.values(), key=lambda item: (item.owner, item.name, item.file)))


def rules_fault(binary: Path, home: Path, cwd: Path, environ: Mapping[str, str], file: str) -> str:
    """What `codex execpolicy check` says is wrong with a file of rules; empty for nothing.

    Raises CodexSilent where Codex does not answer.
    """
    words = ("execpolicy", "check", "--rules", file, "--", "true")
    done = run_codex(binary, words, home, cwd, environ, TIMEOUT)
    if not done.returncode:
        return ""
    text = done.stderr.decode(errors="replace")
    cause = text.partition("Caused by:\n")[2]
    found, at = list(_FAULT.finditer(cause)), _AT.search(cause)
    said = found[-1][1].strip() if found else "it does not parse"
    return f"line {at[1]}: {said}" if at else said


def _real(file: str) -> str:
    return str(Path(file).resolve())


def _owner(row: Mapping[str, Any], file: str, home: Path) -> Owner:
    if row.get("pluginId") or Path(file).is_relative_to(home / "plugins"):
        return Owner.plugin
    return _OWNERS.get(str(row.get("scope", "")), Owner.user)
