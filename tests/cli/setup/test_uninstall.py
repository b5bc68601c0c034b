from __future__ import annotations

import shutil
import time

import pytest

from codexctl.deliver.rollouts.replay import demo_turn
from codexctl.edit.plans.service import service_file
from tests.cli.codex_stub import stub
from tests.cli.conftest import Shell

CONFIG = 'model   = "x" # mine\r\n'
HOOKS = '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"true"}]}]}}'


def codex_files(shell: Shell) -> dict[str, tuple[bytes, int]]:
    files = (path for path in shell.locations.codex_home.rglob("*") if path.is_file())
    return {path.name: (path.read_bytes(), path.stat().st_mode) for path in files}


def test_codex_files_are_as_they_were_permissions_included(shell: Shell) -> None:
    shell.locations.config_toml.write_bytes(CONFIG.encode())
    shell.locations.hooks_json.write_text(HOOKS)
    shell.locations.config_toml.chmod(0o640)
    before = codex_files(shell)
    assert shell.run("setup", "--yes").code == 0
    assert codex_files(shell) != before
    done = shell.run("uninstall", "--yes")
    assert done.code == 0
    assert codex_files(shell) == before
    assert not shell.locations.hook_script.exists()
    assert not shell.locations.settings_toml.exists()
    assert not shell.locations.hints_dir.exists()


