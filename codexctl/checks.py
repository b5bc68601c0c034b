"""One line of `status`: what was checked, its state, the reason and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class State(Enum):
    """✓ fine, ✗ needs action, - not active and not wrong."""

    ok = "ok"
    problem = "problem"
    inactive = "inactive"


class Cause(StrEnum):
    """What is wrong, as a stable name for programs: `cause` in `doctor --json`."""

    file_rejected = "file-rejected"
    hooks_off_user = "hooks-off-user"
    hooks_off_layer = "hooks-off-layer"
    hooks_off_session = "hooks-off-session"
    hooks_missing = "hooks-missing"
    hooks_disabled = "hooks-disabled"
    hooks_shifted = "hooks-shifted"
    hooks_modified = "hooks-modified"
    hooks_untrusted = "hooks-untrusted"
    managed_only = "managed-only"
    project_untrusted = "project-untrusted"
    worktree_without_folder = "worktree-without-folder"
    project_gone = "project-gone"
    notify_overridden = "notify-overridden"
    notify_within = "notify-within"
    script_gone = "script-gone"
    script_changed = "script-changed"
    interpreter_gone = "interpreter-gone"
    several_installations = "several-installations"
    daemon_environment = "daemon-environment"
    traced_twice = "traced-twice"
    folder_open = "folder-open"
    folder_not_yours = "folder-not-yours"
    edit_interrupted = "edit-interrupted"
    journal_unreadable = "journal-unreadable"
    journal_damaged = "journal-damaged"
    journal_newer = "journal-newer"
    policy_unreadable = "policy-unreadable"
    key_missing = "key-missing"
    destination_key = "destination-key"
    destination_address = "destination-address"
    destination_unreachable = "destination-unreachable"
    destination_server = "destination-server"
    destination_barred = "destination-barred"
    store_damaged = "store-damaged"
    store_sums = "store-sums"
    backlog = "backlog"
    unreadable = "unreadable"
    worker_died = "worker-died"

    @property
    def is_hooks_off(self) -> bool:
        """Whether hooks are switched off, in a file or for a session."""
        off = (Cause.hooks_off_user, Cause.hooks_off_layer, Cause.hooks_off_session)
        return self in off


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one check. `id` is stable; `remedy` is empty unless there is a problem.

    `cause` says what is wrong if the check knows several causes.
    """

    id: str
    state: State
    summary: str
    remedy: str = ""
    cause: Cause | None = None
