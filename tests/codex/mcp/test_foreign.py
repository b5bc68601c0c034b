"""Each server as another program writes it, and what it has to become for Codex."""

from __future__ import annotations

import json
from typing import Any

import pytest

from codexctl.codex.mcp.carried import Imported, Reason, Remark
from codexctl.codex.mcp.foreign import imported
from codexctl.codex.mcp.formats import format_of, formats
from codexctl.codex.mcp.inputs import inputs_of
from codexctl.codex.mcp.plain_json import plain_json
from codexctl.codex.secrets.names import is_secret

GITHUB = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


def looks_secret(text: str) -> bool:
    return GITHUB in text


def one(program: str, data: Any, name: str = "one", inputs: Any = ()) -> Imported:
    declared = inputs_of({"inputs": list(inputs)}, formats()[program].inputs)
    (found,) = imported({name: data}, formats()[program], looks_secret, declared)
    return found


@pytest.mark.parametrize("program", ["claude", "cursor", "vscode", "gemini"])
def test_a_program_with_arguments_and_variables_carries_over(program: str) -> None:
    data = {"command": "npx", "args": ["-y", "server", "--port", 80], "env": {"MODE": "fast"}}
    found = one(program, data)
    expected = {"command": "npx", "args": ["-y", "server", "--port", "80"], "env": {"MODE": "fast"}}
    assert (found.table, found.secrets, found.problem, found.remarks) == (expected, {}, None, ())


@pytest.mark.parametrize(
    ("program", "written"),
    [
        ("claude", "${API_TOKEN}"),
        ("cursor", "${env:API_TOKEN}"),
        ("vscode", "${env:API_TOKEN}"),
        ("gemini", "$API_TOKEN"),
        ("gemini", "${API_TOKEN}"),
    ],
)
def test_a_variable_of_its_own_name_is_forwarded(program: str, written: str) -> None:
    found = one(program, {"command": "x", "env": {"API_TOKEN": written}})
    assert found.table == {"command": "x", "env_vars": ["API_TOKEN"]}
    assert found.secrets == {}


@pytest.mark.parametrize(
    ("program", "address", "written"),
    [
        ("claude", "url", "Bearer ${TOKEN}"),
        ("cursor", "url", "Bearer ${env:TOKEN}"),
        ("vscode", "url", "Bearer ${env:TOKEN}"),
        ("gemini", "httpUrl", "Bearer $TOKEN"),
    ],
)
def test_a_token_in_a_variable_is_named_and_not_read(
    program: str, address: str, written: str
) -> None:
    data = {
        address: "https://example.com/mcp",
        "headers": {"Authorization": written, "X-Team": "a"},
    }
    assert one(program, data).table == {
        "url": "https://example.com/mcp",
        "bearer_token_env_var": "TOKEN",
        "http_headers": {"X-Team": "a"},
    }


def test_a_header_that_is_a_variable_stays_one() -> None:
    data = {"type": "http", "url": "https://example.com", "headers": {"X-Api-Key": "${KEY}"}}
    assert one("claude", data).table["env_http_headers"] == {"X-Api-Key": "KEY"}


def test_secrets_in_the_file_are_for_the_keyring() -> None:
    env = {"GITHUB_TOKEN": GITHUB, "DB_PASSWORD": "correct horse", "LOG_LEVEL": "debug"}
    found = one("claude", {"command": "x", "env": env})
    assert found.table == {"command": "x", "env": {"LOG_LEVEL": "debug"}}
    assert found.secrets == {"GITHUB_TOKEN": GITHUB, "DB_PASSWORD": "correct horse"}
    found = one("cursor", {"url": "https://e.com", "headers": {"Authorization": "Bearer abc"}})
    assert (found.secrets, found.prefixes) == (
        {"Authorization": "abc"},
        {"Authorization": "Bearer "},
    )
    assert GITHUB not in repr(one("claude", {"command": "x", "env": env}))


def test_what_vscode_asks_for_is_asked_for() -> None:
    found = one("vscode", {"command": "x", "env": {"KEY": "${input:api-key}"}})
    assert (found.table, found.secrets) == ({"command": "x"}, {"KEY": None})
    assert found.remarks == ((Remark.to_be_asked, "KEY"),)


