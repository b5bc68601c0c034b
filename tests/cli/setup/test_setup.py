from __future__ import annotations

import stat

import pytest

from tests.cli.codex_stub import stub
from tests.cli.conftest import Shell
from tests.deliver.sink import Sink, ok


def test_it_applies_and_proves_with_a_turn_that_has_arrived(shell: Shell) -> None:
    done = shell.run("setup", "--yes")
    assert done.code == 0
    assert f"+++ {shell.locations.hooks_json}" in done.out
    assert "✓ hooks.installed" in done.out
    assert "✓ local: the test turn arrived" in done.out


def test_a_second_time_there_is_nothing_to_change(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    before = shell.files()
    done = shell.run("setup", "--yes", "--no-proof")
    assert (done.code, done.out) == (0, "Everything is set up already: nothing to change.\n")
    assert shell.files() == before


def test_without_a_terminal_and_without_yes_nothing_is_written(shell: Shell) -> None:
    done = shell.run("setup")
    assert done.code == 2
    assert "hint: add --yes" in done.err
    assert shell.files() == {}


def test_a_dry_run_shows_the_diff_and_writes_nothing(shell: Shell) -> None:
    done = shell.run("setup", "--dry-run")
    assert done.code == 0
    assert done.out.startswith("--- /dev/null\n+++ ")
    assert shell.files() == {}


def test_json_is_all_that_is_on_stdout(shell: Shell) -> None:
    done = shell.run("setup", "--yes", "--json")
    assert done.code == 0
    result = done.json
    assert result["schema"] == "codexctl.setup/1"
    assert result["ok"] is True
    assert result["applied"] is True
    assert {change["change"] for change in result["changes"]} == {"created"}
    assert result["selftest"]["arrivals"][0]["problem"] == ""
    assert result["receipt"]


def test_json_of_a_dry_run_holds_the_diff(shell: Shell) -> None:
    result = shell.run("setup", "--dry-run", "--json").json
    assert result["applied"] is False
    assert "trusted_hash" in result["diff"]
    assert shell.files() == {}


def test_our_files_are_the_persons_alone(shell: Shell) -> None:
    shell.run("setup", "--yes")
    locations = shell.locations
    for folder in (
        locations.data_dir,
        locations.config_dir,
        locations.hints_dir,
        locations.receipts_dir,
    ):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    for path in locations.data_dir.rglob("*"):
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) in (0o600, 0o700), path


def test_everything_of_ours_lies_in_codexctl_home_if_that_is_set(shell: Shell) -> None:
    own = shell.cwd / "ours"
    done = shell.run("setup", "--yes", CODEXCTL_HOME=str(own))
    assert done.code == 0
    assert (own / "settings.toml").exists()
    assert (own / "hook.sh").exists()
    assert [path.name for path in shell.locations.home.iterdir()] == [".codex"]


def test_codex_home_is_honoured_and_its_links_resolved(shell: Shell) -> None:
    real, link = shell.cwd / "real", shell.cwd / "link"
    real.mkdir()
    link.symlink_to(real)
    done = shell.run("setup", "--yes", "--no-proof", CODEX_HOME=str(link))
    assert done.code == 0
    assert f"{real}/hooks.json:stop:0:0" in (real / "config.toml").read_text()


@pytest.mark.parametrize(
    ("name", "text"), [("config.toml", "x = \n"), ("hooks.json", '{"hooks": [}')]
)
def test_what_codex_would_reject_is_one_line_with_a_hint_and_nothing_is_written(
    shell: Shell, name: str, text: str
) -> None:
    path = shell.locations.codex_home / name
    path.write_text(text)
    done = shell.run("setup", "--yes")
    first, second = done.err.splitlines()
    assert done.code == 1
    assert first.startswith(f"codexctl: {path}:1:")
    assert second.startswith("hint: ")
    assert list(shell.files()) == [str(path)]


@pytest.mark.parametrize("command", [("setup", "--yes"), ("setup", "--yes", "--trigger", "notify")])
def test_a_file_that_cannot_be_replaced_is_named_and_nothing_is_written(
    shell: Shell, command: tuple[str, ...]
) -> None:
    config = shell.locations.config_toml
    config.write_text("model = 'x'\n")
    (shell.locations.home / "other-name").hardlink_to(config)
    before = shell.files()
    done = shell.run(*command)
    assert done.code == 1
    assert [line.partition(":")[0] for line in done.err.splitlines()] == ["codexctl", "hint"]
    assert "has 2 hard links" in done.err
    assert shell.files() == before
    assert not shell.locations.data_dir.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("setup", "--no-proof"),
        ("setup", "--no-proof", "--trigger", "notify"),
        ("config", "set", "model", "gpt-5.5"),
        ("features", "enable", "apps"),
        ("hooks", "add", "Stop", "true", "--trust"),
        ("hooks", "add", "Stop", "true", "--inline"),
        ("notify", "set", "true"),
        ("doctor", "--fix", "--offline"),
    ],
    ids=" ".join,
)
def test_a_fresh_machine_without_a_codex_home_can_be_edited_and_is_as_it_was_afterwards(
    shell: Shell, words: tuple[str, ...]
) -> None:
    shell.locations.codex_home.rmdir()
    shell.run(*words, "--yes")
    assert shell.locations.hooks_json.exists() or shell.locations.config_toml.exists(), words
    assert shell.locations.codex_home.stat().st_mode & 0o777 == 0o700
    done = shell.run("undo", "--yes")
    assert done.code == 0, done.err
    assert not shell.locations.codex_home.exists()


def test_a_dry_run_makes_no_codex_home(shell: Shell) -> None:
    shell.locations.codex_home.rmdir()
    done = shell.run("setup", "--dry-run")
    assert done.code == 0, done.err
    assert not shell.locations.codex_home.exists()
    assert shell.files() == {}


