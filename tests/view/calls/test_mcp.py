"""Calls of MCP servers."""

from __future__ import annotations

import pytest

from codexctl.view.calls.mcp import McpCall
from tests.view.calls.material import NEWEST, OLDEST, VERSIONS, made, recorded

# In between, the recordings' flat calls were no MCP calls to Codex.
WITH_NAMESPACES = [version for version in VERSIONS if version >= "0.142"]


@pytest.mark.parametrize("version", [OLDEST, *WITH_NAMESPACES])
def test_a_server_s_answers_are_its_text(version: str) -> None:
    echo, fail, broken = recorded(version, "mcp-calls")
    assert all(isinstance(call, McpCall) for call in (echo, fail, broken))
    assert (echo.server, echo.tool, echo.arguments) == ("lab", "echo", '{"text":"hello"}')
    assert (echo.output, fail.output) == ("hello", "no")
    assert "The laboratory breaks here." in broken.output


@pytest.mark.parametrize("version", WITH_NAMESPACES)
def test_a_server_that_refuses_is_told_from_one_that_breaks(version: str) -> None:
    echo, fail, broken = recorded(version, "mcp-calls")
    assert (echo.error, fail.error, broken.error) == ("", "tool_error", "_OTHER")
    assert (fail.refused, broken.refused) == (True, False)
    assert echo.wall_time_s is not None


def test_a_call_of_a_script_is_read_from_codex_s_record() -> None:
    (echo,) = recorded(NEWEST, "code-mode", "echo")
    assert (echo.server, echo.tool, echo.output) == ("lab", "echo", "nested")
    assert echo.arguments == '{"text":"nested"}'


def test_an_interrupted_call_has_no_answer() -> None:
    for version in ("0.142.0", NEWEST):
        (call,) = recorded(version, "interrupted-mcp", "slow")
        assert (call.error, call.output) == ("interrupted", "aborted by user after 0.1s")


def test_a_server_s_tool_keeps_its_meaning_under_a_name_of_codex_s() -> None:
    call = made("shell", {"command": "x"}, "y", namespace="mcp__term")
    assert isinstance(call, McpCall)
    assert (call.server, call.tool) == ("term", "shell")


def test_text_that_only_looks_like_content_parts_is_left_alone() -> None:
    for text in ("[", "[1]", "{}", '{"a":1}'):
        assert made("t", {}, text, namespace="mcp__s").output == text


def test_the_whole_result_of_a_call_is_read_for_its_text() -> None:
    parts = [{"type": "text", "text": "hello"}]
    for result in (parts, {"content": parts}, {"Ok": {"content": parts}}, {"message": "hello"}):
        assert made("t", {}, result, namespace="mcp__s").output == "hello"


def test_up_to_0_117_the_name_says_which_server_it_was() -> None:
    call = made("mcp__lab__echo", {"text": "x"}, "y")
    assert (call.server, call.tool) == ("lab", "echo")


def test_resources_of_mcp_servers_are_listed() -> None:
    answer = {"server": "docs", "resources": [{"server": "docs", "uri": "docs://a", "name": "A"}]}
    listed = made(
        "list_mcp_resources",
        {"server": "docs"},
        answer,
        item_kind="McpToolCall",
        item={"server": "docs", "tool": "list_mcp_resources"},
    )
    assert (listed.server, listed.resources, listed.are_templates) == ("docs", ("docs://a",), False)
    templates = made(
        "list_mcp_resource_templates",
        {},
        {"resourceTemplates": [{"uriTemplate": "docs://{id}"}], "nextCursor": "2"},
    )
    assert (templates.resources, templates.are_templates) == (("docs://{id}",), True)
    assert templates.has_more
    failed = made(
        "list_mcp_resources", {"server": "x"}, "resources/list failed: unknown MCP server 'x'"
    )
    assert (failed.server, failed.resources) == ("x", ())


def test_a_resource_is_read() -> None:
    asked = {"server": "docs", "uri": "docs://a"}
    answer = {**asked, "contents": [{"uri": "docs://a", "text": "Hello"}, {"blob": "AAAA"}]}
    read = made("read_mcp_resource", asked, answer)
    assert (read.server, read.uri, read.output) == ("docs", "docs://a", "Hello")
    failed = made("read_mcp_resource", asked, "resources/read failed: gone", error_type="_OTHER")
    assert failed.output == "resources/read failed: gone"
