"""Shortens a command's output: diffs of the person's files, only sizes of codexctl's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codexctl.wording import counted

SHOWN = 4
"""The number of lines shown of a block that was added or removed."""

_NOWHERE = "/dev/null"


def told(lines: Iterable[str], home: str, *, brief: bool = False) -> Iterator[str]:
    """The lines with `home` as `~`, new and deleted files in one line, long runs cut.

    With `brief`, only the numbers of lines are shown for the person's files, too.
    """
    blocks = _blocks([line.replace(home, "~") for line in lines])
    for block in blocks:
        if not block[0].startswith("--- "):
            yield from block
            continue
        before, after = block[0][4:], block[1][4:]
        if before == _NOWHERE:
            yield f"new: {after}, {counted(_of(block, '+'), 'line')}"
        elif after == _NOWHERE:
            yield f"deleted: {before}, {counted(_of(block, '-'), 'line')}"
        elif brief:
            gone, come = _of(block, "-"), _of(block, "+")
            yield f"changed: {after}, {counted(gone, 'line')} removed, {come} restored"
        else:
            yield from ("", f"{after}:", *_cut(block[2:]))


def _blocks(lines: list[str]) -> list[list[str]]:
    """The diffs, one for each file, and the text between and after them."""
    blocks: list[list[str]] = []
    left = {"-": 0, "+": 0}
    for number, line in enumerate(lines):
        inside = left["-"] > 0 or left["+"] > 0
        if not inside and line.startswith("--- ") and lines[number + 1].startswith("+++ "):
            blocks.append([])
        elif not inside and line.startswith("@@ "):
            left = dict(zip("-+", map(_length, line.split(" ")[1:3]), strict=True))
        elif inside:
            left = {sign: left[sign] - (line[:1] in ("", " ", sign)) for sign in "-+"}
        elif not line.startswith("+++ ") and (not blocks or blocks[-1][0].startswith("--- ")):
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _length(span: str) -> int:
    """The number of lines in `-1,7`."""
    return int(span.partition(",")[2] or 1)


def _of(block: list[str], sign: str) -> int:
    return sum(line.startswith(sign) for line in block[2:])


def _cut(lines: list[str]) -> Iterator[str]:
    """The hunks without their numbers; long blocks are cut."""
    run: list[str] = []
    for line in [*lines, "@@"]:
        if run and run[0][:1] != line[:1]:
            long = run[0][:1] in ("+", "-") and len(run) > SHOWN + 1
            yield from run[:SHOWN] if long else run
            if long:
                yield f"{run[0][0]}  … {counted(len(run) - SHOWN, 'more line')} of codexctl's"
            run = []
        if not line.startswith("@@"):
            run.append(line)
