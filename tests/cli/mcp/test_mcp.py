from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.codex.mcp.servers import answering, over_http, script

TEXT = """\
# mine
model = "gpt-5" # the model

[mcp_servers.docs] # papers
command = "npx"
args = ["-y", "docs server"]
env = { MODE = "fast" }

[mcp_servers.web]
url = "https://example.com/mcp"
enabled = false
"""
TOKEN = "tok-5a1d77c09be3f24"


@pytest.fixture
def lived_in(shell: Shell) -> Shell:
    shell.locations.config_toml.write_text(TEXT)
    return shell


def config(shell: Shell) -> str:
    return shell.locations.config_toml.read_text()


def test_the_list_has_every_server_and_no_value(lived_in: Shell) -> None:
    done = lived_in.run("mcp", "list")
    assert done.code == 0
    lines = [line.split(maxsplit=3) for line in done.out.splitlines()]
    assert lines[1] == ["docs", "enabled", "user", "npx -y 'docs server'"]
    assert lines[2] == ["web", "disabled", "user", "https://example.com/mcp"]
    assert "fast" not in done.out + lived_in.run("mcp", "show", "docs").out
    rows = lived_in.run("mcp", "list", "--json").json["servers"]
    assert [(row["name"], row["enabled"], row["settings"]) for row in rows] == [
        ("docs", True, {"env": {"MODE": "*****"}}),
        ("web", False, {"enabled": False}),
    ]


