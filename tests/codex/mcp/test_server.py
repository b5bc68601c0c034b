from __future__ import annotations

import pytest

from codexctl.codex.mcp.server import Fault, Transport, Wrong, is_name, said, servers, wrong

FAULTY = {
    "nothing": ({}, Wrong(Fault.no_transport)),
    "args alone": ({"args": ["x"]}, Wrong(Fault.no_transport)),
    "both": ({"command": "x", "url": "http://y"}, Wrong(Fault.two_transports, "url")),
    "a token": (
        {"url": "http://y", "bearer_token": "s"},
        Wrong(Fault.token_in_file, "bearer_token"),
    ),
    "headers of a program": (
        {"command": "x", "http_headers": {}},
        Wrong(Fault.misplaced, "http_headers"),
    ),
    "variables of an address": ({"url": "http://y", "env": {}}, Wrong(Fault.misplaced, "env")),
    "one text as arguments": ({"command": "x", "args": "y"}, Wrong(Fault.wrong_type, "args")),
    "a number in a list": ({"command": "x", "args": [1]}, Wrong(Fault.wrong_type, "args")),
    "a number as a variable": (
        {"command": "x", "env": {"A": 1}},
        Wrong(Fault.wrong_type, "env"),
    ),
    "a word as a switch": (
        {"command": "x", "enabled": "yes"},
        Wrong(Fault.wrong_type, "enabled"),
    ),
    "less than no time": (
        {"command": "x", "startup_timeout_sec": -1},
        Wrong(Fault.wrong_type, "startup_timeout_sec"),
    ),
}
FINE = (
    {"command": "x"},
    {"command": "x", "args": [], "env": {"A": "b"}, "cwd": "/", "enabled": False},
    {"command": "x", "env_vars": ["A", {"name": "B", "source": "local"}]},
    {"url": "http://y", "http_headers": {"A": "b"}, "tool_timeout_sec": 1.5},
)


@pytest.mark.parametrize("name", FAULTY)
def test_a_table_that_codex_refuses_has_a_fault(name: str) -> None:
    table, expected = FAULTY[name]
    assert wrong(table) == expected
    assert said(expected)


@pytest.mark.parametrize("table", FINE)
def test_a_table_that_codex_takes_has_none(table: dict[str, object]) -> None:
    assert wrong(table) is None


def test_what_is_no_table_has_no_servers() -> None:
    assert servers({"mcp_servers": "none"}) == {}
    assert servers({}) == {}
    assert wrong("x") == Wrong(Fault.no_table)


def test_a_server_is_a_program_or_an_address() -> None:
    found = servers(
        {"mcp_servers": {"a": {"command": "x", "args": ["y"]}, "b": {"url": "http://y"}}}
    )
    assert (found["a"].transport, found["a"].command) == (Transport.stdio, ("x", "y"))
    assert (found["b"].transport, found["b"].url) == (Transport.http, "http://y")
    assert found["a"].is_enabled


@pytest.mark.parametrize(
    ("name", "fits"),
    [("a", True), ("a-b_C1", True), ("", False), ("a b", False), ("a.b", False), ("ä", False)],
)
def test_names_are_those_that_codex_takes(name: str, fits: bool) -> None:
    assert is_name(name) is fits
