"""Cards of work done: commands, files, scripts."""

from __future__ import annotations

from codexctl.trace.spans.patch import FileDiff
from codexctl.view.calls.code import ScriptReset, ScriptRun, ScriptWait
from codexctl.view.calls.files import FileRead, FileSearch, ImageView, Listing, Patch
from codexctl.view.calls.shell import ShellRun
from codexctl.view.terminal.pad import Pad
from codexctl.wording import counted

_KEEP_DIFF = 40


def shell(record: ShellRun, pad: Pad) -> None:
    """A command with its exit code, what it printed and which files it changed."""
    if record.exit_code is not None:
        # Codex writes -1 where there was none: interrupted, killed, never started.
        said = "no exit code" if record.exit_code < 0 else f"exit {record.exit_code}"
        pad.title.append((said, "bad" if record.exit_code else "good"))
    if record.is_running:
        how, style = ("goes on", "warning") if record.exit_code is None else ("went on", "quiet")
        pad.title.append((f"{how} in session {record.session}", style))
    elif record.session:
        pad.title.append((f"session {record.session}", "quiet"))
    if record.cwd and pad.cwd and record.cwd != pad.cwd:
        pad.line((f"in {pad.path(record.cwd)}", "quiet"))
    if record.changes:
        pad.line(("$ ", "quiet"), ("apply_patch", "strong"))
        diffs(record.changes, pad)
    elif record.command:
        pad.block(record.command, "strong", first="$ ")
    if record.typed:
        pad.line(("> ", "quiet"), (record.typed, "strong"))
    if record.justification:
        pad.text(record.justification, "quiet", first="because ")
    if record.stderr:
        pad.block(record.stdout)
        pad.block(record.stderr, "warning", first="! ")
    else:
        pad.block(record.output, "bad" if record.error and record.exit_code is None else "")


def patch(record: Patch, pad: Pad) -> None:
    """Each file with its diff, and why it did not work if it did not."""
    _count(record.changes, pad)
    diffs(record.changes, pad)
    if record.error or not record.changes:
        pad.text(record.output, "bad" if record.error else "")


def diffs(changes: tuple[FileDiff, ...], pad: Pad) -> None:
    """Files and their diffs."""
    for change in changes:
        moved = f" {pad.look.sign('arrow')} {pad.path(change.moved_to)}" if change.moved_to else ""
        removed = "" if change.removed is None else f" -{change.removed}"
        pad.line(
            (pad.path(change.path) + moved, "strong"),
            (f"  {change.kind}", "quiet"),
            (f"  +{change.added}", "good"),
            (removed, "bad"),
        )
        _diff(change.diff, pad)


def _diff(diff: str, pad: Pad) -> None:
    lines = diff.removesuffix("\n").split("\n") if diff else []
    shown = lines if pad.look.full else lines[:_KEEP_DIFF]
    for line in shown:
        style = {"+": "good", "-": "bad", "@": "hunk", "\\": "quiet"}.get(line[:1], "")
        pad.row((line.removesuffix("\r").expandtabs(4), style))
    if len(shown) < len(lines):
        left = len(lines) - len(shown)
        pad.line((f"{pad.look.sign('cut')} {left:,} more lines", "quiet"))


def _count(changes: tuple[FileDiff, ...], pad: Pad) -> None:
    if len(changes) > 1:
        pad.title.append((counted(len(changes), "file"), ""))
        pad.title.append((f"+{sum(change.added for change in changes)}", "good"))
        pad.title.append((f"-{sum(change.removed or 0 for change in changes)}", "bad"))


def listing(record: Listing, pad: Pad) -> None:
    """A folder and what is in it."""
    pad.line((pad.path(record.path), "strong"))
    marks = {"folder": "/", "link": "@", "other": "?"}
    rows = ["  " * entry.depth + entry.name + marks.get(entry.kind, "") for entry in record.entries]
    if record.has_more:
        rows.append(pad.look.sign("cut"))
    pad.block("\n".join(rows))
    _failure(record, pad)


def file_read(record: FileRead, pad: Pad) -> None:
    """A file and which lines of it were read."""
    span = f"  lines {record.first}-{record.last}" if record.last else ""
    pad.line((pad.path(record.path), "strong"), (span, "quiet"))
    pad.block(record.output, "bad" if record.error else "")


def file_search(record: FileSearch, pad: Pad) -> None:
    """A pattern and the files that it was found in."""
    where = " ".join(part for part in (record.include, pad.path(record.path)) if part)
    pad.line((record.pattern, "strong"), (f"  in {where}" if where else "", "quiet"))
    if not record.error:
        number = len(record.matches)
        pad.title.append((counted(number, "file"), ""))
    pad.block("\n".join(record.matches))
    _failure(record, pad)


def image_view(record: ImageView, pad: Pad) -> None:
    """Which picture."""
    pad.line((pad.path(record.path), "strong"))
    _failure(record, pad)


def script(record: ScriptRun, pad: Pad) -> None:
    """A script, what it wrote and what it threw."""
    if record.is_running:
        pad.title.append((f"goes on in cell {record.cell}", "warning"))
    if record.settings:
        pad.line((record.settings, "quiet"))
    pad.block(record.code, "strong", first="> ")
    pad.block(record.output)
    pad.text(record.problem, "bad")


def script_wait(record: ScriptWait, pad: Pad) -> None:
    """Which script was waited for, and what it wrote meanwhile."""
    style = "warning" if record.is_running else "quiet"
    pad.title.append((f"cell {record.cell}" + (" goes on" if record.is_running else ""), style))
    pad.block(record.output)
    pad.text(record.problem, "bad")


def script_reset(record: ScriptReset, pad: Pad) -> None:
    """Which interpreter was started anew."""
    pad.title.append((f"session {record.session}" if record.session else "all sessions", "quiet"))
    _failure(record, pad)


def _failure(record: Listing | FileSearch | ImageView | ScriptReset, pad: Pad) -> None:
    if record.error:
        pad.text(record.output, "bad")
