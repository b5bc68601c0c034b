"""What differs from one operating system to the next, behind one set of names.

`posix` is what Linux and macOS share, `linux` and `macos` what only one of them has, `windows`
the rest. Code that uses a name of this module need not know where it runs; modules that only one
kind of system has (fcntl, pwd, msvcrt …) are imported here and nowhere else.
docs/systems.md says what was run where.
"""

from __future__ import annotations

import os
import sys

if sys.platform == "win32":
    from codexctl.system.windows import (
        account,
        bound_memory,
        command_of,
        detach,
        detached,
        device,
        end_group,
        exchange,
        group,
        has_access_list,
        is_full,
        is_read_only,
        is_root,
        is_running,
        lock,
        owner,
        replace,
        set_owner,
        set_permissions,
        started,
        sync_folder,
        uninterrupted,
        user,
        write_at,
    )
else:
    from codexctl.system.posix import (
        account,
        bound_memory,
        command_of,
        detach,
        detached,
        device,
        end_group,
        group,
        has_access_list,
        is_full,
        is_read_only,
        is_root,
        is_running,
        lock,
        owner,
        replace,
        set_owner,
        set_permissions,
        started,
        sync_folder,
        uninterrupted,
        user,
        write_at,
    )

    if sys.platform == "darwin":
        from codexctl.system.macos import exchange
    else:
        from codexctl.system.linux import exchange

# What Windows needs so that bytes are written as they are, and what keeps a descriptor from
# programs that are started.
RAW = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOINHERIT", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
"""Opening fails where the last name is a link; Windows lets nobody make one by default."""

__all__ = [
    "NO_LINK",
    "RAW",
    "account",
    "bound_memory",
    "command_of",
    "detach",
    "detached",
    "device",
    "end_group",
    "exchange",
    "group",
    "has_access_list",
    "is_full",
    "is_read_only",
    "is_root",
    "is_running",
    "lock",
    "owner",
    "replace",
    "set_owner",
    "set_permissions",
    "started",
    "sync_folder",
    "uninterrupted",
    "user",
    "write_at",
]
