from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.codex.mcp.servers import over_http

TEXT = """\
# mine
model = "m" # it

[model_providers.old]
name = "Old"
base_url = "http://127.0.0.1:1/v1"
"""
KEY = "k5a1d77c09be3f24aa"
GOOD = json.dumps({"object": "response", "output": []}).encode()


@pytest.fixture
def lived_in(shell: Shell) -> Shell:
    shell.locations.config_toml.write_text(TEXT)
    return shell


def config(shell: Shell) -> str:
    return shell.locations.config_toml.read_text()


def test_the_list_has_the_built_in_ones_and_ones_own(lived_in: Shell) -> None:
    rows = lived_in.run("providers", "list", "--json").json["providers"]
    assert [(row["name"], row["built_in"], row["chosen"]) for row in rows] == [
        ("openai", True, True),
        ("ollama", True, False),
        ("lmstudio", True, False),
        ("old", False, False),
    ]
    assert "✓ openai" in lived_in.run("providers", "list").out


def test_adding_and_using_is_one_edit_that_undo_takes_back(lived_in: Shell) -> None:
    done = lived_in.run(
        "providers", "add", "azure", "--base-url", "https://x.openai.azure.com/openai/",
        "--env-key", "AZURE_KEY", "--query", "api-version=2025-04-01-preview", "--use", "--yes",
    )  # fmt: skip
    assert done.code == 0, done.err
    rows = {
        row["name"]: row for row in lived_in.run("providers", "list", "--json").json["providers"]
    }
    assert rows["azure"]["chosen"]
    assert rows["azure"]["variable"] == "AZURE_KEY"
    refused = lived_in.run("providers", "remove", "azure", "--yes")
    assert refused.code == 1
    assert "would not start without it" in refused.err
    assert lived_in.run("undo", "--yes").code == 0
    assert config(lived_in) == TEXT


def test_removing_leaves_every_other_byte(lived_in: Shell) -> None:
    assert lived_in.run("providers", "remove", "old", "--yes").code == 0
    assert config(lived_in) == '# mine\nmodel = "m" # it\n'


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("add", "openai", "--base-url", "https://x"), "built into Codex"),
        (("add", "a b", "--base-url", "https://x"), "not a valid provider name"),
        (("add", "a", "--base-url", "x.com"), "not a valid address"),
        (("add", "a", "--base-url", f"https://u:{KEY}@x.com"), "not a valid address"),
        (("add", "a", "--base-url", "https://x", "--env-key", "sk-" + KEY), "name of a variable"),
        (("add", "a", "--base-url", "https://x", "--header", f"api-key={KEY}"), "secret"),
        (("add", "a", "--base-url", "https://x", "--secret"), "no terminal"),
        (("add", "a", "--base-url", "https://x", "--secret", "--env-key", "A"), "or the keyring"),
        (("add", "old", "--base-url", "https://x"), "already"),
        (("remove", "openai"), "built into"),
        (("remove", "lmstudo"), "did you mean lmstudio"),
        (("use", "olama"), "did you mean ollama"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(
    lived_in: Shell, words: tuple[str, ...], word: str
) -> None:
    done = lived_in.run("providers", *words, "--yes")
    assert done.code in (1, 2)
    assert word in done.err
    assert KEY not in done.out + done.err
    assert config(lived_in) == TEXT


def asked(shell: Shell, url: str, more: str = "", **environ: str) -> dict[str, Any]:
    shell.locations.config_toml.write_text(
        f'model = "m"\n[model_providers.p]\nname = "P"\nbase_url = "{url}"\n{more}'
    )
    done = shell.run("providers", "test", "p", "--json", **environ)
    found: dict[str, Any] = done.json
    assert (done.code == 0) == found["ok"]
    return found


def test_one_real_request_has_the_key_the_model_and_the_parameters(shell: Shell) -> None:
    heard: list[tuple[dict[str, Any], dict[str, str]]] = []

    def answer(body: dict[str, Any], headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        heard.append((body, headers))
        return 200, {}, GOOD

    with over_http(answer) as url:
        more = 'env_key = "P_KEY"\nhttp_headers = { X-Team = "a" }\nquery_params = { v = "1" }\n'
        found = asked(shell, url, more, P_KEY=KEY)
    assert found["cause"] == "none"
    ((body, headers),) = heard
    assert (body["model"], headers["Authorization"], headers["X-Team"]) == (
        "m",
        f"Bearer {KEY}",
        "a",
    )


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        (401, b'{"error": {"message": "bad key"}}', "wrong-key"),
        (403, b"", "forbidden"),
        (404, b"", "not-found"),
        (429, b"", "limited"),
        (400, b'{"error": {"message": "no such model"}}', "refused"),
        (500, b"", "server"),
        (302, b"", "refused"),
        (200, b"<html>", "no-responses-api"),
        (200, b'{"choices": []}', "no-responses-api"),
    ],
)
def test_an_answer_has_its_cause(shell: Shell, status: int, body: bytes, cause: str) -> None:
    with over_http(lambda _b, _h: (status, {"Location": "http://127.0.0.1:1/"}, body)) as url:
        found = asked(shell, url)
    assert found["cause"] == cause
    assert found["remedy"]


@pytest.mark.parametrize(
    ("events", "cause"),
    [
        (['{"type": "response.created"}', '{"type": "response.completed"}'], "none"),
        (['{"type": "response.incomplete", "response": {"status": "incomplete"}}'], "none"),
        (['{"type": "response.completed", "response": {"output": []}}', "[DONE]"], "none"),
        (
            ['{"type": "response.failed", "response": {"status": "failed", "error": {}}}'],
            "refused",
        ),
        (['{"type": "error", "message": "no such model"}'], "refused"),
        (['{"choices": []}', "[DONE]"], "no-responses-api"),
        (["{cut"], "no-responses-api"),
    ],
)
def test_a_stream_is_asked_for_and_read_as_codex_does(
    shell: Shell, events: list[str], cause: str
) -> None:
    asked_for: list[object] = []

    def answer(body: dict[str, Any], _: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        asked_for.append(body["stream"])
        stream = "".join(f"event: x\ndata: {one}\n\n" for one in events)
        return 200, {"Content-Type": "text/event-stream"}, stream.encode()

    with over_http(answer) as url:
        assert asked(shell, url)["cause"] == cause
    assert asked_for == [True]


def test_without_a_key_or_a_server_it_says_so(shell: Shell) -> None:
    assert asked(shell, "http://127.0.0.1:1/v1")["cause"] == "unreachable"
    assert asked(shell, "http://127.0.0.1:1/v1", 'env_key = "NOT_SET"\n')["cause"] == "no-variable"
    more = '[model_providers.p.auth]\ncommand = "false"\n'
    assert asked(shell, "http://127.0.0.1:1/v1", more)["cause"] == "no-key"
    more = '[model_providers.p.auth]\ncommand = "no-such-program"\n'
    assert asked(shell, "http://127.0.0.1:1/v1", more)["cause"] == "no-key"
