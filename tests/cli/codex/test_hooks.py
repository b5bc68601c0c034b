from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.codex_stub import stub
from tests.cli.conftest import Shell
from tests.edit.machine import hooks_json


@pytest.fixture
def lived_in(shell: Shell) -> Shell:
    """A machine with two Stop hooks, the second of them trusted, and one inline."""
    shell.locations.hooks_json.write_text(hooks_json(Stop=["one", "two"]))
    shell.locations.config_toml.write_text(
        '[[hooks.PreToolUse]]\nmatcher = "^Bash$"\n'
        'hooks = [{ type = "command", command = "inline \\u001b[31m" }]\n'
    )
    assert shell.run("hooks", "trust", "stop:1:0", "--yes").code == 0
    return shell


def standings(shell: Shell, *arguments: str, **environ: str) -> dict[str, str]:
    """The standing of each hook by what it runs."""
    rows = shell.run("hooks", "list", "--json", *arguments, **environ).json["hooks"]
    return {row["runs"]: row["standing"] for row in rows}


def test_the_list_shows_every_hook_with_its_standing_file_by_file(lived_in: Shell) -> None:
    done = lived_in.run("hooks", "list")
    assert done.code == 0
    assert done.out.splitlines() == [
        str(lived_in.locations.hooks_json),
        "  ✗ stop:0:0          untrusted  one",
        "  ✓ stop:1:0          trusted    two",
        str(lived_in.locations.config_toml),
        "  ✗ pre_tool_use:0:0  untrusted  [^Bash$] inline \\x1b[31m",
    ]


def test_each_row_of_json_says_all_there_is(lived_in: Shell) -> None:
    row = lived_in.run("hooks", "list", "--json").json["hooks"][1]
    assert row == {
        "key": f"{lived_in.locations.hooks_json}:stop:1:0",
        "name": "stop:1:0",
        "event": "Stop",
        "matcher": None,
        "type": "command",
        "runs": "two",
        "timeout": 600,
        "standing": "trusted",
        "source": str(lived_in.locations.hooks_json),
    }


def test_a_machine_without_hooks_has_none(shell: Shell) -> None:
    assert shell.run("hooks", "list").out == "no hooks\n"


def test_a_file_that_codex_drops_is_a_problem(lived_in: Shell) -> None:
    lived_in.locations.hooks_json.write_text('{"hooks": {"Stop": null}}')
    done = lived_in.run("hooks", "list")
    assert done.code == 1
    assert "Codex ignores the whole file: hooks.Stop: must be a list" in done.out


def test_codex_own_word_is_had_on_request(lived_in: Shell) -> None:
    key = f"{lived_in.locations.hooks_json}:stop:0:0"
    word = stub(lived_in, hooks=[{"key": key, "eventName": "stop", "trustStatus": "trusted"}])
    assert standings(lived_in, "--ask", **word)["one"] == "trusted"
    assert standings(lived_in, "--ask", **word)["two"] == "not listed"
    done = lived_in.run("hooks", "list", "--ask")
    assert (done.code, "no codex on the PATH" in done.err) == (1, True)


def test_a_hook_in_front_of_others_takes_no_trust_away_and_gets_none(lived_in: Shell) -> None:
    done = lived_in.run("hooks", "add", "Stop", "new", "--at", "0", "--yes")
    assert done.code == 0
    assert "note: Codex skips it silently until you trust it" in done.err
    found = standings(lived_in)
    assert (found["new"], found["one"], found["two"]) == ("untrusted", "untrusted", "trusted")


def test_a_hook_is_added_as_its_words_say(lived_in: Shell) -> None:
    done = lived_in.run(
        "hooks", "add", "pre_tool_use", "check", "--matcher", "^Edit$", "--timeout", "5",
        "--status-message", "checking", "--inline", "--trust", "--yes",
    )  # fmt: skip
    assert done.code == 0
    assert standings(lived_in)["check"] == "trusted"
    row = lived_in.run("hooks", "list", "--json").json["hooks"][-1]
    assert (row["matcher"], row["timeout"]) == ("^Edit$", 5)
    assert row["source"] == str(lived_in.locations.config_toml)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Notification", "x"), "Codex has no event Notification"),
        (("Stop",), "a hook needs a COMMAND, or --server and --tool"),
        (("Stop", "x", "--timeout", "-3"), "--timeout -3: must be a whole number from 0 to"),
    ],
)
def test_a_hook_that_codex_would_not_take_is_wrong_usage(
    lived_in: Shell, words: tuple[str, ...], said: str
) -> None:
    done = lived_in.run("hooks", "add", *words, "--yes")
    assert (done.code, said in done.err) == (2, True)


