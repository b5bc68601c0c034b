from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from codexctl.codex.config.schema_errors import misfits
from codexctl.codex.config.schemas import REQUIREMENTS, known_paths

GRANULAR = {"granular": {"rules": True}}


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("model",), 5, "takes text, not 5"),
        (("notify",), "x", "takes a list of text, not text"),
        (("notify",), ["a", 1], "notify[1]: takes text, not 1"),
        (("project_doc_max_bytes",), 1.0, "takes a whole number from 0, not 1.0"),
        (("project_doc_max_bytes",), True, "takes a whole number from 0, not true"),
        (("mcp_oauth_callback_port",), 70000, "takes a whole number from 0 to 65535, not 70000"),
        (("sandbox_mode",), "off", 'read-only, workspace-write or danger-full-access, not "off"'),
        (("tui", "notifications"), 3, "takes true or false, or a list of text, not 3"),
        (("approval_policy",), GRANULAR, "needs sandbox_approval and mcp_elicitations"),
        (("otel", "exporter"), {"otlp-http": {"endpoint": "x"}}, "otlp-http: needs protocol"),
        (("tools", "web_search"), {"context_size": "x"}, "context_size: takes low, medium or high"),
        (("features",), {"hooks": "on"}, "features.hooks: takes true or false, not text"),
        (("profile",), "x", "no longer supported"),
        (("mcp_servers",), {"a": {"comand": "x"}}, "mcp_servers.a.comand: unknown key"),
        (("modle",), "x", "modle: unknown key"),
    ],
)
def test_what_does_not_fit_is_said_in_words(path: tuple[str, ...], value: Any, said: str) -> None:
    (remark, *more) = [str(found) for found in misfits(value, path)]
    assert said in remark
    assert more == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((), {}),
        (("model",), "x"),
        (("model",), date(2026, 1, 2)),  # Codex reads a date as text
        (("tui", "mouse_scroll_speed"), 2),
        (("approval_policy",), "never"),
        (("forced_chatgpt_workspace_id",), ["a", "b"]),
        (("otel", "exporter"), {"otlp-grpc": {"endpoint": "x", "headers": {"a": "b"}}}),
        (("features", "multi_agent_v2"), {"enabled": True}),
        (("hooks", "Stop"), "whatever: hooks have a check of their own"),
    ],
)
def test_what_fits_gets_no_remark(path: tuple[str, ...], value: Any) -> None:
    assert list(misfits(value, path)) == []


def test_text_of_the_file_is_not_repeated_where_it_may_be_a_secret() -> None:
    (remark,) = misfits("sk-secret", ("mcp_servers", "a", "env"))
    assert "secret" not in remark


def test_two_spellings_of_one_requirement_are_one_too_many() -> None:
    data = {"features": {"hooks": True}, "feature_requirements": {}}
    (remark,) = misfits(data, (), REQUIREMENTS)
    assert "keep one" in remark


@pytest.mark.parametrize("value", ["text", "never", "", True, False, 0, -1, 65536])
def test_what_is_seen_to_fit_at_a_glance_fits_by_jsonschema_too(
    monkeypatch: pytest.MonkeyPatch, value: object
) -> None:
    at_a_glance = {path for path in known_paths() if not list(misfits(value, path))}
    monkeypatch.setattr("codexctl.codex.config.schema_errors._plainly_fits", lambda *_: False)
    assert at_a_glance == {path for path in known_paths() if not list(misfits(value, path))}
