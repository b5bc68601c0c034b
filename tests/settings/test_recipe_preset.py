"""The recipe for a preset: an entry of `presets.toml` alone makes a backend known everywhere."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import pytest
from jsonschema import Draft202012Validator

from codexctl.edit.intent.flags import Flags
from codexctl.edit.intent.from_flags import intent_from
from codexctl.settings.destinations import presets as module
from codexctl.settings.destinations.presets import presets
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.load import from_data
from codexctl.settings.model import Settings
from tests.checks.pages import presets_page, settings_schema

ENTRY = """
[presets.acme]
title = "Acme Traces"
endpoint = "https://{region}.acme.example/v1/traces"
verified = "documented"
key = { header = "X-Acme-Key", form = "raw", required = true, env = ["ACME_KEY"] }
parameters = { region = { required = true, help = "eu or us" } }
"""


def schema_now() -> dict[str, object]:
    made: dict[str, object] = json.loads(settings_schema.text())
    return made


@pytest.fixture(autouse=True)
def acme(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A `presets.toml` with one entry more, in place of ours."""
    ours = (files("codexctl.templates") / "presets.toml").read_text("utf-8")
    monkeypatch.setattr(module, "_text", lambda: ours + ENTRY)
    presets.cache_clear()
    yield
    monkeypatch.undo()
    presets.cache_clear()


def test_flags_know_it_and_lead_to_its_address() -> None:
    wanted = intent_from(Flags(destination=("acme",), param=("region=eu",)), Settings())
    (there,) = wanted.destinations
    assert (there.name, there.kind, there.preset) == ("acme", "otlp", "acme")
    assert resolve(there, MappingProxyType({})).destination.endpoint == (
        "https://eu.acme.example/v1/traces"
    )


def test_settings_take_it_and_their_schema_does() -> None:
    data = {
        "version": 1,
        "destinations": [
            {"name": "a", "kind": "otlp", "preset": "acme", "parameters": {"region": "us"}}
        ],
    }
    assert from_data(data, Path("settings.toml")).destinations[0].preset == "acme"
    Draft202012Validator(schema_now()).validate(data)


def test_the_page_of_presets_has_it() -> None:
    page = presets_page.text()
    assert "## Acme Traces: `--destination acme`" in page
    assert "- `--param region=…`: needed, eu or us" in page
    assert "`X-Acme-Key` (raw); found in `$ACME_KEY`" in page


def test_the_entry_fits_the_schema_of_presets() -> None:
    schema = json.loads((files("codexctl.schemas") / "presets.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate({"version": 1, **tomllib.loads(ENTRY)})