def test_files_that_somebody_edited_since_are_not_said_to_be_as_they_were(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    config, settings = shell.locations.config_toml, shell.locations.settings_toml
    config.write_text(config.read_text() + "\n[mine]\nx = 1\n")
    settings.write_text(settings.read_text() + '\n[resource]\nteam = "a"\n')
    done = shell.run("uninstall", "--yes")
    assert "restored" not in done.out
    assert "edits since setup were kept" in done.out
    assert f"note: {settings} was edited by hand" in done.out + done.err
    assert "[mine]" in config.read_text()
    assert shell.run("undo", "--yes").code == 0
    assert 'team = "a"' in settings.read_text()


def test_files_that_nobody_edited_since_are_as_they_were(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    shell.run("sync", "--enable-auto-sync")
    done = shell.run("uninstall", "--yes")
    assert "restored" in done.out
    assert "edited by hand" not in done.out + done.err


def test_traces_stay(shell: Shell) -> None:
    shell.run("setup", "--yes")
    shell.run("uninstall", "--yes")
    assert shell.locations.traces_db.exists()


def test_purge_leaves_nothing_of_ours(shell: Shell) -> None:
    shell.run("setup", "--yes")
    assert shell.run("uninstall", "--purge", "--yes").code == 0
    assert shell.files() == {}
    assert not shell.locations.data_dir.exists()
    assert not shell.locations.config_dir.exists()


def test_without_a_codex_home_what_is_ours_goes_all_the_same(shell: Shell) -> None:
    shell.run("setup", "--yes")
    shutil.rmtree(shell.locations.codex_home)
    assert shell.run("uninstall", "--purge", "--yes").code == 0
    assert shell.files() == {}
    assert not shell.locations.codex_home.exists()


def test_purge_after_uninstall_deletes_what_was_left(shell: Shell) -> None:
    shell.run("setup", "--yes")
    shell.run("uninstall", "--yes")
    assert shell.run("uninstall", "--purge", "--yes").code == 0
    assert shell.files() == {}


def test_purge_names_what_it_deletes_before_anything_is_deleted(shell: Shell) -> None:
    shell.run("setup", "--yes")
    shell.run("uninstall", "--yes")
    here, before = shell.locations, shell.files()
    named = {
        f"delete {here.traces_db}  (traces)",
        f"delete {here.cursors_db}  (what was delivered)",
        f"delete {here.receipts_dir}  (receipts of edits, for undo)",
    }
    dry = shell.run("uninstall", "--purge", "--dry-run")
    assert dry.code == 0
    assert named <= set(dry.out.splitlines())
    assert "nothing to change" not in dry.out
    assert "deleted" not in dry.out
    asked = shell.run("uninstall", "--purge")
    assert asked.code == 2
    assert "nothing was changed: no terminal" in asked.err
    assert "--yes" in asked.err
    assert shell.files() == before
    done = shell.run("uninstall", "--purge", "--yes")
    assert named <= set(done.out.splitlines())
    assert "deleted permanently" in done.out
    assert "nothing to change" not in done.out
    # Every file that was there was named, itself or by its folder.
    said = [line.removeprefix("delete ").split("  (")[0] for line in dry.out.splitlines()]
    assert all(any(path == one or path.startswith(f"{one}/") for one in said) for path in before)


def test_purge_tells_programs_what_it_would_delete(shell: Shell) -> None:
    shell.run("setup", "--yes")
    shell.run("uninstall", "--yes")
    changes = shell.run("uninstall", "--purge", "--dry-run", "--json").json["changes"]
    assert {"path": str(shell.locations.traces_db), "change": "deleted"} in changes


def test_purge_names_the_list_of_keys_once_with_its_keys(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    shell.locations.keys_file.write_text('["langfuse"]\n')
    dry = shell.run("uninstall", "--purge", "--dry-run")
    named = [line for line in dry.out.splitlines() if str(shell.locations.keys_file) in line]
    assert named == [f"delete {shell.locations.keys_file}  (keys in the keyring: langfuse)"]


@pytest.mark.parametrize(
    "name", ["traces.db", "cursors.db-wal", "traceparents", "logs", "hints", "selftest"]
)
def test_purge_deletes_nothing_of_another_kind_under_a_name_of_ours(
    shell: Shell, name: str
) -> None:
    """A directory where a file of ours belongs may hold anything; so may a file for a folder."""
    shell.run("setup", "--yes", "--no-proof")
    shell.run("uninstall", "--yes")
    path = shell.locations.data_dir / name
    is_file = name in ("logs", "hints", "selftest")
    shutil.rmtree(path, ignore_errors=True)
    path.unlink(missing_ok=True)
    mine = path if is_file else path / "mine.txt"
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("my notes\n")
    what = "a file" if is_file else "a directory"
    done = shell.run("uninstall", "--purge", "--yes", "--offline")
    assert done.code == 0
    assert f"delete {path} " not in done.out
    assert f"note: {path} is {what} that codexctl did not make, and stays" in done.err
    assert mine.read_text() == "my notes\n"
    assert list(shell.files()) == [str(mine)]


def test_purge_touches_nothing_that_is_not_ours(shell: Shell) -> None:
    own = shell.cwd / "ours"
    shell.run("setup", "--yes", CODEXCTL_HOME=str(own))
    (own / "notes.txt").write_text("mine")
    assert shell.run("uninstall", "--purge", "--yes", CODEXCTL_HOME=str(own)).code == 0
    assert [path.name for path in own.iterdir()] == ["notes.txt"]


def test_without_a_terminal_and_without_yes_nothing_is_taken_away(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    before = shell.files()
    assert shell.run("uninstall").code == 2
    assert shell.run("uninstall", "--dry-run").code == 0
    assert shell.files() == before


def test_without_setup_there_is_nothing_to_do(shell: Shell) -> None:
    done = shell.run("uninstall", "--yes", "--json")
    assert done.code == 0
    assert done.json["changes"] == []
    assert done.json["applied"] is False


def test_settings_that_cannot_be_read_do_not_keep_anybody_here(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    shell.locations.settings_toml.write_text("x =")
    assert shell.run("uninstall", "--yes").code == 0
    assert not shell.locations.settings_toml.exists()


def test_a_damaged_receipt_is_remarked_and_ours_is_still_recognised(shell: Shell) -> None:
    shell.locations.hooks_json.write_text(HOOKS)
    shell.run("setup", "--yes", "--no-proof")
    for receipt in shell.locations.receipts_dir.iterdir():
        receipt.write_text("{")
    done = shell.run("uninstall", "--yes")
    assert done.code == 0
    assert "is damaged" in done.err
    assert shell.locations.hooks_json.read_text() == HOOKS
    assert "trusted_hash" not in shell.locations.config_toml.read_text()


def test_codex_is_asked_whether_anything_is_left(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    done = shell.run("uninstall", "--yes", **stub(shell))
    assert done.code == 0
    assert "✓ hooks.gone" in done.out


def test_what_codex_still_lists_is_named(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    key = "/etc/codex/hooks.json:stop:0:0"
    left: dict[str, object] = {
        "key": key,
        "eventName": "stop",
        "command": f"{shell.locations.hook_script} Stop",
    }
    done = shell.run("uninstall", "--yes", **stub(shell, hooks=[left]))
    assert done.code == 1
    assert key in done.out


def test_a_codex_that_cannot_be_asked_is_a_note(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    environ = stub(shell)
    (shell.cwd.parent / "bin" / "codex").write_text("#!/bin/sh\nexit 1\n")
    done = shell.run("uninstall", "--yes", **environ)
    assert done.code == 0
    assert "note: Codex could not be asked" in done.err


def test_the_watch_service_is_stopped_and_goes_with_its_folders(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    shell.run("trace", "watch", "--service", "install", "--yes")
    service = service_file(shell.locations)
    assert service.exists()
    tools = shell.cwd.parent / "tools"
    tools.mkdir()
    (tools / "systemctl").write_text(f'#!/bin/sh\necho "$@" >>{tools}/called\n')
    (tools / "systemctl").chmod(0o755)
    done = shell.run("uninstall", "--purge", "--yes", PATH=f"{tools}:{shell.environ['PATH']}")
    assert done.code == 0, done.err
    assert (tools / "called").read_text() == "--user disable --now codexctl-watch.service\n"
    assert shell.files() == {}
    assert not (shell.locations.home / ".config" / "systemd").exists()


def test_a_service_that_cannot_be_stopped_is_a_note(shell: Shell) -> None:
    shell.run("setup", "--yes", "--no-proof")
    shell.run("trace", "watch", "--service", "install", "--yes")
    done = shell.run("uninstall", "--yes", PATH="/nonexistent")
    assert "note: the service may still run: systemctl --user" in done.err
    assert not service_file(shell.locations).exists()


def test_a_service_file_that_is_not_ours_stays(shell: Shell) -> None:
    service = service_file(shell.locations)
    service.parent.mkdir(parents=True)
    service.write_text("[Unit]\n")
    shell.run("setup", "--yes", "--no-proof")
    shell.run("uninstall", "--purge", "--yes")
    assert service.read_text() == "[Unit]\n"


def test_turns_of_the_time_without_codexctl_are_not_sent_when_it_comes_back(shell: Shell) -> None:
    shell.run("setup", "--yes")
    shell.run("uninstall", "--yes")
    thread_id, lines = demo_turn(time.time_ns())
    folder = shell.locations.rollout_folders[0] / "2026" / "11" / "20"
    folder.mkdir(parents=True)
    (folder / f"rollout-2026-11-20T10-00-00-{thread_id}.jsonl").write_bytes(lines)
    assert shell.run("setup", "--yes").code == 0
    assert shell.run("trace", "export").code == 0
    assert shell.run("trace", "list", "--json").json["turns"] == []
    assert shell.run("trace", "export", "--all").code == 0
    assert len(shell.run("trace", "list", "--json").json["turns"]) == 1


def test_scripts_for_completion_are_named_and_go_with_purge(shell: Shell) -> None:
    home = shell.locations.home
    assert shell.run("completion", "bash", "--install", "--yes").code == 0
    assert shell.run("completion", "zsh", "--install", "--yes").code == 0
    fish = home / ".config/fish/completions/codexctl.fish"
    fish.parent.mkdir(parents=True)
    fish.write_text("# somebody's own\n")
    assert shell.run("completion", "fish", "--install", "--yes").code == 0
    (zsh,) = home.rglob("_codexctl")
    zsh.write_text(zsh.read_text() + "# edited since\n")
    (bash,) = (home / ".local/share/bash-completion").rglob("codexctl")

    done = shell.run("uninstall", "--yes")
    assert (
        f"{bash} stays; to delete it: codexctl completion bash --uninstall" in done.out + done.err
    )
    assert bash.exists()
    assert shell.run("uninstall", "--purge", "--yes").code == 0
    assert not bash.exists()
    assert not (home / ".local/share/bash-completion").exists()
    assert fish.read_text() == "# somebody's own\n"
    assert zsh.read_text().endswith("# edited since\n")


def test_a_script_without_its_receipt_is_known_by_what_it_holds(shell: Shell) -> None:
    assert shell.run("completion", "fish", "--install", "--yes").code == 0
    shutil.rmtree(shell.locations.receipts_dir)
    assert shell.run("uninstall", "--purge", "--yes").code == 0
    assert shell.files() == {}
