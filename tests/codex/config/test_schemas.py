from __future__ import annotations

import pytest

from codexctl.codex.config.features import ALIASES
from codexctl.codex.config.schemas import (
    ANYTHING,
    HOOKS,
    REQUIREMENTS,
    holds_in_project,
    known_below,
    known_paths,
    load_schema,
    schema_at,
)
from codexctl.codex.hooks.events import BY_NAME


def test_every_key_that_codex_reports_is_known() -> None:
    assert len(known_below(())) == 107
    assert len(known_below((), REQUIREMENTS)) == 46


def test_every_event_and_every_old_name_of_a_feature_is_in_the_schemas() -> None:
    assert set(known_below(("hooks",), HOOKS)) == set(BY_NAME)
    assert set(ALIASES) <= set(known_below(("features",)))
    assert set(ALIASES.values()) <= set(known_below(("features",)))


@pytest.mark.parametrize(
    "path",
    [
        ("model",),
        ("mcp_servers", "any name", "env", "ANY"),
        ("otel", "exporter", "otlp-http", "endpoint"),
        ("skills", "config", "3", "enabled"),
        ("agents", "a role of mine", "description"),
        ("hooks", "state", "/h.json:stop:0:0", "trusted_hash"),
    ],
)
def test_a_key_that_codex_knows_is_found(path: tuple[str, ...]) -> None:
    assert schema_at(path) is not None


@pytest.mark.parametrize(
    "path",
    [("modle",), ("model", "x"), ("history", "x"), ("sandbox_mode", "x"), ("notify", "first")],
)
def test_a_key_that_codex_does_not_know_is_not(path: tuple[str, ...]) -> None:
    assert schema_at(path) is None


def test_nothing_is_said_below_a_table_of_free_shape() -> None:
    assert schema_at(("desktop", "anything", "below")) == ANYTHING


def test_some_keys_count_only_in_the_users_own_file() -> None:
    assert not holds_in_project(("notify",))
    assert not holds_in_project(("model_providers", "mine", "base_url"))
    assert not holds_in_project(("features", "respect_system_proxy"))
    assert holds_in_project(("features", "hooks"))
    assert holds_in_project(("no", "such", "key"))


def test_each_path_of_the_schema_leads_to_something() -> None:
    paths = list(known_paths())
    assert len(paths) > 500
    assert all(schema_at(path) is not None for path in paths)


def test_schemas_say_what_they_are_for() -> None:
    for name in ("config", "hooks", "requirements"):
        assert load_schema(name)["description"]
