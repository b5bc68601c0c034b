"""What `codexctl status` promises: its checks, its states, its remedies."""

from __future__ import annotations

import sys
from dataclasses import replace
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
    size = shell.locations.traces_db.stat().st_size
    assert store == {"name": "local", "kind": "local", "endpoint": None, "bytes": size}
    assert result["codex"] == {"home": str(shell.locations.codex_home), "version": None}


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


def test_a_machine_without_a_codex_home_is_told_to_set_up(shell: Shell) -> None:
    shell.locations.codex_home.rmdir()
    done = shell.run("status", "--json")
    assert done.code == 1
    assert checks(done.json)["codex.found"]["remedy"] == "codexctl setup"


def test_an_interpreter_that_is_gone_is_named(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    script = shell.locations.hook_script.read_text()
    assert sys.executable in script
    shell.locations.hook_script.write_text(script.replace(sys.executable, "/gone/python"))
    check = checks(shell.run("status", "--json").json)["hooks.runs"]
    assert check["state"] == "problem"
    assert "/gone/python" in check["summary"]


def test_a_script_that_is_gone_is_named(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    shell.locations.hook_script.unlink()
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
    shell.locations.settings_toml.write_text("x =")
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


def weave(shell: Shell, **variables: str) -> Shell:
    """A machine with a Weave destination of project team/web, seen with these variables set."""
    words = ("--destination", "weave", "--project", "team/web")
    assert shell.run("setup", "--yes", "--no-proof", *words).code == 0
    return replace(shell, environ={**shell.environ, **variables})


def test_it_says_where_each_destinations_address_project_and_headers_came_from(
    shell: Shell,
) -> None:
    moved = weave(shell, WANDB_BASE_URL="https://w.example", WANDB_API_KEY="k")
    (destination,) = moved.run("status", "--json").json["destinations"]
    assert destination["endpoint"] == "https://w.example/traces/otel/v1/traces"
    assert destination["sources"] == {
        "endpoint": "environment WANDB_BASE_URL",
        "project": "settings",
        "headers": {"project_id": "settings"},
    }
    said = moved.run("status").out
    line = "weave: address from environment WANDB_BASE_URL, project from settings"
    assert line in said


def test_a_project_set_after_setup_counts_and_is_named(shell: Shell) -> None:
    later = weave(shell, WEAVE_PROJECT="team/other")
    (destination,) = later.run("status", "--json").json["destinations"]
    assert (destination["project"], destination["sources"]["endpoint"]) == ("team/other", "default")
    assert destination["sources"]["project"] == "environment WEAVE_PROJECT"


def test_setup_says_which_variable_goes_before_what_was_said(shell: Shell) -> None:
    later = weave(shell, WEAVE_PROJECT="team/other")
    done = later.run("setup", "--yes", "--no-proof", "--project", "weave:team/mine")
    assert "$WEAVE_PROJECT goes before the project team/mine" in done.out + done.err


def test_a_key_is_not_stored_for_a_destination_whose_address_only_a_variable_names(
    shell: Shell,
) -> None:
    variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:9"}
    there = replace(shell, environ={**shell.environ, **variables})
    assert there.run("setup", "--yes", "--no-proof", "--destination", "otlp").code == 0
    done = there.run("auth", "set", "otlp", "--api-key-env", "HOME")
    assert done.code == 2
    assert "the settings have no address for otlp" in done.err
    words = done.err.partition("hint: ")[2].strip().split()[1:]
    assert words == ["setup", "--endpoint", "otlp:http://localhost:9/v1/traces"]
    assert there.run(*words, "--yes", "--no-proof").code == 0
    (destination,) = there.run("status", "--json").json["destinations"]
    assert destination["endpoint"] == "http://localhost:9/v1/traces"