# Inputs as VS Code's own page has them, and their answer to who says nothing.
REGION = {"type": "pickString", "id": "region", "options": ["eu", "us"], "default": "eu"}
ZONE = {"type": "pickString", "id": "zone", "options": ["a", "b"]}
TOKEN = {"type": "promptString", "id": "key", "description": "the key", "password": True}
FOLDER = {"type": "promptString", "id": "folder", "default": "notes"}
OURS = (REGION, ZONE, TOKEN, FOLDER)


def test_only_what_vscode_hides_while_it_is_typed_is_a_secret() -> None:
    env = {
        "KEY": "${input:key}",
        "REGION": "${input:region}",
        "WHERE": "in ${input:folder}",
        "ZONE": "${input:zone}",
    }
    found = one("vscode", {"command": "x", "env": env}, inputs=OURS)
    assert found.table == {"command": "x", "env": {"REGION": "eu", "WHERE": "in notes"}}
    assert found.secrets == {"KEY": None}
    assert set(found.remarks) == {
        (Remark.to_be_asked, "KEY"),
        (Remark.usual_value, "region"),
        (Remark.usual_value, "folder"),
        (Remark.chosen_there, "ZONE"),
    }


def test_a_value_that_is_no_secret_is_filled_in_anywhere() -> None:
    found = one("vscode", {"command": "x", "args": ["--region", "${input:region}"]}, inputs=OURS)
    assert found.table == {"command": "x", "args": ["--region", "eu"]}
    twice = {"command": "x", "args": ["${input:region}"], "env": {"REGION": "${input:region}"}}
    assert one("vscode", twice, inputs=OURS).remarks == ((Remark.usual_value, "region"),)
    headers = {"X-Region": "${input:region}", "Authorization": "Bearer ${input:key}"}
    found = one("vscode", {"url": "https://example.com", "headers": headers}, inputs=OURS)
    assert found.table["http_headers"] == {"X-Region": "eu"}
    assert (found.secrets, found.prefixes) == (
        {"Authorization": None},
        {"Authorization": "Bearer "},
    )


@pytest.mark.parametrize("input_", [ZONE, TOKEN])
def test_what_has_no_usual_value_cannot_be_filled_in(input_: dict[str, Any]) -> None:
    data = {"command": "x", "args": [f"${{input:{input_['id']}}}"]}
    assert one("vscode", data, inputs=OURS).problem is Reason.variable


def test_a_secret_by_its_name_is_one_whatever_vscode_shows_while_it_is_typed() -> None:
    shown = {"type": "promptString", "id": "key"}
    found = one("vscode", {"command": "x", "env": {"API_KEY": "${input:key}"}}, inputs=[shown])
    assert found.secrets == {"API_KEY": None}


def test_another_variables_value_cannot_be_forwarded_under_this_name() -> None:
    found = one("claude", {"command": "x", "env": {"TOKEN": "${GITHUB_TOKEN}"}})
    assert (found.secrets, found.remarks) == ({"TOKEN": None}, ((Remark.value_of, "GITHUB_TOKEN"),))


def test_a_variable_with_a_default_has_that() -> None:
    found = one("claude", {"command": "x", "env": {"MODE": "${MODE_NOW:-fast}"}})
    assert found.table == {"command": "x", "env": {"MODE": "fast"}}
    assert found.remarks == ((Remark.default_taken, "MODE"),)


def test_a_default_that_is_lost_is_told() -> None:
    # Codex forwards a variable, and the server has none where that is not set.
    found = one("claude", {"command": "x", "env": {"MODE": "${MODE:-fast}", "B": "${B:-}"}})
    assert found.table == {"command": "x", "env_vars": ["MODE", "B"]}
    assert found.remarks == ((Remark.default_lost, "MODE"),)
    web = one("claude", {"url": "https://h", "headers": {"Authorization": "Bearer ${T:-none}"}})
    assert web.table == {"url": "https://h", "bearer_token_env_var": "T"}
    assert web.remarks == ((Remark.default_lost, "T"),)


def test_an_empty_default_is_one() -> None:
    found = one("claude", {"command": "x", "env": {"MODE": "${MODE_NOW:-}"}})
    assert found.table == {"command": "x", "env": {"MODE": ""}}