def test_a_repositorys_server_goes_before_ones_own(lived_in: Shell) -> None:
    (lived_in.cwd / ".git").mkdir()
    (lived_in.cwd / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    done = lived_in.run("mcp", "add", "docs", "--scope", "project", "--yes", "--", "other")
    assert done.code == 0, done.err
    rows = lived_in.run("mcp", "list", "--json").json["servers"]
    assert [(row["name"], row["layer"], row["shadowed"]) for row in rows] == [
        ("docs", "project", False),
        ("docs", "user", True),
        ("web", "user", False),
    ]
    assert lived_in.run("mcp", "show", "docs", "--json").json["servers"][0]["command"] == ["other"]


def test_a_faulty_server_is_told_and_is_a_problem(shell: Shell) -> None:
    shell.locations.config_toml.write_text('[mcp_servers.a]\ncommand = "x"\nurl = "http://y"\n')
    done = shell.run("mcp", "list")
    assert done.code == 1
    assert "has both command and url" in done.out


def test_adding_shows_the_diff_and_undo_takes_it_back(lived_in: Shell) -> None:
    words = ("mcp", "add", "new", "--env", "LEVEL=info", "--env-var", "HOME", "--tool-timeout", "5")
    dry = lived_in.run(*words, "--dry-run", "--", "run", "-a b")
    assert "+[mcp_servers.new]" in dry.out
    assert config(lived_in) == TEXT
    done = lived_in.run(*words, "--yes", "--", "run", "-a b")
    assert done.code == 0, done.err
    assert config(lived_in).startswith(TEXT)
    row = lived_in.run("mcp", "show", "new", "--json").json["servers"][0]
    assert row["command"] == ["run", "-a b"]
    assert row["settings"]["tool_timeout_sec"] == 5
    assert lived_in.run("undo", "--yes").code == 0
    assert config(lived_in) == TEXT


def test_removing_leaves_every_other_byte(lived_in: Shell) -> None:
    assert lived_in.run("mcp", "remove", "web", "--yes").code == 0
    assert config(lived_in) == TEXT[: TEXT.index("\n[mcp_servers.web]")]


def test_a_profile_has_a_file_of_its_own(lived_in: Shell) -> None:
    done = lived_in.run("mcp", "add", "x", "--profile", "work", "--yes", "--", "y")
    assert done.code == 0, done.err
    path = lived_in.locations.codex_home / "work.config.toml"
    assert path.read_text() == '[mcp_servers.x]\ncommand = "y"\n'
    assert config(lived_in) == TEXT
    assert ("x", "profile") in [
        (row["name"], row["layer"]) for row in lived_in.run("mcp", "list", "--json").json["servers"]
    ]


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("add", "a"), "no command and no address"),
        (("add", "a b", "--", "x"), "not a valid server name"),
        (("add", "a", "--url", "https://x", "--", "y"), "both a command and an address"),
        (("add", "a", "--url", "example.com"), "not a valid address"),
        (("add", "a", "--url", f"https://u:{TOKEN}@example.com"), "password"),
        (("add", "a", "--env", "A", "--", "x"), "without a value"),
        (("add", "a", "--env", "1A=b", "--", "x"), "not a valid name for a variable"),
        (("add", "a", "--header", "A=b", "--", "x"), "is for a server over HTTP"),
        (("add", "a", "--env", "A=b", "--url", "https://x"), "is for a program"),
        (("add", "a", "--env", f"API_TOKEN={TOKEN}", "--", "x"), "looks like a secret"),
        (("add", "a", "--header", f"Authorization=Bearer {TOKEN}", "--url", "https://x"),
         "looks like a secret"),
        (("add", "a", "--secret", "T", "--", "x"), "no terminal"),
        (("add", "a", "--secret-env", "T=NOT_SET", "--", "x"), "is not set"),
        (("add", "docs", "--", "other"), "already"),
        (("remove", "docz"), "no MCP server docz"),
        (("show", "docz"), "did you mean docs"),
        (("test", "docz"), "did you mean docs"),
        (("secret", "docs", "T"), "does not get T from the keyring"),
        (("import", "--from", "curser"), "did you mean cursor"),
        (("import",), "no MCP server in the files"),
        (("login", "docs"), "is a program"),
        (("add", "a", "--profile", "../x", "--", "y"), "not a valid profile name"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_changes(
    lived_in: Shell, words: tuple[str, ...], word: str
) -> None:
    editing = words[0] in ("add", "remove", "import")
    cut = words.index("--") if "--" in words else len(words)
    yes = ("--yes",) if editing else ()
    done = lived_in.run("mcp", *words[:cut], *yes, *words[cut:])
    assert done.code in (1, 2)
    assert word in done.err
    assert "hint:" in done.err
    assert TOKEN not in done.out + done.err
    assert config(lived_in) == TEXT


def test_a_secret_is_not_for_a_repositorys_file(lived_in: Shell) -> None:
    (lived_in.cwd / ".git").mkdir()
    (lived_in.cwd / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    words = ("--scope", "project", "--secret-env", "T=TOKEN", "--yes", "--", "x")
    done = lived_in.run("mcp", "add", "a", *words, TOKEN=TOKEN)
    assert done.code == 2
    assert "other people use this repository's file" in done.err


def test_without_a_keyring_a_secret_is_not_kept_and_nothing_is_written(lived_in: Shell) -> None:
    before = lived_in.files()
    words = ("mcp", "add", "a", "--secret-env", "T=TOKEN", "--yes", "--", "x")
    done = lived_in.run(*words, TOKEN=TOKEN)
    assert done.code == 1
    assert TOKEN not in done.out + done.err
    assert config(lived_in) == TEXT
    assert {path for path in lived_in.files() if TOKEN.encode() in lived_in.files()[path]} == set()
    assert set(before) <= set(lived_in.files())


def test_tested_servers_list_their_tools(lived_in: Shell, tmp_path: Path) -> None:
    good = answering(tmp_path, "read", "write")
    assert lived_in.run("mcp", "add", "g", "--yes", "--", good["command"], *good["args"]).code == 0
    done = lived_in.run("mcp", "test", "g")
    assert (done.code, done.err) == (0, "")
    assert "2 tools" in done.out
    (row,) = lived_in.run("mcp", "test", "g", "--json").json["servers"]
    assert (row["ok"], row["tools"]) == (True, ["read", "write"])


def test_one_that_ends_says_its_last_words_and_exits_1(lived_in: Shell, tmp_path: Path) -> None:
    bad = script(tmp_path, "import sys; sys.exit('\\x1b[31mno database')")
    assert lived_in.run("mcp", "add", "b", "--yes", "--", bad["command"], *bad["args"]).code == 0
    done = lived_in.run("mcp", "test", "b")
    assert done.code == 1
    assert "no database" in done.out
    assert "\x1b[31m" not in done.out


def test_another_programs_servers_are_taken_over_with_their_diff(lived_in: Shell) -> None:
    theirs = lived_in.locations.home / ".cursor" / "mcp.json"
    theirs.parent.mkdir()
    theirs.write_text(json.dumps({"mcpServers": {
        "one": {"command": "x", "env": {"A": "b"}},
        "old": {"type": "sse", "url": "https://example.com/sse"},
    }}))  # fmt: skip
    before = theirs.read_bytes()
    dry = lived_in.run("mcp", "import", "--from", "cursor", "--dry-run")
    assert '+command = "x"' in dry.out
    assert config(lived_in) == TEXT
    done = lived_in.run("mcp", "import", "--yes")
    assert done.code == 0, done.err
    assert "old" in done.err
    assert "SSE" in done.err
    assert config(lived_in).startswith(TEXT)
    assert theirs.read_bytes() == before
    again = lived_in.run("mcp", "import", "--yes")
    assert again.code == 0
    assert lived_in.run("undo", "--yes").code == 0
    assert config(lived_in) == TEXT


def servers_of(file: Path, **servers: dict[str, object]) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({"mcpServers": servers}))


def test_a_file_in_the_place_of_a_server_leads_to_its_option(lived_in: Shell) -> None:
    (lived_in.cwd / "my servers.json").write_text('{"mcpServers": {"a": {"command": "x"}}}')
    done = lived_in.run("mcp", "import", "my servers.json", "--yes")
    assert done.code == 2
    assert done.err.splitlines() == [
        "codexctl: my servers.json is a file, not the name of a server",
        "hint: codexctl mcp import --file 'my servers.json'",
    ]


def test_of_servers_with_one_name_the_first_that_can_be_is_imported_and_others_are_named(
    lived_in: Shell,
) -> None:
    home = lived_in.locations.home
    same: dict[str, object] = {"command": "same"}
    sse: dict[str, object] = {"type": "sse", "url": "https://example.com/sse"}
    servers_of(home / ".claude.json", gh={"command": "of-claude"}, doc=sse, all=same)
    servers_of(home / ".cursor" / "mcp.json", gh={"command": "x"}, doc={"command": "w"}, all=same)
    done = lived_in.run("mcp", "import", "--yes")
    assert done.code == 0, done.err
    rows = {row["name"]: row for row in lived_in.run("mcp", "list", "--json").json["servers"]}
    assert (rows["gh"]["command"], rows["doc"]["command"]) == (["of-claude"], ["w"])
    assert f"gh of {home / '.cursor' / 'mcp.json'} is left out" in done.err
    assert f"doc of {home / '.claude.json'} is left out" in done.err
    assert "all of" not in done.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_pipe_in_a_repository_is_not_waited_for(lived_in: Shell) -> None:
    os.mkfifo(lived_in.cwd / ".mcp.json")
    done = lived_in.run("mcp", "import", "--yes")
    assert done.code == 1
    assert ".mcp.json: not a regular file, but a pipe" in done.err


def test_the_interpreter_that_hands_secrets_is_this_one(shell: Shell) -> None:
    shell.locations.config_toml.write_text(
        f"[mcp_servers.a]\ncommand = '{sys.executable}'\n"
        'args = ["-m", "codexctl.settings.keys.handed", "environment", "a", "T",'
        ' "--", "srv", "-x"]\n'
    )
    (row,) = shell.run("mcp", "list", "--json").json["servers"]
    assert (row["command"], row["secrets"]) == (["srv", "-x"], ["T"])
    (row,) = shell.run("mcp", "test", "a", "--json").json["servers"]
    assert row["cause"] == "no-secret"
    assert row["remedy"] == "codexctl mcp secret a T"


@pytest.mark.parametrize(("version", "code"), [("0.142.0", 2), ("0.150.0", 1), ("0.169.0", 1)])
def test_a_codex_that_asks_for_no_headers_is_not_given_any(
    shell: Shell, tmp_path: Path, version: str, code: int
) -> None:
    """Where it would ask, there is only no keyring here."""
    package = tmp_path / "codex"
    (package / "bin").mkdir(parents=True)
    described = {"name": "@openai/codex", "version": version}
    (package / "package.json").write_text(json.dumps(described))
    (package / "bin" / "codex").write_text("#!/bin/sh\nexit 1\n")
    (package / "bin" / "codex").chmod(0o755)
    words = ("--url", "https://example.com", "--secret-env", "Authorization=TOKEN", "--yes")
    path = f"{package / 'bin'}:{shell.environ['PATH']}"
    done = shell.run("mcp", "add", "web", *words, TOKEN=TOKEN, PATH=path)
    assert done.code == code
    assert "--bearer-token-env-var" in done.err
    assert ("cannot read a header from the keyring" in done.err) == (code == 2)


@pytest.mark.parametrize(
    "words",
    [
        ("--", "server", "--api-key", TOKEN),
        ("--", "server", f"--token={TOKEN}"),
        ("--", "sh", "-c", f"API_KEY={TOKEN} exec server"),
        ("--", "npx", "remote", "--header", f"Authorization: Bearer {TOKEN}"),
        ("--url", f"https://example.com/mcp?api_key={TOKEN}"),
        ("--url", f"https://ada:{TOKEN}@example.com/mcp"),
    ],
)
def test_a_secret_in_an_argument_or_an_address_is_not_written(
    lived_in: Shell, words: tuple[str, ...]
) -> None:
    done = lived_in.run("mcp", "add", "new", "--yes", *words)
    assert done.code == 2
    assert TOKEN not in done.out + done.err
    assert "--secret" in done.err
    assert config(lived_in) == TEXT


@pytest.mark.parametrize(
    "words",
    [
        ("server", "--token-file", "/run/token"),
        ("server", "--max-tokens", "5"),
        ("server", "--token", "--verbose"),
        ("sh", "-c", 'server --api-key "$API_KEY"'),
    ],
)
def test_an_argument_that_only_sounds_like_a_secret_is_none(
    lived_in: Shell, words: tuple[str, ...]
) -> None:
    done = lived_in.run("mcp", "add", "new", "--yes", "--", *words)
    assert done.code == 0, done.err


def test_secrets_that_are_in_the_file_already_are_not_shown(shell: Shell) -> None:
    shell.locations.config_toml.write_text(
        f"[mcp_servers.a]\ncommand = 'server'\nargs = ['--api-key', '{TOKEN}', '--plain', 'x']\n"
        f"[mcp_servers.b]\nurl = 'https://example.com/mcp?api_key={TOKEN}'\n"
    )
    for words in (("list",), ("list", "--json"), ("show", "a"), ("show", "b", "--json")):
        assert TOKEN not in shell.run("mcp", *words).out, words
    assert shell.run("mcp", "list", "--json").json["servers"][0]["command"][-2:] == ["--plain", "x"]


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("mcp", "add", "n", "--secret-env", "K", "--yes", "--", "server"), "--env-var"),
        (("mcp", "import", "--from", "cursor", "--yes"), "codexctl mcp import plain"),
    ],
)
def test_without_a_keyring_the_hint_names_an_option_of_this_command(
    lived_in: Shell, words: tuple[str, ...], option: str
) -> None:
    theirs = lived_in.locations.home / ".cursor" / "mcp.json"
    theirs.parent.mkdir()
    own = {"command": "x", "env": {"API_KEY": TOKEN}}
    theirs.write_text(json.dumps({"mcpServers": {"plain": {"command": "x"}, "own": own}}))
    done = lived_in.run(*words, K=TOKEN)
    assert done.code == 1
    assert option in done.err
    assert "--api-key-env" not in done.err


