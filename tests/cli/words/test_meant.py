"""Wrong names of things: each kind of them is told from what there is, and a hint runs."""

from __future__ import annotations

import os

import pytest

from tests.cli.conftest import Shell

CLOSED = "http://127.0.0.1:9/v1/traces"
OTLP = ("setup", "--destination", "otlp", "--endpoint", CLOSED, "--no-proof")
# What is typed, and what the hint must say.
CASES = {
    "a preset": (("setup", "--destination", "langfus"), "did you mean langfuse?"),
    "a feature of setup": ((*OTLP, "--feature", "hoks=on"), "did you mean hooks?"),
    "a feature": (("features", "enable", "hoks"), "did you mean hooks?"),
    "a feature in a list": (("features", "list", "hoks"), "did you mean hooks?"),
    "a category": (("setup", "--exclude", "promts"), "did you mean prompts?"),
    "a parameter": (
        ("setup", "--destination", "langfuse", "--param", "pubic_key=x"),
        "did you mean public_key?",
    ),
    "a destination before a colon": (
        (*OTLP, "--api-key-env", "oltp:KEY"),
        "did you mean otlp:KEY?",
    ),
    "a backend before a colon": (
        ("setup", "--api-key-env", "langfuse:KEY"),
        "add --destination langfuse",
    ),
    "a mode for one": ((*OTLP, "--capture-for", "ful"), "write --capture-for metadata"),
    "another tracer": (("setup", "--take-over", "stsao"), "did you mean staso?"),
    "an event": (("hooks", "add", "Stpo", "true"), "did you mean Stop?"),
    "a hook": (("hooks", "trust", "Stpo"), "did you mean Stop?"),
    "a key of Codex": (("config", "get", "modle"), "did you mean model?"),
    "a key of Codex to be set": (("config", "set", "modle", "x"), "did you mean model?"),
    "a key of the policy": (("policy", "explain", "captre.max"), "did you mean capture.max?"),
    "a key's destination": (
        ("auth", "set", "langfus"),
        "did you mean langfuse?",
    ),
    "a name of a fleet": (("fleet", "render", "--name", "tabel=x"), "did you mean table?"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_hint_says_which_was_meant(shell: Shell, case: str) -> None:
    words, hint = CASES[case]
    done = shell.run(*words)
    assert done.code in (1, 2), done
    assert done.out == "" or "---" not in done.out
    assert f"hint: {hint}" in done.err
    assert not (shell.locations.home / ".config" / "codexctl").exists()


def test_a_feature_that_no_flag_is_like_is_no_silence(shell: Shell) -> None:
    done = shell.run("features", "list", "nope")
    assert (done.code, done.out) == (1, "")
    assert done.err == "codexctl: there is no feature like nope\nhint: codexctl features list\n"


def test_a_key_that_is_not_set_and_not_known_is_told_when_it_is_to_go(shell: Shell) -> None:
    done = shell.run("config", "unset", "modle", "--offline")
    assert done.code == 0
    assert "does not set modle; did you mean model?" in done.out + done.err


def test_a_snapshot_names_the_one_that_is_like_it(shell: Shell) -> None:
    shell.locations.config_toml.write_text('model = "gpt-5.5"\n')
    assert shell.run("config", "snapshot", "before").code == 0
    assert "did you mean before?" in shell.run("config", "restore", "befor").err


def test_an_option_that_is_misspelt_is_no_program_to_notify(shell: Shell) -> None:
    done = shell.run("notify", "set", "--dry-rn", "say")
    assert (done.code, done.err) == (
        2,
        "codexctl: --dry-rn is not a program\nhint: codexctl notify set --help\n",
    )


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("Stop", "say done && beep"), "say done && beep"),
        (("Stop", "say", "it is done"), "say 'it is done'"),
        (("Stop", "--", "say", "--loud", "$HOME"), "say --loud '$HOME'"),
        (("--timeout", "5", "Stop", "--", "say", "--timeout", "9"), "say --timeout 9"),
    ],
)
def test_a_hook_is_added_by_its_words(shell: Shell, words: tuple[str, ...], command: str) -> None:
    done = shell.run("hooks", "add", "--yes", "--offline", *words)
    assert done.code == 0, done.err
    (hook,) = shell.run("hooks", "list", "--json").json["hooks"]
    assert hook["runs"] == command


def test_what_did_not_arrive_at_the_end_of_setup_has_its_remedy(shell: Shell) -> None:
    done = shell.run(*OTLP[:-1], "--yes")
    assert done.code == 1
    assert "→ check the network, a proxy (HTTPS_PROXY) and the address" in done.out
    assert "codexctl auth test otlp" in done.out


def test_a_key_s_variable_that_is_not_set_has_a_remedy_that_works(shell: Shell) -> None:
    words = ("setup", "--destination", "langfuse", "--param", "public_key=pk-lf-1", "--yes")
    done = shell.run(*words, "--api-key-env", "langfuse:FOO")
    assert done.code == 1
    assert "✗ langfuse: no key: $FOO" in done.out
    assert "→ export FOO=… where Codex is started" in done.out
    (key,) = shell.run("auth", "list", "--json", FOO="sk-lf-1").json["keys"]
    assert "FOO" in key["source"]


def test_the_version_says_where_everything_is(shell: Shell) -> None:
    plain = shell.run("--version")
    for words in (("--version", "-v"), ("-V", "-v"), ("-v", "--version"), ("-vV",)):
        done = shell.run(*words)
        assert (done.code, done.err) == (0, "")
        first, *rows = done.out.splitlines()
        assert first + "\n" == plain.out
        for path in (
            shell.locations.codex_home,
            shell.locations.settings_toml,
            shell.locations.traces_db,
            shell.locations.log_file,
            shell.locations.policy_file,
        ):
            assert any(str(path) in row for row in rows)
    assert os.linesep.join(rows).count("no codex on the PATH") == 1
    assert shell.run("-v").err.endswith("hint: codexctl --version -v\n")
