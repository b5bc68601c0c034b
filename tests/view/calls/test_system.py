"""Tools about tools, and permissions."""

from __future__ import annotations

from tests.view.calls.material import NEWEST, OLDEST, made, recorded


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


def test_permissions_are_also_told_entry_by_entry() -> None:
    entries = [{"access": "read", "path": {"path": "/etc"}}, {"access": "write", "path": "/srv"}]
    asked = {"permissions": {"file_system": {"entries": entries}}}
    assert made("request_permissions", asked).wanted == ("read /etc", "write /srv")


def test_a_search_finds_single_tools_too() -> None:
    found = made("tool_search", {"query": "x"}, [{"name": "one"}, {"name": "n", "tools": []}])
    assert found.found == ("one", "n")
