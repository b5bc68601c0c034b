"""Editors find the schema of settings.toml by its first line, which stays where it is."""

from __future__ import annotations

import tomllib
from pathlib import Path

from codexctl.edit.intent.wanted import Intent
from codexctl.edit.parts.settings_file import with_intent
from codexctl.settings.capture import CaptureMode
from codexctl.settings.load import from_data
from codexctl.settings.model import Settings

LINE = "#:schema https://codexctl.github.io/codexctl/schemas/settings/1.json\n"


def test_a_new_settings_file_names_its_schema_first() -> None:
    text = with_intent(None, Settings(destinations=()), Intent())
    assert text.startswith(LINE)
    assert from_data(tomllib.loads(text), Path("settings.toml")).destinations


def test_the_line_stays_when_a_key_changes_and_does_not_come_where_it_was_deleted() -> None:
    text = with_intent(None, Settings(destinations=()), Intent())
    today = from_data(tomllib.loads(text), Path("settings.toml"))
    again = with_intent(text, today, Intent(capture=CaptureMode.metadata))
    assert again.startswith(LINE)
    assert again.count(LINE) == 1
    without = text.removeprefix(LINE)
    assert LINE not in with_intent(without, today, Intent(capture=CaptureMode.metadata))
