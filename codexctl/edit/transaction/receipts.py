"""What was done to which file, kept so that it can be undone."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from codexctl.document import bounded_json
from codexctl.edit.files.read import read, supposed_in
from codexctl.edit.files.stage import make_folders, write_own
from codexctl.edit.plan import Effect
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.wording import nearest

SCHEMA = "codexctl.receipt/1"
# The content of several files, before and after, with every character escaped.
MOST_BYTES = 256 << 20
# People type ids, and an id becomes a file's name: no slash, no dot.
_ID = re.compile(r"[0-9A-Za-z-]+")
_BY_TITLE = {
    "setup": Effect.installs,
    "watch service install": Effect.installs,
    "uninstall": Effect.removes,
}


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file as it was and as we left it; None where there was or is no file.

    `target` is `path` with links resolved; `mode` the permissions of a file that is created or
    deleted; `folders` those made for it, or that go with it, outermost first. A file that cannot
    be replaced is written in place; `aside` is then the folder in which its new content waited.
    `folder_mode` is the permissions of folders that are made for it, None for 0700.
    """

    path: Path
    target: Path
    before: bytes | None
    after: bytes | None
    mode: int | None = None
    folders: tuple[Path, ...] = ()
    aside: Path | None = None
    folder_mode: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """One applied plan. `undoes` is the id of the receipt that this one undid.

    `title` is shown to people; what is to follow from a receipt is told by `effect`. `root` is the
    plan's: where the machine of these files was when they were edited.
    """

    id: str
    title: str
    at: datetime
    files: tuple[FileChange, ...]
    undoes: str | None = None
    effect: Effect = Effect.none
    root: Path | None = None


def save(receipt: Receipt, locations: Locations) -> None:
    """Write a receipt, 0600: it holds what the files held."""
    make_folders(locations.receipts_dir)
    write_own(_path(locations, receipt.id), serialized(receipt))


def serialized(receipt: Receipt) -> bytes:
    """A receipt as it is kept."""
    return (json.dumps(to_json(receipt), indent=1, ensure_ascii=False) + "\n").encode()


def is_saved(receipt: Receipt, locations: Locations) -> bool:
    """Whether a receipt has been kept."""
    return _path(locations, receipt.id).exists()


def load(locations: Locations, receipt_id: str) -> Receipt:
    """Read a receipt by its id. Raises CodexctlError if there is none, or it is damaged."""
    content = read(_path(locations, receipt_id), MOST_BYTES) if _ID.fullmatch(receipt_id) else None
    if content is None:
        found = nearest(receipt_id, (path.stem for path in locations.receipts_dir.glob("*.json")))
        hint = f"did you mean {found}? codexctl history" if found else "codexctl history"
        raise CodexctlError(f"there is no edit {receipt_id}", hint)
    try:
        return from_json(bounded_json.loads(content))
    except (ValueError, KeyError, TypeError) as error:
        path = _path(locations, receipt_id)
        raise CodexctlError(f"{path} is damaged: {error}", f"move it away: {path}") from error


def list_receipts(locations: Locations) -> tuple[Receipt, ...]:
    """All receipts, oldest first.

    Raises CodexctlError if one of them is damaged.
    """
    found = {*locations.receipts_dir.glob("*.json"), *supposed_in(locations.receipts_dir)}
    ids = [path.stem for path in found]
    receipts = (load(locations, receipt_id) for receipt_id in ids)
    return tuple(sorted(receipts, key=lambda receipt: (receipt.at, receipt.id)))


def prune(
    locations: Locations,
    now: datetime,
    *,
    max_age: timedelta = timedelta(days=365),
    max_count: int = 100,
    keep: Collection[str] = (),
) -> tuple[Receipt, ...]:
    """Delete receipts that are too old, and the oldest beyond `max_count`; gives the deleted.

    Those named in `keep` are never deleted (a receipt that `uninstall` still needs). `now` is the
    time by which ages are counted.
    """
    receipts = list_receipts(locations)
    beyond = receipts[: max(0, len(receipts) - max_count)]
    gone = tuple(
        receipt
        for receipt in receipts
        if receipt.id not in keep and (receipt in beyond or now - receipt.at > max_age)
    )
    for receipt in gone:
        _path(locations, receipt.id).unlink(missing_ok=True)
    return gone


def to_json(receipt: Receipt) -> dict[str, Any]:
    """The receipt in the form of schemas/receipt.schema.json."""
    return {
        "schema": SCHEMA,
        "id": receipt.id,
        "title": receipt.title,
        "at": receipt.at.isoformat(),
        "undoes": receipt.undoes,
        "effect": receipt.effect.value,
        **({} if receipt.root is None else {"root": str(receipt.root)}),
        "files": [_change_to_json(change) for change in receipt.files],
    }


def from_json(data: dict[str, Any]) -> Receipt:
    """The reverse of `to_json`. Raises ValueError, KeyError or TypeError for anything else."""
    if data["schema"] != SCHEMA:
        raise ValueError(f"schema {data['schema']!r} is not {SCHEMA!r}")
    return Receipt(
        id=data["id"],
        title=data["title"],
        at=datetime.fromisoformat(data["at"]),
        undoes=data["undoes"],
        effect=_effect(data),
        root=Path(data["root"]) if data.get("root") else None,
        files=tuple(map(_change_from_json, data["files"])),
    )


def _effect(data: dict[str, Any]) -> Effect:
    """What the plan was for. Receipts from before it was noted tell it by their titles alone."""
    return Effect(data["effect"]) if "effect" in data else _BY_TITLE.get(data["title"], Effect.none)


def _change_to_json(change: FileChange) -> dict[str, Any]:
    return {
        "path": str(change.path),
        "target": str(change.target),
        "before": _content_to_json(change.before),
        "after": _content_to_json(change.after),
        "mode": change.mode,
        "folders": list(map(str, change.folders)),
        **({} if change.aside is None else {"aside": str(change.aside)}),
        **({} if change.folder_mode is None else {"folder_mode": change.folder_mode}),
    }


def _change_from_json(data: dict[str, Any]) -> FileChange:
    return FileChange(
        path=Path(data["path"]),
        target=Path(data["target"]),
        before=_content_from_json(data["before"]),
        after=_content_from_json(data["after"]),
        mode=data["mode"],
        folders=tuple(map(Path, data["folders"])),
        aside=Path(data["aside"]) if data.get("aside") else None,
        folder_mode=data.get("folder_mode"),
    )


def _content_to_json(content: bytes | None) -> dict[str, str] | None:
    if content is None:
        return None
    digest = hashlib.sha256(content).hexdigest()
    try:
        return {"sha256": digest, "text": content.decode()}
    except UnicodeDecodeError:
        return {"sha256": digest, "base64": base64.b64encode(content).decode()}


def _content_from_json(data: dict[str, str] | None) -> bytes | None:
    if data is None:
        return None
    content = data["text"].encode() if "text" in data else base64.b64decode(data["base64"])
    if hashlib.sha256(content).hexdigest() != data["sha256"]:
        raise ValueError("content and checksum differ")
    return content


def _path(locations: Locations, receipt_id: str) -> Path:
    return locations.receipts_dir / f"{receipt_id}.json"
