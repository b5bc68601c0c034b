"""Documents for tests: of stories, of hostile rollouts, and of any texts whatever."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from codexctl.deliver.rollouts.convert import convert
from codexctl.deliver.store.local_store import LocalStore
from codexctl.settings.capture import CaptureLimits, CaptureMode, Source, Voice
from codexctl.settings.redaction import masker
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.span import TurnTrace
from codexctl.view.card.blocks import Diff, DiffLine, Output, Picture, Prose, Row
from codexctl.view.export.document import Document, Entry, Fact, Kind, TurnPart
from codexctl.view.export.gather import chosen, gather
from codexctl.view.export.session import document_of
from codexctl.view.prices import Prices
from codexctl.wording import safe
from tests.trace.recorded import pipeline
from tests.view.handmade import MAIN, traces_of
from tests.view.stories import STORIES

SAVED_NS = 1_795_000_100 * 1_000_000_000


def capture(mode: CaptureMode, *exclude: str) -> Capture:
    limits = CaptureLimits(mode, frozenset(exclude), Source(Voice.settings))
    return Capture(limits, masker() if mode is CaptureMode.redacted else None, names=masker())


def stored(folder: Path, traces: Iterable[TurnTrace]) -> LocalStore:
    """A store that holds some turns, as they were captured in full."""
    store = LocalStore.open(folder / "traces.db")
    store.send(list(traces))
    return store


def of_traces(
    folder: Path,
    traces: Iterable[TurnTrace],
    mode: CaptureMode = CaptureMode.full,
    *exclude: str,
    ident: str = MAIN,
) -> Document:
    store = stored(folder, traces)
    limits = capture(mode, *exclude)
    found = gather(store, limits, chosen(store, ident), Prices())
    store.close()
    return document_of(found, limits.limits, SAVED_NS, UTC)


def of_story(name: str, folder: Path, mode: CaptureMode = CaptureMode.full) -> Document:
    return of_traces(folder, traces_of(STORIES[name](), folder), mode)


def of_rollouts(paths: Iterable[Path], folder: Path) -> list[Document]:
    """Every session of some files, captured in full."""
    complaints: list[str] = []
    store = stored(folder, convert(list(paths), pipeline(), complaints.append))
    limits = capture(CaptureMode.full)
    documents = []
    for ident in sorted({str(turn["session_id"]) for turn in store.turns()}):
        found = gather(store, limits, chosen(store, ident), Prices())
        documents.append(document_of(found, limits.limits, SAVED_NS, UTC))
    store.close()
    return documents


def of_texts(texts: list[str]) -> Document:
    """A document with an entry of every kind and a block of every kind, each holding all texts.

    As after `document_of`, every text is clean.
    """
    clean = tuple(safe(line) for text in texts for line in text.split("\n"))
    every = " ".join(clean)
    pieces = tuple((text, "strong") for text in clean)
    blocks = (
        Row(pieces),
        Prose(clean, "quiet", "» "),
        Output(clean, "bad", "$ ", "stderr"),
        Diff(tuple(DiffLine(sign, text) for sign in "+-@ " for text in clean)),
        Picture("", every),
    )
    entries = []
    for depth, kind in enumerate((Kind.prompt, Kind.call, Kind.agent, Kind.call)):
        named = Entry(kind, depth, blocks, every, "failed", clean, pieces)
        entries += [named, replace(named, kind=Kind.answer), replace(named, kind=Kind.note)]
    turns = [
        TurnPart(number, every, every, "failed", every, clean, tuple(entries)) for number in (1, 2)
    ]
    facts = (Fact("Folder", every, is_code=True), Fact("Calls", every))
    return Document("Codex session", every, every, facts, tuple(turns))
