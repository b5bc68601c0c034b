"""What `codexctl status` promises: its checks, its states, its remedies."""

from __future__ import annotations

import sys
from typing import Any

from tests.cli.conftest import Shell

PROMISED = {
    "codex.found",
    "hooks.feature",
    "hooks.installed",
    "hooks.listed",
    "hooks.trusted",
    "hooks.runs",
    "notify.installed",
    "managed.hooks_only",
    "capture.policy",
    "destination.local.credential",
    "destination.local.reachable",
    "deliver.backlog",
    "deliver.last_error",
}


def checks(result: Any) -> dict[str, Any]:
    return {check["id"]: check for check in result["checks"]}


def test_after_setup_everything_that_is_promised_is_there_and_well(shell: Shell) -> None:
    shell.run("setup", "--yes")
    done = shell.run("status", "--json")
    result = done.json
    assert done.code == 0
    assert result["schema"] == "codexctl.status/1"
    assert result["ok"] is True
    assert set(checks(result)) >= PROMISED
    assert result["capture"] == {"mode": "redacted", "source": "default", "exclude": []}
    (store,) = result["destinations"]
    size = shell.where.traces_db.stat().st_size
    assert store == {"name": "local", "kind": "local", "endpoint": None, "bytes": size}
    assert result["codex"] == {"home": str(shell.where.codex_home), "version": None}


def test_it_tells_how_much_the_local_store_holds_and_may_hold(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof", "--keep-days", "90", "--keep-mb", "500")
    assert "local (0.0 MB of at most 500 MB, kept for 90 days)" in shell.run("status").out
    (store,) = shell.run("status", "--json").json["destinations"]
    assert (store["bytes"], store["keep_days"], store["max_mb"]) == (0, 90, 500)


def test_looking_writes_nothing(shell: Shell) -> None:
    shell.run("setup", "--yes")
    shell.run("status")
    before = shell.files()
    for words in (("status",), ("doctor",), ("doctor", "--fix"), ("history",), ("auth", "list")):
        assert shell.run(*words).code == 0
    assert shell.files() == before


def test_before_setup_the_remedy_is_setup(shell: Shell) -> None:
    done = shell.run("status")
    assert done.code == 1
    assert "✗ hooks.installed" in done.out
    assert "→ codexctl setup" in done.out
    assert shell.files() == {}


def test_a_machine_without_codex_is_told_to_start_it(shell: Shell) -> None:
    shell.where.codex_home.rmdir()
    done = shell.run("status", "--json")
    assert done.code == 1
    assert checks(done.json)["codex.found"]["remedy"] == "start codex once"


def test_an_interpreter_that_is_gone_is_named(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    script = shell.where.hook_script.read_text()
    assert sys.executable in script
    shell.where.hook_script.write_text(script.replace(sys.executable, "/gone/python"))
    check = checks(shell.run("status", "--json").json)["hooks.runs"]
    assert check["state"] == "problem"
    assert "/gone/python" in check["summary"]


def test_a_script_that_is_gone_is_named(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    shell.where.hook_script.unlink()
    check = checks(shell.run("status", "--json").json)["hooks.runs"]
    assert (check["state"], check["remedy"]) == ("problem", "codexctl sync")


def test_a_key_that_is_not_set_is_named_and_never_shown(shell: Shell) -> None:
    address = ("--destination", "otlp", "--endpoint", "http://127.0.0.1:9")
    shell.run("setup", "--yes", "--no-proof", *address, "--api-key-env", "MY_KEY")
    without = checks(shell.run("status", "--json").json)["destination.otlp.credential"]
    assert (without["state"], "MY_KEY" in without["summary"]) == ("problem", True)
    done = shell.run("status", MY_KEY="hunter2")
    assert "hunter2" not in done.out + done.err
    assert "✓ destination.otlp.credential" in done.out


def test_settings_that_cannot_be_read_are_a_problem_and_no_crash(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    shell.where.settings_toml.write_text("x =")
    done = shell.run("status", "--json")
    assert done.code == 1
    assert checks(done.json)["settings.valid"]["state"] == "problem"
    assert done.json["capture"]["mode"] == "metadata"


def test_the_strictest_word_on_capture_is_shown_with_its_source(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof", "--capture", "full", "--exclude", "paths")
    result = shell.run("status", "--json", CODEXCTL_CAPTURE="metadata").json
    assert result["capture"] == {
        "mode": "metadata",
        "source": "environment",
        "exclude": ["paths"],
    }
