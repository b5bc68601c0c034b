"""Entries of the keyring have one name on both sides: who stores them and who hands them over."""

from __future__ import annotations

import json

import pytest

from codexctl.codex.mcp import handing
from codexctl.codex.parts import providers
from codexctl.settings.keys import handed, keychain


def test_what_is_stored_for_servers_and_providers_is_what_is_handed_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stored = {handing.entry("docs", "X-Key"): "one", providers.entry("mine"): "two"}
    monkeypatch.setattr(keychain, "fetch", lambda name, _: stored.get(name, ""))
    monkeypatch.setattr(handed, "_find_bus", lambda: None)
    assert handed.main(["headers", "docs", "X-Key=Token "]) == 0
    assert json.loads(capsys.readouterr().out) == {"X-Key": "Token one"}
    assert handed.main(["key", "mine"]) == 0
    assert capsys.readouterr().out == "two\n"
    assert handed.main(["key", "other"]) == 1
    assert handing.MODULE == providers.MODULE == handed.__name__
