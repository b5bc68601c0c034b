from __future__ import annotations

from typing import Any

import pytest

from codexctl.codex.config.session_words import config_of
from codexctl.document.toml.parse import parse_toml


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["-c", "model=gpt-6"], {"model": "gpt-6"}),
        (["-c", 'model="gpt-6"'], {"model": "gpt-6"}),
        (["--config=a.b=1"], {"a": {"b": 1}}),
        (["-ca=true"], {"a": True}),
        (["-c", "otel.exporter=otlp-http"], {"otel": {"exporter": "otlp-http"}}),
        (["-c", 'say=it is "so"'], {"say": 'it is "so"'}),
        (["-c", "a=1", "-c", "a=2"], {"a": 2}),
        (["-c", "a=[1,", "-c", "b=2"], {"a": "[1,", "b": 2}),
        (["--enable", "hooks", "--disable", "x"], {"features": {"hooks": True, "x": False}}),
        (["--enable", "x", "--disable", "x"], {"features": {"x": False}}),
        (["exec", "--", "-c", "a=1"], {}),
        (["-c", "no value"], {}),
    ],
)
def test_arguments_are_read_as_codex_reads_them(words: list[str], expected: dict[str, Any]) -> None:
    assert parse_toml(config_of(words)) == expected
