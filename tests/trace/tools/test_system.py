"""Tools about tools, permissions, MCP resources, the web and pictures."""

from __future__ import annotations

import pytest

from tests.trace.tools.material import NEWEST, OLDEST, VERSIONS, made, recorded


@pytest.mark.parametrize("version", VERSIONS)
def test_a_web_search_has_its_queries(version: str) -> None:
    (search,) = recorded(version, "searches", "web_search")
    assert (search.action, search.queries) == ("search", ("codex rollout format",))


def test_web_pages_are_opened_and_searched() -> None:
    page = made("web_search", {"type": "open_page", "url": "https://a.test/"}, kind="web_search")
    assert (page.action, page.url) == ("open_page", "https://a.test/")
    found = made("web_search", {"type": "find_in_page", "url": "u", "pattern": "p"})
    assert (found.action, found.pattern) == ("find_in_page", "p")
    failed = made("web_search", {"type": "search", "query": "q"}, error_type="_OTHER")
    assert (failed.queries, failed.error) == (("q",), "_OTHER")


def test_a_tool_search_names_what_it_found() -> None:
    (search,) = recorded(NEWEST, "searches", "tool_search")
    assert search.query == "spawn an agent"
    assert "multi_agent_v1.spawn_agent" in search.found
    (empty,) = recorded(OLDEST, "searches", "tool_search")
    assert empty.found == ()
    failed = made("tool_search", {"query": ""}, "query must not be empty", error_type="_OTHER")
    assert (failed.found, failed.output) == ((), "query must not be empty")


def test_a_suggestion_is_accepted_or_not() -> None:
    asked = {
        "tool_type": "connector",
        "action_type": "install",
        "tool_id": "connector_1",
        "suggest_reason": "Read your calendar",
    }
    taken = made("tool_suggest", asked, {"completed": True, "tool_name": "Calendar"})
    assert (taken.tool, taken.action, taken.accepted) == ("Calendar", "install", True)
    assert taken.reason == "Read your calendar"
    failed = made("tool_suggest", asked, "tool suggestions are unavailable", error_type="_OTHER")
    assert (failed.tool, failed.accepted) == ("connector_1", None)


def test_permissions_that_were_asked_for_and_got() -> None:
    asked = {
        "reason": "I must fetch",
        "permissions": {
            "network": {"enabled": True},
            "file_system": {"read": ["/etc"], "write": ["/srv"]},
        },
    }
    granted = {"permissions": {"file_system": {"read": ["/etc"]}}, "scope": "session"}
    request = made("request_permissions", asked, granted)
    assert request.wanted == ("network", "read /etc", "write /srv")
    assert (request.granted, request.scope) == (("read /etc",), "session")
    output = "request_permissions was cancelled before receiving a response"
    refused = made("request_permissions", asked, output, error_type="_OTHER")
    assert (refused.granted, refused.output) == ((), output)


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


def test_a_picture_is_made_of_its_prompt() -> None:
    picture = made("image_generation", "a blue square", kind="image_generation")
    assert (picture.prompt, picture.output) == ("a blue square", "")
    failed = made("image_generation", "x", "blocked by policy", error_type="_OTHER")
    assert failed.output == "blocked by policy"


def test_permissions_are_also_told_entry_by_entry() -> None:
    entries = [{"access": "read", "path": {"path": "/etc"}}, {"access": "write", "path": "/srv"}]
    asked = {"permissions": {"file_system": {"entries": entries}}}
    assert made("request_permissions", asked).wanted == ("read /etc", "write /srv")


def test_a_search_finds_single_tools_too() -> None:
    found = made("tool_search", {"query": "x"}, [{"name": "one"}, {"name": "n", "tools": []}])
    assert found.found == ("one", "n")
