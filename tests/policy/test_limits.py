"""The policy file can only tighten, and whatever is wrong with it tightens most."""

from __future__ import annotations

import json
import os
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from codexctl.locations import Locations, locate
from codexctl.policy.effective import effective, limits_for_wish
from codexctl.policy.limits import read
from codexctl.settings.capture import CATEGORIES, CaptureLimits, CaptureMode
from codexctl.settings.model import Destination, Settings

ANYBODY = None
FULL = Settings(capture=CaptureLimits(CaptureMode.full, source="settings"))


def written(tmp_path: Path, text: str) -> Path:
    """A policy file that this process may own."""
    path = tmp_path / "policy.toml"
    path.write_text(text)
    return path


def fits_the_schema(text: str) -> bool:
    """Whether the published schema accepts a policy, as the reader must."""
    schema = json.loads((files("codexctl.schemas") / "policy.schema.json").read_text("utf-8"))
    try:
        return bool(Draft202012Validator(schema).is_valid(tomllib.loads(text)))
    except tomllib.TOMLDecodeError:
        return False


def test_without_a_file_there_is_no_policy(tmp_path: Path) -> None:
    assert read(tmp_path / "policy.toml") is None


def test_a_policy_says_what_may_be_captured_and_where_it_may_go(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'version = 1\n[capture]\nmax = "redacted"\nexclude = ["paths"]\n'
        '[destinations]\nallow = ["https://otel.example.com/"]\n',
    )
    policy = read(path, owner=ANYBODY)
    assert policy is not None
    assert not policy.problem
    assert fits_the_schema(path.read_text())
    assert policy.capture.mode is CaptureMode.redacted
    assert policy.capture.exclude == {"paths"}
    assert policy.allows("https://otel.example.com/v1/traces")
    assert not policy.allows("https://otel.example.com.evil.net/v1/traces")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "version = 2\n",
        "version = 1\n[capture]\nmax = 'everything'\n",
        "version = 1\n[capture]\nmax = 3\n",
        "version = 1\n[capture]\nmaximum = 'full'\n",
        "version = 1\n[capture]\nexclude = ['thoughts']\n",
        "version = 1\n[surprise]\n",
        "version = 1\n[destinations]\nallow = [1]\n",
        "version = 1\ncapture = 'full'\n",
        "version = 1\n[capt",
        "\x00\x01",
    ],
)
def test_a_policy_that_is_not_understood_allows_nothing(tmp_path: Path, text: str) -> None:
    policy = read(written(tmp_path, text), owner=ANYBODY)
    assert policy is not None
    assert policy.problem
    assert not fits_the_schema(text)
    assert policy.capture.mode is CaptureMode.metadata
    assert policy.capture.exclude == CATEGORIES
    assert not policy.allows("https://anywhere.example.com/")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_a_file_that_is_not_roots_alone_allows_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "version = 1\n")
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & 0o022 and not folder.stat().st_mode & 0o1000:
            pytest.skip(f"{folder} is writable by others on this machine")
    problem = getattr(read(path), "problem", None)
    path.chmod(0o666)
    assert getattr(read(path), "problem", None)
    path.chmod(0o644)
    os.chown(path, 12345, 12345)
    assert getattr(read(path), "problem", None)
    assert problem == ""


def test_a_link_to_nowhere_allows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.symlink_to(tmp_path / "missing")
    policy = read(path)
    assert policy is not None
    assert policy.problem


def with_policy(tmp_path: Path, text: str | None) -> Locations:
    """Locations whose policy file has this text; None: there is no file."""
    where = locate({"HOME": str(tmp_path), "CODEXCTL_HOME": str(tmp_path / "ctl")})
    path = tmp_path / "policy.toml"
    if text is not None:
        path.write_text(text)
    return Locations(where.home, where.codex_home, where.config_dir, where.data_dir, path)


def test_the_strictest_of_policy_settings_and_environment_holds(tmp_path: Path) -> None:
    free = with_policy(tmp_path, None)
    assert effective(FULL, {}, free).capture.mode is CaptureMode.full
    strict = effective(FULL, {"CODEXCTL_CAPTURE": "metadata"}, free).capture
    assert (strict.mode, strict.source) == (CaptureMode.metadata, "environment")
    assert effective(Settings(), {"CODEXCTL_CAPTURE": "full"}, free).capture.mode is (
        CaptureMode.redacted
    )
    capped = with_policy(tmp_path, "nonsense")
    assert effective(FULL, {}, capped).capture.mode is CaptureMode.metadata


def test_a_word_in_the_environment_that_is_not_known_is_taken_as_the_strictest(
    tmp_path: Path,
) -> None:
    free = with_policy(tmp_path, None)
    assert effective(FULL, {"CODEXCTL_CAPTURE": "ful"}, free).capture.mode is CaptureMode.metadata
    assert effective(FULL, {"CODEXCTL_EXCLUDE": "promts"}, free).capture.exclude == CATEGORIES


def test_a_wish_replaces_the_default_and_nothing_else(tmp_path: Path) -> None:
    free = with_policy(tmp_path, None)
    assert limits_for_wish(Settings(), {}, free, "full").capture.mode is CaptureMode.full
    said = Settings(capture=CaptureLimits(CaptureMode.metadata, source="settings"))
    assert limits_for_wish(said, {}, free, "full").capture.mode is CaptureMode.metadata
    capped = with_policy(tmp_path, "nonsense")
    assert limits_for_wish(Settings(), {}, capped, "full").capture.mode is CaptureMode.metadata


def test_the_local_store_is_no_remote_destination(tmp_path: Path) -> None:
    closed = effective(FULL, {}, with_policy(tmp_path, ""))
    assert closed.allows(Destination("local", "local"))
    assert not closed.allows(Destination("far", "otlp", "https://h/v1/traces"))
