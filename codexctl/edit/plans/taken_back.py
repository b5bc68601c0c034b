"""What setup did to Codex's files, undone: by the receipts, else by recognising it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from codexctl.codex.callers.other_tracers import tracer_of
from codexctl.codex.hooks.command import our_hooks
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.model import Hook
from codexctl.codex.hooks.trust import BYPASS
from codexctl.codex.notify.entry import notify_program
from codexctl.codex.notify.within import Naming, naming, without
from codexctl.document import hooks_json, toml_keys
from codexctl.edit.parts.codex_files import CodexFiles, Contents, parsed_toml, text_of
from codexctl.edit.parts.own_groups import without_our_groups
from codexctl.edit.parts.own_notify import NOTIFY, theirs_before
from codexctl.edit.plan import Effect
from codexctl.edit.plans.undo import undone
from codexctl.edit.transaction.merge import UndoConflict, take_back
from codexctl.edit.transaction.receipts import FileChange, Receipt
from codexctl.locations import Locations


def changes_of_setup(
    receipts: Sequence[Receipt],
    where: Callable[[FileChange, Receipt], FileChange] = lambda change, _: change,
) -> dict[Path, list[FileChange]]:
    """Collect what setup did to each file since the last uninstall, the newest change first.

    `receipts` are all there are, oldest first. Those that were undone count for nothing. `where`
    gives a receipt's change with its file as it is to be looked for today.
    """
    gone = undone(receipts)
    found: dict[Path, list[FileChange]] = {}
    for receipt in receipts:
        if receipt.id in gone:
            continue
        if receipt.effect is Effect.removes:
            # The uninstall undid everything before it.
            found.clear()
        elif receipt.effect is Effect.installs:
            for change in (where(change, receipt) for change in receipt.files):
                found.setdefault(change.path, []).insert(0, change)
    return found


def without_hooks(
    files: CodexFiles, done: Sequence[FileChange], locations: Locations
) -> str | None:
    """Return hooks.json without our hooks and with everybody else's; None if it is to go.

    `done` are setup's changes of that file, the newest first, none where no receipt tells.
    """
    if files.hooks_text is None:
        return None
    try:
        text = _reverted(files.hooks_text, done)
        # Others may have changed the file after the receipts: only what still fits is used.
        if _holds_just_theirs(text, files, locations):
            return text
    except UndoConflict:
        pass
    text = without_our_groups(files, locations)
    created = bool(done) and done[-1].before is None
    return None if created and hooks_json.parse(text) in ({}, {"hooks": {}}) else text


def without_switches(
    path: Path, contents: Contents, locations: Locations, done: Sequence[FileChange]
) -> str | None:
    """Return a config.toml as it was before setup, with what others did since.

    Where the two cannot be told apart, at least the switches that nobody has touched since are
    set back; trust entries are left to the caller.
    """
    text = text_of(path, contents)
    if text is None:
        return None
    parsed_toml(path, text)
    try:
        result = _reverted(text, done)
    except UndoConflict:
        for change in done:
            text = _switched_back(text, change)
        result = text
    return result if result is None else _without_notify(result, text, locations, done)


def _without_notify(
    result: str, text: str, locations: Locations, done: Sequence[FileChange]
) -> str:
    """An edit that somebody made in our array since is kept; our script is removed anyway."""
    now, ours = notify_program(toml_keys.parse(text)), locations.notify_script
    left = notify_program(toml_keys.parse((done[0].after or b"").decode())) if done else None
    if now == left or naming(now, ours) is Naming.none:
        return result
    theirs = without(now, ours, theirs_before(done, ours))
    return (
        toml_keys.set_value(result, NOTIFY, theirs) if theirs else toml_keys.unset(result, NOTIFY)
    )


def _reverted(text: str, done: Sequence[FileChange]) -> str | None:
    content: bytes | None = text.encode()
    for change in done:
        content = take_back(change, content)
    return None if content is None else content.decode()


def _holds_just_theirs(text: str | None, files: CodexFiles, locations: Locations) -> bool:
    found = read_hooks_json("{}" if text is None else text, files.hooks.source)
    ours = our_hooks(files.hooks, locations.hook_script)
    theirs = [hook for hook in files.hooks.hooks if hook not in ours]
    now = _by_event(theirs)
    # What setup took over from another tracer is restored with the rest.
    back = [hook for hook in found.hooks if tracer_of(hook.command) is None or _stands(hook, now)]
    return not found.rejected and _by_event(back) == now


def _stands(hook: Hook, hooks: Mapping[str, list[Any]]) -> bool:
    return (hook.matcher, hook.handler) in hooks.get(hook.event.name, [])


def _by_event(hooks: Sequence[Hook]) -> dict[str, list[Any]]:
    result: dict[str, list[Any]] = {}
    for hook in hooks:
        result.setdefault(hook.event.name, []).append((hook.matcher, hook.handler))
    return result


def _switched_back(text: str, change: FileChange) -> str:
    """Undo the switches of one setup that still are as it left them."""
    before, after = (
        toml_keys.parse((side or b"").decode()) for side in (change.before, change.after)
    )
    flags = (("features", name) for name in after.get("features", {}))
    for path in ((BYPASS,), NOTIFY, *flags):
        was, left = _get(before, path), _get(after, path)
        if was != left and toml_keys.get(text, path) == left:
            text = (
                toml_keys.unset(text, path) if was is None else toml_keys.set_value(text, path, was)
            )
    return text


def _get(data: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data
