"""What the laboratory recorded, and what `convert` makes of it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import zstandard

from codexctl.deliver.rollouts.convert import convert
from codexctl.deliver.rollouts.files import named
from codexctl.redact.masker import compile_rules
from codexctl.settings.capture import CaptureLimits, CaptureMode
from codexctl.settings.redaction import rule_file
from codexctl.trace.capture.filter import Capture
from codexctl.trace.pipeline import Pipeline
from codexctl.trace.spans.span import TurnTrace

Json = dict[str, Any]
RECORDINGS = Path(__file__).parents[1] / "recordings"
FOLDERS = sorted(path.parent for path in RECORDINGS.glob("*/*/expected.json"))
NAMES = [f"{folder.parent.name}/{folder.name}" for folder in FOLDERS]
ADDRESSES = {"fake": ("model.test", 8080)}


def pipeline(mode: CaptureMode = CaptureMode.full, *exclude: str) -> Pipeline:
    """The way to spans under a capture mode."""
    limits = CaptureLimits(mode, frozenset(exclude))
    return Pipeline(Capture(limits, compile_rules(rule_file())), ADDRESSES, {"service.name": "t"})


@cache
def traces(folder: Path, mode: CaptureMode = CaptureMode.full) -> tuple[TurnTrace, ...]:
    """Everything in a folder, converted; nothing in it may be unreadable."""
    complaints: list[str] = []
    found = tuple(convert([folder], pipeline(mode), complaints.append))
    assert complaints == []
    return found


@cache
def expected(folder: Path) -> Json:
    """What is true of a recording; no rollout was read for it."""
    document: Json = json.loads((folder / "expected.json").read_text())
    return document


def name_of(folder: Path) -> str:
    """How a test of a recording is called."""
    return f"{folder.parent.name}/{folder.name}"


def version(folder: Path) -> tuple[int, ...]:
    """The Codex release that made a recording."""
    return tuple(map(int, folder.parent.name.split(".")))


def _kinds() -> Iterator[Path]:
    by_scenario: dict[str, list[Path]] = {}
    by_release: dict[str, list[Path]] = {}
    for folder in sorted(FOLDERS, key=version):
        by_scenario.setdefault(folder.name, []).append(folder)
        by_release.setdefault(folder.parent.name, []).append(folder)
    for made in by_scenario.values():
        yield from (made[0], made[len(made) // 2], made[-1])
    for number, made in enumerate(by_release.values()):
        yield made[number % len(made)]


# Every scenario by the oldest, a middle and the newest release that recorded it, and one of every
# release: for what depends on the kind of content, and little on how a release wrote it down.
KINDS = sorted(set(_kinds()))


def rollouts(folder: Path) -> list[Path]:
    """The rollout files of a recording."""
    return named([folder])


def records(path: Path) -> Iterator[Json]:
    """The lines of a rollout as they are, read by nothing of ours."""
    raw = path.read_bytes()
    if path.suffix == ".zst":
        raw = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(raw)).read()
    return map(json.loads, raw.splitlines())


def exited_with(recorded: Mapping[str, Any]) -> int | None:
    """The exit code of a recorded command: -1 is Codex's word for one that was stopped instead."""
    code = int(recorded["exit_code"])
    return None if code == -1 else code