def test_hooks_that_are_switched_off_need_the_word_of_the_person(shell: Shell) -> None:
    shell.locations.config_toml.write_text("[features]\nhooks = false # why not\n")
    done = shell.run("setup", "--yes")
    assert done.code == 1
    assert f"{shell.locations.config_toml}:2: features.hooks is false" in done.err
    assert shell.run("setup", "--yes", "--feature", "hooks=on").code == 0
    assert shell.locations.config_toml.read_text().startswith(
        "[features]\nhooks = true # why not\n"
    )


def test_a_destination_that_cannot_be_reached_fails_the_proof(shell: Shell) -> None:
    address = "http://127.0.0.1:9/v1/traces"
    done = shell.run("setup", "--yes", "--destination", "otlp", "--endpoint", address)
    assert done.code == 1
    assert "✗ otlp: " in done.out
    assert shell.locations.hook_script.exists()


def test_the_proof_tries_a_destination_that_was_paused_before(shell: Shell) -> None:
    with Sink() as sink:
        flags = ("--destination", "otlp", "--endpoint", sink.url, "--api-key-env", "FAR_KEY")
        sink.reply = lambda _: (401, {}, b"")
        done = shell.run("setup", "--yes", *flags, FAR_KEY="k")
        assert (done.code, "HTTP 401" in done.out) == (1, True)
        done = shell.run("setup", "--yes", FAR_KEY="k")
        assert (done.code, "HTTP 401" in done.out) == (1, True)
        sink.reply = lambda _: ok()
        done = shell.run("setup", "--yes", FAR_KEY="k")
        assert (done.code, "✓ otlp: the test turn arrived" in done.out) == (0, True)


def test_whoever_wants_to_review_the_hook_is_told_so_and_it_is_no_failure(shell: Shell) -> None:
    done = shell.run("setup", "--yes", "--trust", "ask")
    assert done.code == 0
    assert "✗ hooks.trusted" in done.out
    assert "note: Codex skips the hook" in done.err


def test_bypass_is_said_to_do_nothing(shell: Shell) -> None:
    done = shell.run("setup", "--yes", "--no-proof", "--trust", "bypass")
    assert done.code == 0
    assert "no Codex version that was tested" in done.err


def test_hooks_in_both_files_are_worth_a_note(shell: Shell) -> None:
    inline = '[[hooks.Stop]]\nhooks = [{ type = "command", command = "true" }]\n'
    shell.locations.config_toml.write_text(inline)
    done = shell.run("setup", "--yes", "--no-proof")
    assert done.code == 0
    assert "has hooks of its own" in done.err


def test_a_secret_on_the_command_line_is_refused(shell: Shell) -> None:
    done = shell.run("setup", "--yes", "--destination", "otlp", "--endpoint", "http://a.example",
                     "--header", "Authorization=hunter2")  # fmt: skip
    assert done.code == 2
    assert "--api-key-env" in done.err
    assert "hunter2" not in done.err


def test_settings_that_cannot_be_read_are_named_and_kept(shell: Shell) -> None:
    shell.locations.settings_toml.parent.mkdir(parents=True)
    shell.locations.settings_toml.write_text("version = 1\nwhat = 2\n")
    done = shell.run("setup", "--yes")
    assert done.code == 1
    assert "settings.toml: what: unknown key" in done.err
    assert shell.locations.settings_toml.read_text() == "version = 1\nwhat = 2\n"


def test_one_project_gets_its_own_hooks_file(shell: Shell) -> None:
    (shell.cwd / ".git").mkdir()
    done = shell.run("setup", "--yes", "--no-proof", "--scope", "project")
    assert done.code == 0
    assert (shell.cwd / ".codex" / "hooks.json").exists()
    assert not shell.locations.hooks_json.exists()
    assert "keep it out of the repository" in done.err
    assert shell.run("status").code == 0
    assert shell.run("uninstall", "--yes").code == 0
    assert not (shell.cwd / ".codex").exists()
    assert not shell.locations.config_toml.exists()


def test_project_scope_needs_a_repository(shell: Shell) -> None:
    done = shell.run("setup", "--yes", "--scope", "project")
    assert done.code == 2
    assert shell.files() == {}


@pytest.mark.parametrize("word", ["hoks=on", "hoks=off"])
@pytest.mark.parametrize("further", [("--yes",), ("--dry-run",), ("--yes", "--no-proof")])
def test_a_feature_that_codex_does_not_have_is_refused_as_the_command_refuses_it(
    shell: Shell, word: str, further: tuple[str, ...]
) -> None:
    shell.locations.config_toml.write_text("# mine\n")
    before = shell.files()
    done = shell.run("setup", "--feature", word, *further)
    assert done.code == shell.run("features", "enable", "hoks", "--yes").code == 2
    assert "--feature hoks: codexctl knows of no feature hoks" in done.err
    assert "did you mean hooks?" in done.err
    assert shell.files() == before


def test_the_installed_codex_has_the_last_word_on_a_feature(shell: Shell) -> None:
    done = shell.run("setup", "--feature", "view_image=on", "--dry-run", **stub(shell))
    assert done.code == 2
    assert "this Codex has no feature view_image" in done.err


def test_a_feature_that_is_a_table_keeps_what_else_is_in_it(shell: Shell) -> None:
    shell.locations.config_toml.write_text("[features.apps]\nenabled = false\nmine = 1\n")
    assert shell.run("setup", "--feature", "apps=on", "--yes", "--no-proof").code == 0
    written = shell.locations.config_toml.read_text()
    assert written.startswith("[features.apps]\nenabled = true\nmine = 1\n")
