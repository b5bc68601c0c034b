"""Reads the administrator's file fail-closed: anything wrong with it makes it stricter."""

from __future__ import annotations

import errno
import hashlib
import tomllib
from pathlib import Path
from typing import Any

from codexctl.bounded_toml import loads
from codexctl.policy.file.lines import lines_of
from codexctl.policy.file.missing import is_missing
from codexctl.policy.file.model import Policy, closed
from codexctl.policy.file.ownership import foreign_hand
from codexctl.policy.file.parse import policy_of, problem_of
from codexctl.redact.rules import RuleError
from codexctl.safe_read import Unfit, read_bytes

LAST_LINE = "# end of policy"
# Far more than any policy has; it limits the time that reading one can take.
MOST_BYTES = 1 << 20
_TOO_LARGE = "is larger than a policy can be (1 MiB)"


def read(path: Path, *, owner: int | None = 0) -> Policy | None:
    """Read the policy file; None if there is none.

    `owner` is the id of the user who must own the file, and nobody else may be able to write it:
    root, or None to skip the check on systems without owners. An empty, invalid, newer,
    half-written, unreadable or foreign file allows only metadata and no remote destination;
    `problem` is the reason.
    """
    try:
        return _read(path, owner)
    except Exception as error:  # noqa: BLE001 - no error of any kind may pass for "no policy"
        reason = getattr(error, "strerror", None) or type(error).__name__
        return closed(path, f"cannot be read: {reason}")


def _read(path: Path, owner: int | None) -> Policy | None:
    try:
        path.lstat()
    except FileNotFoundError:
        missing = is_missing(path)
        return None if missing else closed(path, "is behind a link to nothing")
    try:
        problem = foreign_hand(path, owner) if owner is not None else ""
        return closed(path, problem) if problem else from_bytes(read_bytes(path, MOST_BYTES), path)
    except FileNotFoundError:
        return closed(path, "is a link that leads nowhere")
    except Unfit as error:
        too_large = error.errno == errno.EFBIG
        return closed(path, _TOO_LARGE if too_large else f"is {error.strerror}")


def from_bytes(raw: bytes, path: Path) -> Policy:
    """The policy in a file with this content; `path` is for messages about what is wrong.

    Never raises for an invalid file: the result is the closed policy, with the reason.
    """
    # 16 hex digits (64 bits) distinguish the versions of a file, and are short enough to read out.
    policy_id = hashlib.sha256(raw).hexdigest()[:16]
    if len(raw) > MOST_BYTES:
        return closed(path, _TOO_LARGE, policy_id)
    try:
        text = raw.decode("utf-8")
        data = loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        return closed(path, f"is not valid TOML: {error}", policy_id)
    problem = problem_of(data) or _half_written(data, text)
    if problem:
        return closed(path, problem, policy_id)
    try:
        return policy_of(data, path, policy_id, lines_of(text))
    except RuleError as error:
        return closed(path, str(error), policy_id)


def _half_written(data: dict[str, Any], text: str) -> str:
    """Say that the last line of a sealed file is missing; empty if it is there, or not sealed."""
    if data.get("sealed") and text.rstrip().rpartition("\n")[2] != LAST_LINE:
        return f"is half-written: it is sealed and does not end with the line {LAST_LINE!r}"
    return ""
