from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.mcp.server import Server
from codexctl.codex.mcp.talk.ask import ask
from codexctl.codex.mcp.talk.outcome import Answered, ServerFailure
from tests.codex.mcp.servers import good, over_http

Answer = tuple[int, dict[str, str], bytes]


def asked(table: dict[str, Any], seconds: float = 30.0, **environ: str) -> Answered:
    environ = {"PATH": "/usr/bin:/bin", **environ}
    return ask(Server("one", table), environ, Path.cwd(), "1", seconds)


def test_a_good_server_lists_its_tools_and_hears_of_its_session() -> None:
    heard: list[dict[str, str]] = []

    def answer(message: dict[str, Any], headers: dict[str, str]) -> Answer:
        heard.append(headers)
        if "id" not in message:
            return 202, {}, b""
        return 200, {"Mcp-Session-Id": "s1"}, good(message, "a", "b")

    with over_http(answer) as url:
        found = asked({"url": url})
    assert (found.cause, found.tools) == (ServerFailure.none, ("a", "b"))
    assert [headers.get("Mcp-Session-Id") for headers in heard] == [None, "s1", "s1"]


def test_an_answer_may_be_a_stream_of_events() -> None:
    def answer(message: dict[str, Any], _: dict[str, str]) -> Answer:
        note = json.dumps({"jsonrpc": "2.0", "method": "notifications/message"})
        body = f"data: {note}\n\nevent: message\ndata: {good(message, 'a').decode()}\n\n"
        return 200, {"Content-Type": "text/event-stream"}, body.encode()

    with over_http(answer) as url:
        assert asked({"url": url}).tools == ("a",)


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (401, ServerFailure.needs_login),
        (403, ServerFailure.forbidden),
        (404, ServerFailure.not_found),
        (500, ServerFailure.status),
        (302, ServerFailure.status),
    ],
)
def test_a_status_has_its_cause(status: int, cause: ServerFailure) -> None:
    with over_http(lambda _m, _h: (status, {"Location": "http://127.0.0.1:1/"}, b"")) as url:
        assert asked({"url": url}).cause is cause


def test_a_page_of_html_is_no_answer() -> None:
    with over_http(lambda _m, _h: (200, {"Content-Type": "text/html"}, b"<html>")) as url:
        assert asked({"url": url}).cause is ServerFailure.no_protocol


def test_headers_come_from_the_table_variables_and_a_command() -> None:
    heard: list[dict[str, str]] = []

    def answer(message: dict[str, Any], headers: dict[str, str]) -> Answer:
        heard.append(headers)
        return 200, {}, good(message)

    table = {
        "http_headers": {"X-A": "1"},
        "env_http_headers": {"X-B": "B"},
        "bearer_token_env_var": "TOKEN",
        "http_headers_helper": """echo '{"X-C": "3"}'""",
    }
    with over_http(answer) as url:
        assert asked({"url": url, **table}, B="2", TOKEN="t").cause is ServerFailure.none
    assert [heard[0].get(name) for name in ("X-A", "X-B", "X-C", "Authorization")] == [
        "1", "2", "3", "Bearer t",
    ]  # fmt: skip


def test_a_variable_that_is_not_set_is_named() -> None:
    found = asked({"url": "http://127.0.0.1:1/", "bearer_token_env_var": "TOKEN"})
    assert (found.cause, found.detail) == (ServerFailure.no_variable, "TOKEN")


@pytest.mark.parametrize("command", ["exit 3", "echo no json", "echo 3"])
def test_a_command_that_gives_no_headers_is_a_cause(command: str) -> None:
    found = asked({"url": "http://127.0.0.1:1/", "http_headers_helper": command})
    assert found.cause is ServerFailure.no_secret


def test_nobody_there_is_unreachable() -> None:
    assert asked({"url": "http://127.0.0.1:1/mcp"}).cause is ServerFailure.unreachable
    assert asked({"url": "ftp://example.com/"}).cause is ServerFailure.unreachable
    assert asked({"url": "http://"}).cause is ServerFailure.unreachable


def test_a_fault_of_the_table_is_said_and_nobody_is_asked() -> None:
    assert asked({"url": "http://127.0.0.1:1/", "command": "x"}).cause is ServerFailure.faulty
