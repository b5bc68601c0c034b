from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codexctl.codex.mcp.handing import (
    FORWARDED,
    direct,
    headers_of,
    helper,
    secrets_of,
    through,
    variables_of,
)

START = ["/opt/python", "-I", "-m", "codexctl.settings.keys.handed"]
WORDS = st.text(min_size=1, max_size=12)
TABLES = st.fixed_dictionaries(
    {"command": WORDS},
    optional={
        "args": st.lists(WORDS, min_size=1, max_size=4),
        "env": st.dictionaries(WORDS, WORDS, min_size=1, max_size=2),
        "env_vars": st.lists(st.sampled_from(["A", "B"]), min_size=1, max_size=2, unique=True),
        "enabled": st.booleans(),
    },
)
NAMES = st.lists(st.from_regex(r"[A-Z_]{1,8}", fullmatch=True), min_size=1, max_size=3, unique=True)


def test_the_command_is_ours_with_the_servers_own_behind_it() -> None:
    table = {"command": "npx", "args": ["-y", "server"]}
    found = through(table, "github", ["TOKEN", "OTHER"], START)
    assert found["command"] == "/opt/python"
    assert found["args"] == [*START[1:], "environment", "github", "TOKEN,OTHER", "--", "npx", "-y",
                             "server"]  # fmt: skip
    assert set(found["env_vars"]) == set(FORWARDED)


@given(TABLES, NAMES)
def test_without_its_secrets_a_table_is_what_it_was(
    table: dict[str, object], names: list[str]
) -> None:
    handed = through(table, "one", names, START)
    assert variables_of(handed) == tuple(names)
    assert direct(handed) == table


@given(TABLES, NAMES, NAMES)
def test_new_secrets_take_the_place_of_old_ones(
    table: dict[str, object], old: list[str], new: list[str]
) -> None:
    twice = through(through(table, "one", old, START), "one", new, START)
    assert twice == through(table, "one", new, START)


@given(st.dictionaries(st.from_regex(r"[A-Za-z-]{1,8}", fullmatch=True), WORDS, min_size=1))
def test_the_headers_are_read_back_from_the_command(headers: dict[str, str]) -> None:
    environ = {"CODEXCTL_HOME": "/home/a b", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}
    command = helper("web", headers, START, environ)
    assert headers_of({"http_headers_helper": command}) == tuple(headers)
    assert "DBUS" not in command
    assert "'CODEXCTL_HOME=/home/a b'" in command


def test_commands_of_others_hand_no_secrets() -> None:
    for table in (
        {"command": "npx", "args": ["-m", "codexctl", "environment", "a", "B", "--", "c"]},
        {"command": "x", "args": "no list"},
        {"url": "https://example.com", "http_headers_helper": "it's not closed"},
        {"url": "https://example.com", "http_headers_helper": "pass show token"},
    ):
        assert secrets_of(table) == ()
        assert direct(table) == table
