"""`run`, `sync` and `update` as programs."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from tests.cli.conftest import Shell

CODEX = """\
#!{python}
import json, os, sys
json.dump(sys.argv[1:], open({seen!r}, "w"))
sys.exit(int(os.environ.get("CODE", "0")))
"""


def with_codex(shell: Shell) -> Path:
    """A `codex` that notes its arguments; gives the file that it notes them in."""
    seen = shell.cwd / "seen"
    program = shell.cwd / "codex"
    program.write_text(CODEX.format(python=sys.executable, seen=str(seen)))
    program.chmod(0o755)
    return seen


def test_run_edits_none_of_codex_files_and_returns_its_code(shell: Shell) -> None:
    with_codex(shell)
    config = shell.locations.config_toml
    config.write_text("model = 'x'\n")
    done = shell.run("run", "--", "./codex", "exec", "--json", "hi", CODE="7")
    assert done.code == 7
    assert [path.name for path in shell.locations.codex_home.iterdir()] == ["config.toml"]
    assert config.read_text() == "model = 'x'\n"


def test_run_puts_its_flags_before_the_persons_words(shell: Shell) -> None:
    seen = with_codex(shell)
    shell.run("run", "--", "./codex", "exec", "-c", "a=b")
    words = __import__("json").loads(seen.read_text())
    assert words[-3:] == ["exec", "-c", "a=b"]
    assert words[0] == "-c"
    assert len([word for word in words if word.startswith("hooks.")]) == 6


def test_where_setup_was_the_hooks_that_stand_there_are_trusted_and_none_is_doubled(
    shell: Shell,
) -> None:
    seen = with_codex(shell)
    shell.run("setup", "--yes", "--no-proof", "--trust", "ask")
    shell.run("run", "--", "./codex", "exec")
    words = __import__("json").loads(seen.read_text())
    assert words[0] == "-c"
    assert words[1].startswith('hooks.state={"' + str(shell.locations.hooks_json))
    assert words[2:] == ["exec"]


def test_a_program_that_is_not_there_is_wrong_usage(shell: Shell) -> None:
    done = shell.run("run", "--", "no-such-codex", "exec")
    assert done.code == 2
    assert shell.files() == {}


def test_what_is_not_codex_is_wrong_usage_and_is_not_run(shell: Shell) -> None:
    done = shell.run("run", "--", "sh", "-c", "echo I ran")
    assert (done.code, done.out) == (2, "")
    hint = 'codexctl run -- codex exec "…"'
    assert done.err == f"codexctl: sh is not Codex\nhint: {hint}\n"
    assert shell.files() == {}


def test_a_program_that_starts_codex_keeps_its_own_words(shell: Shell) -> None:
    seen = with_codex(shell)
    assert shell.run("run", "--", "env", "CODE=3", "./codex", "exec", "hi").code == 3
    words = __import__("json").loads(seen.read_text())
    assert (words[0], words[-2:]) == ("-c", ["exec", "hi"])


def test_run_makes_a_codex_home_and_leaves_none_in_which_nothing_is(shell: Shell) -> None:
    with_codex(shell)
    shell.locations.codex_home.rmdir()
    done = shell.run("run", "--", "./codex", "exec")
    assert done.code == 0, done.err
    assert not shell.locations.codex_home.exists()


def test_run_writes_down_nothing_of_where_turns_go(shell: Shell) -> None:
    with_codex(shell)
    assert shell.run("run", "--", "./codex", "exec").code == 0
    assert not shell.locations.settings_toml.exists()


def test_run_says_where_no_destination_gets_its_turns(shell: Shell) -> None:
    with_codex(shell)
    elsewhere = shell.locations.home / "repo"
    table = f"name = 'local'\nkind = 'local'\nonly_in = ['{elsewhere}']\n"
    shell.locations.settings_toml.parent.mkdir(parents=True)
    shell.locations.settings_toml.write_text(f"[[destinations]]\n{table}")
    done = shell.run("run", "--", "./codex", "exec")
    assert done.code == 0
    assert done.err.strip() == (
        f"codexctl: no destination gets the turns in {shell.cwd}: codexctl setup"
    )


def test_uninstall_takes_away_what_run_needed(shell: Shell) -> None:
    with_codex(shell)
    shell.run("run", "--", "./codex", "exec")
    assert shell.locations.hook_script.exists()
    shell.run("uninstall", "--purge", "--yes")
    assert shell.files() == {}


def test_sync_renews_the_script_and_nothing_else(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    before = shell.files()
    script = shell.locations.hook_script
    script.write_text(script.read_text().replace(sys.executable, "/old/python"))
    done = shell.run("sync")
    assert "-/old/python" in done.out
    assert "1 file updated; codexctl undo undoes it." in done.out
    after = shell.files()
    assert {path: after[path] for path in before} == before
    assert shell.run("sync").out == "No script needs an update: nothing to change.\n"


def test_sync_writes_a_script_that_is_gone_and_only_then(shell: Shell) -> None:
    assert shell.run("sync").code == 0
    assert not shell.locations.hook_script.exists()
    shell.run("setup", "--yes", "--no-proof")
    shell.locations.hook_script.unlink()
    assert shell.run("sync", "--json").json["changes"][0]["change"] == "created"
    assert shell.locations.hook_script.stat().st_mode & 0o777 == 0o700


def test_update_says_how_and_contacts_nobody(shell: Shell) -> None:
    done = shell.run("update", "--json", "--dry-run")
    assert done.json["schema"] == "codexctl.update/1"
    assert done.json["installed"].startswith("from the folder ")
    assert done.json["advice"].startswith("git -C ")
    assert done.json["command"] == []
    done = shell.run("update", "--yes")
    assert done.code == 1
    assert "cannot upgrade this installation" in done.err
    assert "hint: git -C " in done.err


def test_sync_can_have_the_worker_renew_the_script_from_now_on(shell: Shell) -> None:
    """What was in settings.toml stays, byte for byte, and undo takes the line back."""
    done = shell.run("sync", "--enable-auto-sync")
    assert done.code == 2
    assert "codexctl setup --auto-sync" in done.err
    shell.run("setup", "--yes", "--no-proof")
    settings = shell.locations.settings_toml
    settings.write_text("# mine\n" + settings.read_text())
    before = settings.read_text()
    assert shell.run("sync", "--enable-auto-sync").code == 0
    assert tomllib.loads(settings.read_text())["auto_sync"] is True
    assert settings.read_text().startswith("# mine\n")
    assert shell.run("sync", "--enable-auto-sync").code == 0
    assert shell.run("undo", "--yes").code == 0
    assert settings.read_text() == before
