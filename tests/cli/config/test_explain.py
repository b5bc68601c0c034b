from __future__ import annotations

from tests.cli.conftest import Shell


def test_one_key_with_its_layers_as_lines_and_as_json(shell: Shell) -> None:
    path = shell.locations.config_toml
    path.write_text('# mine\nmodel = "m"\n[features]\ncodex_hooks = false\n')
    done = shell.run("config", "explain", "model", "--", "-c", "model=other")
    assert done.out.splitlines() == [
        'model = "other"',
        "  ✓ session  session",
        f'  - user     {path}:2  "m"  a higher layer decides',
    ]
    (row,) = shell.run("config", "explain", "features.codex_hooks", "--json").json["keys"]
    assert (row["key"], row["value"], row["layer"], row["at"]) == (
        "features.hooks", False, "user", f"{path}:4",
    )  # fmt: skip


def test_without_a_key_all_that_is_set(shell: Shell) -> None:
    shell.locations.config_toml.write_text('model = "m"\n[tui]\ntheme = "x"\n')
    rows = shell.run("config", "explain", "--json").json["keys"]
    assert [row["key"] for row in rows] == ["model", "tui.theme"]


def test_a_key_that_nobody_sets_has_codexs_default(shell: Shell) -> None:
    done = shell.run("config", "explain", "model_provider")
    assert (done.code, "Codex's default" in done.out) == (0, True)
    done = shell.run("config", "explain", "modle")
    assert done.code == 1
    assert "did you mean model?" in done.err


def test_a_key_that_nobody_knows_has_no_default(shell: Shell) -> None:
    done = shell.run("config", "explain", "zzqx", "--offline")
    assert (done.code, "default" in done.out) == (0, False)
    assert "knows no such key" in done.out


def test_what_results_is_printed_with_where_it_is_from(shell: Shell) -> None:
    path = shell.locations.config_toml
    path.write_text('model = "m"\n')
    assert shell.run("config", "effective").out == f'model = "m"  # {path}:1\n'
    said = shell.run("config", "effective", "--json").json
    assert (said["config"], said["origins"]) == ({"model": "m"}, {"model": f"{path}:1"})


def test_a_file_that_cannot_be_read_is_named(shell: Shell) -> None:
    shell.locations.config_toml.write_text("model = \n")
    done = shell.run("config", "explain")
    assert done.code == 1
    assert "config.toml is not valid TOML" in done.err
    done = shell.run("config", "effective", "--profile", "nope")
    assert done.code == 1
