"""Homes with real rollouts in them, and a sink that answers as it is told."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from codexctl.locations import Locations, locate
from tests.deliver.sink import Sink

RECORDINGS = Path(__file__).parents[1] / "recordings" / "0.169.0"


@pytest.fixture
def locations(tmp_path: Path) -> Locations:
    """An empty Codex home and a home of ours, both below tmp_path."""
    (tmp_path / "codex" / "sessions").mkdir(parents=True)
    return locate(
        {
            "HOME": str(tmp_path),
            "CODEX_HOME": str(tmp_path / "codex"),
            "CODEXCTL_HOME": str(tmp_path / "ctl"),
        }
    )


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A running OTLP/HTTP sink."""
    with Sink() as running:
        yield running


def record(locations: Locations, *scenarios: str) -> list[Path]:
    """Put recorded sessions into the Codex home; gives their rollout files."""
    placed = []
    for scenario in scenarios:
        for source in sorted((RECORDINGS / scenario).rglob("rollout-*")):
            target = locations.rollout_folders[0] / source.name
            shutil.copyfile(source, target)
            placed.append(target)
    return placed


def configure(locations: Locations, *destinations: str, metrics: bool = False) -> None:
    """Write settings: `local`, or `NAME=URL` for an OTLP destination; everything counts as new."""
    tables = []
    for destination in destinations:
        name, _, url = destination.partition("=")
        kind = f'kind = "otlp"\nendpoint = "{url}"' if url else 'kind = "local"'
        if url and metrics:
            kind += "\nmetrics = true"
        tables.append(f'[[destinations]]\nname = "{name}"\n{kind}\n')
    locations.settings_toml.parent.mkdir(parents=True, exist_ok=True)
    locations.settings_toml.write_text("version = 1\n" + "\n".join(tables))
    os.utime(locations.settings_toml, (0, 0))