def test_geminis_times_and_tools_have_other_names() -> None:
    data = {"command": "x", "timeout": 30000, "trust": True, "includeTools": ["a"],
            "excludeTools": ["b"]}  # fmt: skip
    found = one("gemini", data)
    assert found.table == {"command": "x", "tool_timeout_sec": 30, "enabled_tools": ["a"],
                           "disabled_tools": ["b"]}  # fmt: skip
    assert found.remarks == ()


def test_a_server_that_is_switched_off_stays_off() -> None:
    assert one("claude", {"command": "x", "disabled": True}).table["enabled"] is False


def test_what_means_nothing_to_codex_is_named() -> None:
    found = one("cursor", {"command": "x", "envFile": ".env"})
    assert found.remarks == ((Remark.left_out, "envFile"),)


@pytest.mark.parametrize(
    ("program", "data", "reason"),
    [
        ("claude", {"type": "sse", "url": "https://example.com/sse"}, Reason.older_http),
        ("gemini", {"url": "https://example.com/sse"}, Reason.older_http),
        ("claude", {"command": "x", "args": ["--token", GITHUB]}, Reason.secret_argument),
        ("claude", {"command": "${PROGRAM}"}, Reason.variable),
        ("vscode", {"command": "x", "args": ["${input:where}"]}, Reason.variable),
        ("vscode", {"command": "${workspaceFolder}/run"}, Reason.variable),
        ("cursor", {"command": "x", "cwd": "${userHome}/x"}, Reason.variable),
        ("vscode", {"command": "x", "args": ["${command:pick}"]}, Reason.variable),
        ("claude", {"type": "http", "url": "https://${HOST}/mcp"}, Reason.variable),
        ("claude", {"args": ["x"]}, Reason.no_server),
        ("claude", "npx", Reason.no_server),
        ("claude", {"command": "x", "args": "y"}, Reason.wrong_type),
        ("claude", {"command": "x", "env": ["A=b"]}, Reason.wrong_type),
        ("claude", {"command": ["x", "y"]}, Reason.wrong_type),
    ],
)
def test_what_cannot_carry_over_says_why(program: str, data: Any, reason: Reason) -> None:
    assert one(program, data).problem is reason


def test_a_name_that_codex_refuses_is_changed_and_said() -> None:
    found = one("claude", {"command": "x"}, "My Server (2)")
    assert (found.name, found.remarks) == ("My-Server-2", ((Remark.renamed, "My Server (2)"),))


def test_comments_and_final_commas_are_no_part_of_the_data() -> None:
    text = '{ // a\n "url": "https://x//y", /* b */ "list": [1, 2,], "t": "a,]", }'
    assert json.loads(plain_json(text)) == {"url": "https://x//y", "list": [1, 2], "t": "a,]"}


def test_the_program_is_known_by_where_its_file_lies(tmp_path: Any) -> None:
    for path, name in {
        ".mcp.json": "claude",
        ".cursor/mcp.json": "cursor",
        ".vscode/mcp.json": "vscode",
        ".gemini/settings.json": "gemini",
        ".claude.json": "claude",
    }.items():
        found = format_of(tmp_path / path)
        assert found
        assert found.name == name
    assert format_of(tmp_path / "mcp.json") is None


def test_claudes_servers_of_one_project_are_only_that_projects(tmp_path: Any) -> None:
    data = {
        "mcpServers": {"all": {}},
        "projects": {
            str(tmp_path): {"mcpServers": {"here": {}}},
            "/other": {"mcpServers": {"no": {}}},
        },
    }
    found = [name for table in formats()["claude"].tables(data, tmp_path) for name in table]
    assert found == ["all", "here"]


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("API_KEY", "abcdef123456", True),
        ("DB_PASSWORD", "hunter2!", True),
        ("Authorization", "Basic dXNlcjpwYXNz", True),
        ("API_KEY_FILE", "/run/secrets/key", False),
        ("KEY", "/run/secrets/key", False),
        ("TOKEN", "true", False),
        ("MAX_TOKENS", "4000", False),
        ("MONKEY", "banana split", False),
        ("LOG_LEVEL", "information", False),
    ],
)
def test_a_secret_is_known_by_its_name_and_form(name: str, value: str, secret: bool) -> None:
    assert is_secret(name, value, looks_secret) is secret