def test_a_refused_key_is_looked_for_where_it_comes_from(shell: Shell) -> None:
    with over_http(lambda _b, _h: (401, {}, b"")) as url:
        shell.locations.config_toml.write_text(
            f'[mcp_servers.a]\nurl = "{url}"\nbearer_token_env_var = "A_KEY"\n'
            f'[mcp_servers.b]\nurl = "{url}"\n'
        )
        assert "$A_KEY" in shell.run("mcp", "test", "a", A_KEY="wrong").out
        assert "codexctl mcp login b" in shell.run("mcp", "test", "b").out


@pytest.mark.parametrize("between", ["", "config set model m --yes"])
def test_enabling_what_was_disabled_gives_the_bytes_back(lived_in: Shell, between: str) -> None:
    before = config(lived_in)
    assert lived_in.run("mcp", "disable", "docs", "--yes").code == 0
    assert "enabled = false" in config(lived_in).partition("[mcp_servers.web]")[0]
    if between:
        assert lived_in.run(*between.split()).code == 0
    assert lived_in.run("mcp", "enable", "docs", "--yes").code == 0
    assert config(lived_in) == (before.replace('"gpt-5"', '"m"') if between else before)


def test_a_key_that_somebody_wrote_stays_and_says_true(lived_in: Shell) -> None:
    before = config(lived_in)
    assert lived_in.run("mcp", "enable", "web", "--yes").code == 0
    assert config(lived_in) == before.replace("enabled = false", "enabled = true")
    assert lived_in.run("mcp", "disable", "web", "--yes").code == 0
    assert lived_in.run("mcp", "enable", "web", "--yes").code == 0
    assert config(lived_in) == before.replace("enabled = false", "enabled = true")


def test_a_link_to_a_file_that_is_not_there_is_named(shell: Shell) -> None:
    path = shell.locations.config_toml
    path.symlink_to(shell.cwd / "gone.toml")
    said = f"a link to {shell.cwd / 'gone.toml'}, which does not exist"
    for words in (("mcp", "list"), ("mcp", "list", "--json"), ("config", "validate")):
        done = shell.run(*words)
        assert done.code == 0
        assert said in done.out + done.err
    assert shell.run("mcp", "list", "--json").json["servers"] == []


@pytest.mark.parametrize("command", ["remove", "enable", "disable"])
def test_a_server_that_is_nowhere_leads_to_the_list(shell: Shell, command: str) -> None:
    done = shell.run("mcp", command, "nope", "--yes")
    assert done.code == 1
    assert "there is no MCP server nope" in done.err
    assert "hint: codexctl mcp list\n" in done.err
