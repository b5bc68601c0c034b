"""Rollout files to turns and their traces, touching nothing: what `trace convert` does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from codexctl.deliver.rollouts import named, parents_first, reading, thread_of
from codexctl.errors import CodexctlError
from codexctl.trace.decode import decode
from codexctl.trace.events import ThreadMeta
from codexctl.trace.fold import ThreadFold, fold
from codexctl.trace.lines import Tally, read_lines
from codexctl.trace.pipeline import Pipeline
from codexctl.trace.placement import Links
from codexctl.trace.sieve import FOR_FIGURES, FOR_SPANS
from codexctl.trace.span import TurnTrace


def convert(
    paths: list[Path],
    pipeline: Pipeline,
    report: Callable[[str], None],
    *,
    want_spans: bool = True,
) -> Iterator[TurnTrace]:
    """Give the traces of every turn in the named files and folders, in a fixed order.

    `report` is told, in one line each, of files that cannot be read and of lines that were
    passed over; the other files are converted all the same. Without `want_spans` the traces
    have figures and no spans, which is several times faster.
    """
    links, sieve = Links(), FOR_SPANS if want_spans else FOR_FIGURES
    for path in parents_first(_threads(named(paths), report)):
        into, tally = ThreadFold(patient=True), Tally()
        try:
            with reading(path) as stream:
                lines = read_lines(stream, tally, sieve=sieve)
                for turn in fold(decode(lines), into):
                    links.add(into.links)
                    into.links.clear()
                    yield pipeline.trace(turn, links, want_spans=want_spans)
        except OSError as error:
            report(f"{path}: {error.strerror or error}")
        except CodexctlError as error:
            report(error.message)
        links.add(into.links)
        if tally.unreadable:
            report(f"{path}: {tally.unreadable} of {tally.lines} lines could not be read")


def _threads(paths: list[Path], report: Callable[[str], None]) -> dict[Path, ThreadMeta]:
    threads = {}
    for path in paths:
        try:
            thread = thread_of(path)
        except OSError as error:
            report(f"{path}: {error.strerror or error}")
        except CodexctlError as error:
            report(error.message)
        else:
            if thread:
                threads[path] = thread
            else:
                report(f"{path}: is not a rollout: no session_meta in its first lines")
    return threads
