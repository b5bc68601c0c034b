"""Rollout files to turns and their traces, touching nothing: what `trace convert` does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from codexctl.deliver.rollouts.content.opening import is_begun, open_rollout, raw_lines
from codexctl.deliver.rollouts.content.threads import parents_first, thread_of
from codexctl.deliver.rollouts.files import named
from codexctl.deliver.rollouts.names import COMPRESSED
from codexctl.errors import CodexctlError
from codexctl.trace.pipeline import Pipeline
from codexctl.trace.read.decode import decode
from codexctl.trace.read.events import ThreadMeta
from codexctl.trace.read.lines import LONGEST_LINE, Tally, read_lines
from codexctl.trace.read.sieve import FOR_FIGURES, Sieve
from codexctl.trace.spans.placement import Links
from codexctl.trace.spans.span import TurnTrace
from codexctl.trace.turns.fold import ThreadFold
from codexctl.trace.turns.turn import Turn
from codexctl.wording import counted

Report = Callable[[str], None]


def convert(
    paths: list[Path], pipeline: Pipeline, report: Report, *, want_spans: bool = True
) -> Iterator[TurnTrace]:
    """Give the traces of every turn in the named files and folders, in a fixed order.

    `report` is told, in one line each, of files that cannot be read and of lines that were
    skipped; the other files are converted anyway. Without `want_spans` the traces
    have figures and no spans, which is several times faster. A turn that is there twice (a
    thread beside its compressed copy) is given once.
    """
    threads = _threads(named(paths), report)
    sieve = pipeline.sieve if want_spans else FOR_FIGURES
    links, given = Links(), set[tuple[str, str]]()
    for path in parents_first(threads):
        into = ThreadFold(threads[path], patient=True, figures_only=not want_spans)
        for turn in _turns(path, into, sieve, report):
            links.add(into.links)
            into.links.clear()
            identity = turn.thread.thread_id, turn.turn_id
            if identity not in given:
                given.add(identity)
                yield pipeline.trace(turn, links, want_spans=want_spans)
        links.add(into.links)


def _turns(path: Path, into: ThreadFold, sieve: Sieve, report: Report) -> Iterator[Turn]:
    """The turns of one file; those before a place that cannot be read are given anyway."""
    tally = Tally()
    try:
        with open_rollout(path) as stream:
            # No line is longer than its file, and streaming is fast by itself.
            is_small = not path.name.endswith(COMPRESSED) and path.stat().st_size <= LONGEST_LINE
            raw = iter(stream) if is_small else raw_lines(stream, LONGEST_LINE)
            for event in decode(read_lines(raw, tally, sieve=sieve)):
                yield from into.feed(event)
    except OSError as error:
        report(f"{path}: {error.strerror or error}")
    except CodexctlError as error:
        report(error.message)
    yield from into.finish()
    if tally.unreadable:
        by = (
            f" (Codex {into.thread.cli_version})" if into.thread and into.thread.cli_version else ""
        )
        lines = counted(tally.lines, "line")
        report(f"{path}: {tally.unreadable} of {lines} could not be read{by}")


def _threads(paths: list[Path], report: Report) -> dict[Path, ThreadMeta]:
    threads = {}
    for path in paths:
        try:
            thread = thread_of(path)
            is_other = thread is None and is_begun(path)
        except OSError as error:
            report(f"{path}: {error.strerror or error}")
        except CodexctlError as error:
            report(error.message)
        else:
            if thread:
                threads[path] = thread
            elif is_other:
                report(f"{path}: is not a rollout: no session_meta in its first lines")
    return threads
