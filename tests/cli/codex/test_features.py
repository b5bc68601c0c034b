from __future__ import annotations

from tests.cli.codex_stub import stub
from tests.cli.conftest import Shell


def test_codex_own_list_comes_with_the_source_of_each_value(shell: Shell) -> None:
    shell.locations.config_toml.write_text("[features]\ncodex_hooks = true\n")
    environ = stub(shell)
    lines = shell.run("features", "list", **environ).out.splitlines()
    assert lines == [
        f"on   hooks  stable   {shell.locations.config_toml}",
        "off  apps   stable",
        "off  old    removed",
    ]
    result = shell.run("features", "list", "codex_hooks", "--json", **environ).json
    assert result["codex"] == "0.169.0"
    assert result["features"] == [
        {
            "name": "hooks",
            "stage": "stable",
            "value": True,
            "source": str(shell.locations.config_toml),
        }
    ]


def test_without_codex_only_what_files_set_is_listed(shell: Shell) -> None:
    shell.locations.config_toml.write_text("[features]\napps = false\n")
    done = shell.run("features", "list")
    assert done.out == f"off  apps    {shell.locations.config_toml}\n"
    assert "there is no Codex to ask" in done.err
    assert shell.run("features", "list", "--json").json["features"][0]["stage"] is None


def test_a_flag_is_switched_under_its_old_name_too(shell: Shell) -> None:
    assert shell.run("features", "disable", "codex_hooks", "--yes").code == 0
    assert shell.locations.config_toml.read_text() == "[features]\nhooks = false\n"
    assert shell.run("features", "enable", "hooks", "--yes").code == 0
    assert shell.locations.config_toml.read_text() == "[features]\nhooks = true\n"


def test_a_flag_that_codex_does_not_have_is_wrong_usage(shell: Shell) -> None:
    environ = stub(shell)
    done = shell.run("features", "enable", "hoks", "--yes", **environ)
    assert (done.code, "did you mean hooks?" in done.err) == (2, True)
    done = shell.run("features", "enable", "hoks", "--unchecked", "--yes", **environ)
    assert done.code == 0


def test_a_removed_flag_is_worth_a_note(shell: Shell) -> None:
    done = shell.run("features", "enable", "old", "--yes", **stub(shell))
    assert done.code == 0
    assert "note: old was removed from Codex" in done.err


def test_a_configuration_that_codex_cannot_use_is_said(shell: Shell) -> None:
    environ = stub(shell)
    shell.locations.config_toml.write_text("x = \n")
    done = shell.run("features", "list", **environ)
    assert done.code == 1
    assert "hint: codexctl config validate" in done.err
