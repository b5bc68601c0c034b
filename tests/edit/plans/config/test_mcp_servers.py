from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from codexctl.codex.mcp.server import servers
from codexctl.document.toml.parse import parse_toml
from codexctl.edit.plans.config.mcp_servers import adding, removing, switching
from codexctl.errors import CodexctlError, DocumentError, EditRefused, UsageError
from tests.document.toml_documents import documents

FORMS = {
    "headers": '# mine\n[mcp_servers.a] # 1\ncommand = "x" # run\n\n[mcp_servers.a.env]\nA = "b"\n',
    "dotted": 'mcp_servers.a.command = "x" # run\nmcp_servers.a.env.A = "b"\n',
    "inline": 'mcp_servers = { a = { command = "x", env = { A = "b" } } } # all\n',
    "half inline": '[mcp_servers]\na = { command = "x", env = { A = "b" } }\n',
    "crlf": '# mine\r\n[mcp_servers.a]\r\ncommand = "x"\r\nenv = { A = "b" }\r\n',
    "quoted": '["mcp_servers"."a"]\n"command" = \'x\'\nenv = {"A" = "b"}',
}
TABLE: dict[str, Any] = {"command": "x", "env": {"A": "b"}}
NAME = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
TABLES = st.one_of(
    st.fixed_dictionaries(
        {"command": st.text(min_size=1, max_size=8)},
        optional={"args": st.lists(st.text(max_size=5), max_size=3), "enabled": st.booleans(),
                  "env": st.dictionaries(NAME, st.text(max_size=5), max_size=2)},
    ),
    st.fixed_dictionaries({"url": st.just("https://example.com/mcp")}),
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_what_is_added_is_taken_back_byte_for_byte(form: str) -> None:
    text = FORMS[form]
    added = adding({"new": {"command": "y", "args": ["-z"]}})[0](text)
    assert parse_toml(added)["mcp_servers"]["new"] == {"command": "y", "args": ["-z"]}
    assert removing(("new",))[0](added) == text


@pytest.mark.parametrize("form", FORMS)
def test_a_server_that_is_there_like_that_is_not_written_again(form: str) -> None:
    assert adding({"a": TABLE})[0](FORMS[form]) == FORMS[form]


@pytest.mark.parametrize("form", FORMS)
def test_another_server_of_that_name_is_replaced_only_by_force(form: str) -> None:
    table = {"command": "y", "env": {"A": "b"}}
    with pytest.raises(UsageError, match="already"):
        adding({"a": table})[0](FORMS[form])
    changed = adding({"a": table}, force=True)[0](FORMS[form])
    assert parse_toml(changed)["mcp_servers"]["a"] == table
    # One word differs, and nothing else of the text.
    assert changed.replace('"y"', '"x"').replace("'y'", "'x'") == FORMS[form]


@pytest.mark.parametrize("form", FORMS)
def test_off_and_on_again(form: str) -> None:
    off = switching(("a",), on=False)[0](FORMS[form])
    assert parse_toml(off)["mcp_servers"]["a"]["enabled"] is False
    on = switching(("a",), on=True)[0](off)
    assert parse_toml(on)["mcp_servers"]["a"]["enabled"] is True
    assert switching(("a",), on=True)[0](FORMS[form]) == FORMS[form]


def test_a_server_that_is_not_there_is_named_with_those_that_are() -> None:
    for change in (removing(("b",))[0], switching(("b",), on=True)[0]):
        with pytest.raises(CodexctlError, match="no MCP server b") as raised:
            change(FORMS["headers"])
        assert "a" in raised.value.hint


def test_a_table_that_codex_refuses_is_not_written() -> None:
    with pytest.raises(EditRefused, match="both command and url"):
        adding({"a": {"command": "x", "url": "http://y"}})


@given(documents(), NAME, TABLES)
def test_in_any_document_a_server_comes_and_goes(
    text: str, name: str, table: dict[str, Any]
) -> None:
    data = parse_toml(text)
    assume(isinstance(data.get("mcp_servers", {}), dict) and name not in servers(data))
    try:
        added = adding({name: table})[0](text)
    except (EditRefused, DocumentError):
        return  # a single value stands where the table would have to be
    assert parse_toml(added)["mcp_servers"][name] == table
    rest = {key: value for key, value in parse_toml(added).items() if key != "mcp_servers"}
    assert rest == {key: value for key, value in data.items() if key != "mcp_servers"}
    assert removing((name,))[0](added) == text


@pytest.mark.parametrize("form", FORMS)
def test_switching_off_and_on_without_a_key_gives_every_form_back(form: str) -> None:
    off = switching(("a",), on=False)[0](FORMS[form])
    assert switching(("a",), on=True, keyless={"a"})[0](off) == FORMS[form]
