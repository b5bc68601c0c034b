"""settings.toml is read strictly: a typing error is named, not ignored."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from codexctl.settings.capture import CaptureMode, Voice
from codexctl.settings.load import SettingsError, from_data, load
from codexctl.settings.model import TraceParentUse


def loaded(tmp_path: Path, text: str) -> object:
    """Load settings with this text."""
    path = tmp_path / "settings.toml"
    path.write_text(text)
    return load(path)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    settings = load(tmp_path / "settings.toml")
    assert settings.destinations == ()
    assert settings.capture.mode is CaptureMode.redacted
    assert settings.capture.source.voice is Voice.default


def test_everything_that_can_be_said_is_read(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(
        """
version = 1
traceparent = "parent"
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
    assert settings.traceparent is TraceParentUse.parent
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
        ("traceparent = 'root'", "traceparent"),
        ("traceparent = 1", "traceparent"),
        ("[capture]\nmode = 'all'", "capture.mode"),
        ("[capture]\nexclude = ['thoughts']", "capture.exclude"),
        ("[[destinations]]\nname = 'x'", "destinations[0]"),
        ("[[destinations]]\nname = 'x'\nkind = 'otlp'\nendpoint = 'ftp://h'", "endpoint"),
        ("[[destinations]]\nname = 'l'\nkind = 'local'\nonly_in = []", "only_in"),
        ("[[destinations]]\nname = 'l'\nkind = 'local'\nonly_in = ['src']", "only_in"),
        (
            "[[destinations]]\nname='l'\nkind='local'\n[[destinations]]\nname='l'\nkind='local'",
            "same",
        ),
        ("[[destinations]]\nname = 'x'\nkind = 'local'\napikey = 's'", "apikey"),
        ("[resource]\na = 1", "resource"),
        ("[oops", "settings.toml"),
        (
            '[[destinations]]\nname = "w"\nkind = "otlp"\npreset = "weave"\nproject = "web"',
            "destinations[0].project",
        ),
    ],
)
def test_what_is_not_understood_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named.replace("[", r"\[").replace(".", r"\.")) as error:
        loaded(tmp_path, text)
    assert "settings.toml" in error.value.message
    assert error.value.hint


_WORDS = st.sampled_from(["metadata", "full", "all", "paths", "prompts", "local", "otlp", "", "x"])
_URLS = st.sampled_from(["http://h/v1/traces", "ftp://h", "https://h"])
_TABLES = st.fixed_dictionaries(
    {},
    optional={
        "version": st.integers(0, 2),
        "capture": st.fixed_dictionaries(
            {}, optional={"mode": _WORDS, "exclude": st.lists(_WORDS, unique=True), "x": _WORDS}
        ),
        "local": st.fixed_dictionaries(
            {},
            optional={
                "keep_days": st.one_of(st.integers(-1, 3), st.booleans(), st.just(1.5)),
                "max_mb": st.integers(0, 2),
                "x": _WORDS,
            },
        ),
        "resource": st.dictionaries(_WORDS, st.one_of(_WORDS, st.integers())),
        "destinations": st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "name": _WORDS,
                    "kind": _WORDS,
                    "endpoint": _URLS,
                    "headers": st.none(),
                    "preset": st.sampled_from(["weave", "phoenix"]),
                    "project": st.sampled_from(["", "web", "a/b", "a/b/c"]),
                },
            ),
            max_size=1,
        ),
    },
)


@given(_TABLES)
def test_the_schema_and_the_reader_agree(data: dict[str, object]) -> None:
    schema = json.loads((files("codexctl.schemas") / "settings.schema.json").read_text("utf-8"))
    try:
        from_data(data, Path("settings.toml"))
        accepted = True
    except SettingsError:
        accepted = False
    assert accepted == Draft202012Validator(schema).is_valid(data)
