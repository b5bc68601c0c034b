"""Our own script in `notify`: put before the person's program, and taken out again."""

from __future__ import annotations

from codexctl.codex.notify import is_ours, notify_program, unwrapped, wrapped
from codexctl.document import toml
from codexctl.edit.codex_files import CodexFiles
from codexctl.errors import EditRefused
from codexctl.locations import Locations

NOTIFY = ("notify",)


def with_our_notify(text: str, files: CodexFiles, where: Locations) -> str:
    """Put our script first; it calls what stood there with the very same arguments.

    Raises EditRefused where Codex would reject what stands there.
    """
    if "notify" in files.config and notify_program(files.config) is None:
        what = f"{files.config_path}:{files.line_of(NOTIFY)}: notify is no list of texts"
        raise EditRefused(what, "mend it first")
    return toml.set_value(text, NOTIFY, wrapped(notify_program(files.config), where.notify_script))


def without_our_notify(text: str, where: Locations) -> str:
    """Take our script out of `notify`, and the entry away if nothing else is in it."""
    program = notify_program(toml.parse(text))
    if not is_ours(program, where.notify_script):
        return text
    theirs = unwrapped(program, where.notify_script)
    return toml.set_value(text, NOTIFY, theirs) if theirs else toml.unset(text, NOTIFY)
