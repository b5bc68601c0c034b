"""Our own script in `notify`: put before the person's program, and removed again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from codexctl.codex.notify.entry import notify_program, unwrapped, wrapped
from codexctl.codex.notify.within import Naming, mentions, naming, retired, without
from codexctl.document import toml_keys
from codexctl.edit.files.read import read
from codexctl.edit.parts.codex_files import CodexFiles, Contents
from codexctl.edit.transaction.receipts import FileChange
from codexctl.errors import EditRefused
from codexctl.locations import Locations

NOTIFY = ("notify",)


def with_our_notify(text: str, files: CodexFiles, locations: Locations) -> str:
    """Put our script first; it calls what was there with the very same arguments.

    Where another program has put itself before ours, ours is there already. Raises EditRefused
    where Codex would reject what is there.
    """
    program = notify_program(files.config)
    if "notify" in files.config and program is None:
        what = f"{files.config_path}:{files.line_of(NOTIFY)}: notify is not a list of strings"
        raise EditRefused(what, "fix it first")
    # If it were added again, Codex would call ours twice for each turn.
    if naming(program, locations.notify_script) is Naming.within:
        return text
    return toml_keys.set_value(text, NOTIFY, wrapped(program, locations.notify_script))


def without_our_notify(text: str, locations: Locations) -> str:
    """Remove our script from `notify`, and the whole entry if nothing else is in it.

    From another program's arguments it is removed where that is exact; else it stays there.
    """
    program = notify_program(toml_keys.parse(text))
    if naming(program, locations.notify_script) is Naming.none:
        return text
    left = without(program, locations.notify_script, ())
    return toml_keys.set_value(text, NOTIFY, left) if left else toml_keys.unset(text, NOTIFY)


def theirs_before(done: Iterable[FileChange], script: Path) -> list[str]:
    """The person's own program, as it was before our script was put before it.

    `done` are setup's changes of the file, the newest first; empty where none of them tells.
    """
    for change in done:
        program = unwrapped(
            notify_program(toml_keys.parse((change.before or b"").decode())), script
        )
        if program:
            return program
    return []


def calls_ours(program: Sequence[str] | None, locations: Locations) -> bool:
    """Whether `notify` calls our script, by whatever way, and that tells us of it."""
    return naming(program, locations.notify_script) is not Naming.none and not is_retired(
        read(locations.notify_script)
    )


def is_retired(content: bytes | None) -> bool:
    """Whether a script is the one that only calls what is behind it."""
    return content == retired().encode()


def script_left(
    texts: Iterable[str | None], contents: Contents, locations: Locations
) -> str | None:
    """Return what the notify script becomes: None if it is deleted.

    While one of `texts` (other configuration files, as text) names it, it stays and only calls the
    program that was there before. `contents` holds the script as it is now.
    """
    if contents.get(locations.notify_script) is None:
        return None
    named = any(mentions(text or "", locations.notify_script) for text in texts)
    return retired() if named else None
