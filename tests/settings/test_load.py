"""settings.toml is read strictly: a typing error is named, not ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.settings.capture import CaptureMode
from codexctl.settings.load import SettingsError, load


def loaded(tmp_path: Path, text: str) -> object:
    """Load settings with this text."""
    path = tmp_path / "settings.toml"
    path.write_text(text)
    return load(path)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    settings = load(tmp_path / "settings.toml")
    assert settings.destinations == ()
    assert settings.capture.mode is CaptureMode.redacted
    assert settings.capture.source == "default"


def test_everything_that_can_be_said_is_read(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        """
version = 1
[capture]
mode = "metadata"
exclude = ["paths"]
[resource]
"deployment.environment.name" = "ci"
[[destinations]]
name = "local"
kind = "local"
[[destinations]]
name = "far"
kind = "otlp"
endpoint = "https://h/v1/traces"
headers = { x-team = "a" }
api_key_env = "KEY"
"""
    )
    settings = load(path)
    assert settings.capture.mode is CaptureMode.metadata
    assert settings.capture.exclude == {"paths"}
    assert settings.resource == (("deployment.environment.name", "ci"),)
    far = settings.destination("far")
    assert far is not None
    assert (far.endpoint, far.headers, far.api_key_env) == (
        "https://h/v1/traces",
        (("x-team", "a"),),
        "KEY",
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("version = 2", "version"),
        ("captur = 1", "captur"),
        ("[capture]\nmode = 'all'", "capture.mode"),
        ("[capture]\nexclude = ['thoughts']", "capture.exclude"),
        ("[[destinations]]\nname = 'x'", "destinations[0]"),
        ("[[destinations]]\nname = 'x'\nkind = 'otlp'\nendpoint = 'ftp://h'", "endpoint"),
        (
            "[[destinations]]\nname='l'\nkind='local'\n[[destinations]]\nname='l'\nkind='local'",
            "same",
        ),
        ("[[destinations]]\nname = 'x'\nkind = 'local'\napikey = 's'", "apikey"),
        ("[resource]\na = 1", "resource"),
        ("[oops", "settings.toml"),
    ],
)
def test_what_is_not_understood_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named.replace("[", r"\[").replace(".", r"\.")) as error:
        loaded(tmp_path, text)
    assert "settings.toml" in error.value.message
    assert error.value.hint
