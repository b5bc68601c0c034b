from __future__ import annotations

import pytest

from codexctl.codex.config.rules import broken_rules
from codexctl.document import toml_keys


def broken(text: str, *, project: bool = False) -> list[tuple[tuple[str, ...], str]]:
    return [
        (broken.key, broken.fix) for broken in broken_rules(toml_keys.parse(text), project=project)
    ]


@pytest.mark.parametrize(
    "text",
    [
        '[mcp_servers.a]\ncommand = "x"\nargs = ["y"]\nenv = { A = "b" }\nscopes = ["s"]\n',
        '[mcp_servers.a]\nurl = "http://x"\nbearer_token_env_var = "T"\nenabled = false\n',
        'model_provider = "a"\n[model_providers.a]\nname = "a"\n',
        'model_provider = "ollama"\n',
        'default_permissions = "dev"\n[permissions.dev]\n',
        'default_permissions = ":read-only"\n',
        '[profiles.x]\nmodel = "y"\nnotify = 3\napproval_policy = "untrusted"\n',
        "[features]\nhooks = true\nsomething_newer = false\n",
    ],
)
def test_what_codex_takes_breaks_no_rule(text: str) -> None:
    assert broken(text) == []


@pytest.mark.parametrize(
    ("text", "key", "fix"),
    [
        ("[mcp_servers.a]\nenabled = true\n", "mcp_servers.a", "unset mcp_servers.a"),
        (
            '[mcp_servers."a.b"]\ncommand = "x"\nurl = "y"\n',
            "mcp_servers.a.b.url", "unset 'mcp_servers.\"a.b\".url'",
        ),
        ('model_provider = "nope"\n', "model_provider", "unset model_provider"),
        ('[model_providers.openai]\nname = "x"\n', "model_providers.openai",
         "unset model_providers.openai"),
        ("[permissions.dev]\n", "permissions", "set default_permissions dev"),
        ('default_permissions = "x"\n', "default_permissions", "unset default_permissions"),
        ("[profiles.x]\nmodel = 3\n", "profiles.x.model", "unset profiles.x.model"),
        ('[features]\nnewer = "on"\n', "features.newer", "unset features.newer"),
    ],
)  # fmt: skip
def test_each_broken_rule_names_its_key_and_its_fix(text: str, key: str, fix: str) -> None:
    ((found, command),) = broken(text)
    assert ".".join(found) == key
    assert command == f"codexctl config {fix}"


def test_a_project_may_rest_on_the_persons_own_file_where_keys_have_no_effect() -> None:
    assert broken('model_provider = "nope"\n[profiles.x]\nmodel = 3\n', project=True) == []