@pytest.mark.parametrize("matcher", ["[", "Bash)", "(?=Bash)"])
def test_a_matcher_for_which_codex_would_drop_the_hook_is_refused(
    lived_in: Shell, matcher: str
) -> None:
    before = lived_in.files()
    done = lived_in.run("hooks", "add", "PreToolUse", "x", "--matcher", matcher, "--yes")
    assert done.code == 2
    assert f"--matcher {matcher}: not a regular expression" in done.err
    assert lived_in.files() == before


def test_a_matcher_that_codex_does_not_look_at_is_a_note(lived_in: Shell) -> None:
    done = lived_in.run("hooks", "add", "Stop", "x", "--matcher", "[", "--yes")
    assert done.code == 0
    assert "Stop has no matcher, so it is ignored" in done.out + done.err


def test_hooks_are_removed_by_any_of_their_names(lived_in: Shell) -> None:
    assert lived_in.run("hooks", "remove", "one", "--yes").code == 0
    assert lived_in.run("hooks", "remove", "PreToolUse", "--yes").code == 0
    assert standings(lived_in) == {"two": "trusted"}
    assert lived_in.run("hooks", "remove", "Stop", "--yes").code == 0
    assert standings(lived_in) == {}


def test_a_name_that_fits_several_is_wrong_usage_and_names_them(lived_in: Shell) -> None:
    done = lived_in.run("hooks", "remove", "Stop", "--yes")
    assert done.code == 2
    assert f"{lived_in.locations.hooks_json}:stop:0:0" in done.err
    done = lived_in.run("hooks", "remove", "one", "PreToolUse", "--yes")
    assert (done.code, "several files" in done.err) == (2, True)


def test_trust_is_given_and_taken_back(lived_in: Shell) -> None:
    assert lived_in.run("hooks", "trust", "--all", "--yes").code == 0
    assert set(standings(lived_in).values()) == {"trusted"}
    assert lived_in.run("hooks", "untrust", "one", "--yes").code == 0
    assert standings(lived_in)["one"] == "untrusted"
    assert lived_in.run("hooks", "trust", "--yes").code == 2
    assert lived_in.run("hooks", "trust", "one", "--all", "--yes").code == 2


def test_undo_brings_hooks_and_trust_back_exactly(lived_in: Shell) -> None:
    files = (lived_in.locations.hooks_json, lived_in.locations.config_toml)
    before = [path.read_bytes() for path in files]
    lived_in.run("hooks", "remove", "one", "--yes")
    assert [path.read_bytes() for path in files] != before
    assert lived_in.run("undo", "--yes").code == 0
    assert [path.read_bytes() for path in files] == before


def test_a_projects_hooks_are_its_own_but_their_trust_is_the_persons(lived_in: Shell) -> None:
    (lived_in.cwd / ".git").mkdir()
    done = lived_in.run("hooks", "add", "Stop", "here", "--trust", "--scope", "project", "--yes")
    assert done.code == 0
    path = lived_in.cwd / ".codex" / "hooks.json"
    assert path.exists()
    assert f"{path}:stop:0:0" in lived_in.locations.config_toml.read_text()
    assert standings(lived_in, "--scope", "project") == {"here": "trusted"}
    assert "here" not in standings(lived_in, "--scope", "global")


def test_validate_finds_what_is_dropped_and_what_is_passed_over(lived_in: Shell) -> None:
    path = lived_in.locations.hooks_json
    path.write_text('{\n"hooks": {"stop": [], "PreToolUse": [{"matcher": "("}]}\n}')
    lines = lived_in.run("hooks", "validate").out.splitlines()
    assert lines[0].startswith(f"! {path}:2:19: hooks.stop: not an event")
    assert lines[1] == "  → did you mean Stop?"
    assert lines[2].startswith(f"! {path}:2:50: hooks.PreToolUse[0].matcher: not a regular")
    path.write_text('{"$schema": "x", "hooks": {}}')
    done = lived_in.run("hooks", "validate")
    assert done.code == 1
    assert done.out.startswith(f"✗ {path}:1:13: $schema: unknown field")


def test_trust_that_is_left_over_is_only_noted(lived_in: Shell) -> None:
    lived_in.locations.hooks_json.write_text(hooks_json(Stop=["one"]))
    done = lived_in.run("hooks", "validate")
    assert done.code == 0
    assert "trust in a hook that is no longer there" in done.out


def test_what_only_codex_finds_is_added_in_its_own_words(lived_in: Shell) -> None:
    said = f"skipping something in {lived_in.locations.hooks_json}: no"
    done = lived_in.run("hooks", "validate", **stub(lived_in, warnings=(said,)))
    assert (done.code, said in done.out) == (1, True)


def test_validate_takes_any_file(lived_in: Shell, tmp_path: Path) -> None:
    path = tmp_path / "hooks.json"
    path.write_text("// mine\n{}")
    done = lived_in.run("hooks", "validate", str(path))
    assert (done.code, "a comment, which JSON does not have" in done.out) == (1, True)
