from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.codex_stub import stub
from tests.cli.conftest import Shell

TEXT = """\
# mine
model = "gpt-5" # the model
notify = ["say", "a b"]

[history]
persistence = "save-all"
"""


@pytest.fixture
def lived_in(shell: Shell) -> Shell:
    shell.locations.config_toml.write_text(TEXT)
    return shell


def config(shell: Shell) -> str:
    return shell.locations.config_toml.read_text()


def test_text_is_printed_as_it_is_and_a_table_as_keys(lived_in: Shell) -> None:
    assert lived_in.run("config", "get", "model").out == "gpt-5\n"
    assert lived_in.run("config", "get", "notify").out == '["say", "a b"]\n'
    assert lived_in.run("config", "get", "notify.1").out == "a b\n"
    assert lived_in.run("config", "get", "history").out == 'history.persistence = "save-all"\n'
    assert lived_in.run("config", "get").out.splitlines()[1] == 'notify = ["say", "a b"]'


def test_a_key_that_is_not_set_is_a_problem_with_a_hint(lived_in: Shell) -> None:
    done = lived_in.run("config", "get", "history.persistance")
    assert (done.code, done.out) == (1, "")
    assert "did you mean history.persistence?" in done.err
    done = lived_in.run("config", "get", "review_model", "--json")
    assert (done.code, done.json["set"], done.json["value"]) == (1, False, None)


def test_json_tells_file_key_and_value(lived_in: Shell) -> None:
    result = lived_in.run("config", "get", "notify", "--json").json
    assert result == {
        "schema": "codexctl.config/1",
        "file": str(lived_in.locations.config_toml),
        "key": "notify",
        "set": True,
        "value": ["say", "a b"],
    }


def test_set_changes_one_value_and_says_how_to_take_it_back(lived_in: Shell) -> None:
    done = lived_in.run("config", "set", "model", "gpt-6", "--yes")
    assert done.code == 0
    assert '-model = "gpt-5" # the model\n+model = "gpt-6" # the model\n' in done.out
    assert "1 file changed; codexctl undo undoes it." in done.out
    assert config(lived_in) == TEXT.replace("gpt-5", "gpt-6")


def test_a_second_time_there_is_nothing_to_change(lived_in: Shell) -> None:
    done = lived_in.run("config", "set", "model", "gpt-5", "--yes")
    assert (done.code, done.out) == (0, "Nothing to change: it is already as you want it.\n")
    assert not lived_in.locations.receipts_dir.exists()


def test_without_a_terminal_and_without_yes_nothing_is_written(lived_in: Shell) -> None:
    done = lived_in.run("config", "set", "model", "gpt-6")
    assert (done.code, "hint: add --yes" in done.err) == (2, True)
    assert lived_in.run("config", "unset", "model", "--dry-run").code == 0
    assert config(lived_in) == TEXT


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("modle", "x"), "did you mean model?"),
        (("model", "5"), "model: takes text, not 5"),
        (("model_context_window", "big"), "takes a whole number: 'big' is not a TOML value"),
        (("a b", "x"), "is not a TOML key"),
        (("history", "{ persistence = 'some' }"), 'takes save-all or none, not "some"'),
    ],
)
def test_words_that_codex_could_not_use_are_wrong_usage(
    lived_in: Shell, words: tuple[str, str], said: str
) -> None:
    done = lived_in.run("config", "set", *words, "--yes")
    assert done.code == 2
    assert said in done.err
    assert config(lived_in) == TEXT


def test_unchecked_writes_what_only_a_newer_codex_knows(lived_in: Shell) -> None:
    done = lived_in.run("config", "set", "brand_new", "[1, 2]", "--unchecked", "--yes")
    assert done.code == 0
    assert "\nbrand_new = [1, 2]\n" in config(lived_in)


def test_a_value_that_begins_with_a_dash_comes_after_two(lived_in: Shell) -> None:
    assert lived_in.run("config", "set", "--yes", "--", "model_context_window", "-1").code == 0
    assert "\nmodel_context_window = -1\n" in config(lived_in)


def test_a_file_that_codex_would_reject_is_named_and_kept(lived_in: Shell) -> None:
    lived_in.locations.config_toml.write_text("model = \n")
    for arguments in (("get", "model"), ("set", "model", "x", "--yes")):
        done = lived_in.run("config", *arguments)
        assert done.code == 1
        assert f"{lived_in.locations.config_toml}:1:9: " in done.err
    assert config(lived_in) == "model = \n"


def test_a_project_has_a_file_of_its_own(lived_in: Shell) -> None:
    done = lived_in.run("config", "set", "model", "x", "--scope", "project", "--yes")
    assert (done.code, "not in a repository" in done.err) == (2, True)
    (lived_in.cwd / ".git").mkdir()
    done = lived_in.run("config", "set", "model", "x", "--scope", "project", "--yes")
    path = lived_in.cwd / ".codex" / "config.toml"
    assert (done.code, path.read_text()) == (0, 'model = "x"\n')
    assert lived_in.run("config", "path", "--scope", "project").out == f"{path}\n"
    done = lived_in.run("config", "set", "notify", "['x']", "--scope", "project", "--yes")
    assert (done.code, "in a project's file" in done.err) == (2, True)
    lived_in.run("undo", "--yes")
    assert not path.parent.exists()


def test_where_no_codex_home_exists_it_is_made_and_goes_again(shell: Shell) -> None:
    shell.locations.codex_home.rmdir()
    assert shell.run("config", "set", "model", "x", "--yes").code == 0
    assert shell.locations.config_toml.read_text() == 'model = "x"\n'
    assert stat.S_IMODE(shell.locations.codex_home.stat().st_mode) == 0o700
    assert shell.run("undo", "--yes").code == 0
    assert not shell.locations.codex_home.exists()


def test_what_others_changed_since_is_shown(lived_in: Shell) -> None:
    done = lived_in.run("config", "diff")
    assert (done.code, done.out) == (0, "")
    assert "has not written" in done.err
    lived_in.run("config", "set", "model", "gpt-6", "--yes")
    assert "is as codexctl left it" in lived_in.run("config", "diff").err
    with lived_in.locations.config_toml.open("a") as file:
        file.write("max_bytes = 1\n")
    assert "+max_bytes = 1\n" in lived_in.run("config", "diff").out
    found = lived_in.run("config", "diff", "--json").json["files"]
    assert [bool(line["receipt"]) for line in found] == [True, False]


def test_paths_are_told_with_what_is_there(lived_in: Shell) -> None:
    assert lived_in.run("config", "path").out == f"{lived_in.locations.config_toml}\n"
    files = lived_in.run("config", "path", "--json").json["files"]
    assert files["config"] == {"path": str(lived_in.locations.config_toml), "exists": True}
    assert files["hooks"]["exists"] is False


def test_validate_names_each_place_with_its_remedy(lived_in: Shell) -> None:
    path = lived_in.locations.config_toml
    path.write_text("modle = 1\nmodel = 2\n")
    done = lived_in.run("config", "validate")
    assert done.code == 1
    assert done.out.splitlines() == [
        f"! {path}:1:1: modle: Codex knows no such key and ignores it",
        "  → did you mean model?",
        f"✗ {path}:2:9: model: takes text, not 2",
        "  → codexctl config unset model",
        "- there is no Codex to ask",
        "2 findings in 1 file",
    ]


def test_validate_takes_any_file(lived_in: Shell, tmp_path: Path) -> None:
    path = tmp_path / "requirements.toml"
    path.write_text("allow_managed_hooks_only = 'yes'\n")
    done = lived_in.run("config", "validate", str(path), "--json")
    (finding,) = done.json["findings"]
    assert (done.code, done.json["ok"], finding["weight"]) == (1, False, "rejected")
    assert (finding["line"], finding["column"]) == (1, 28)
    assert lived_in.run("config", "validate", str(tmp_path / "none.toml")).code == 2


def test_the_installed_codex_has_the_last_word(lived_in: Shell) -> None:
    environ = stub(lived_in)
    lived_in.locations.config_toml.write_text("modle = 1\n")
    done = lived_in.run("config", "validate", **environ)
    assert (done.code, "✓ the installed Codex accepts it" in done.out) == (0, True)
    assert lived_in.run("config", "validate", "--offline", **environ).code == 1
    lived_in.locations.config_toml.write_text("\nbad = 1\n")
    result = lived_in.run("config", "validate", "--json", **environ).json
    assert result["codex_accepts"] is True  # it starts, and passes over that key
    assert "unknown configuration field" in result["findings"][0]["what"]
    assert result["findings"][0]["weight"] == "ignored"


def test_a_ring_of_links_is_named(lived_in: Shell) -> None:
    path = lived_in.locations.config_toml
    path.unlink(missing_ok=True)
    path.symlink_to(path.name)
    done = lived_in.run("config", "validate", "--offline")
    assert done.code == 1
    assert f"{path}:1:1: cannot be read: " in done.out


def test_codex_confirms_what_it_reads_after_a_change(lived_in: Shell) -> None:
    environ = stub(lived_in)
    done = lived_in.run("config", "set", "model", "gpt-6", "--yes", **environ)
    assert (done.code, "✓ codex.reads  Codex 0.169.0 reads it as meant" in done.out) == (0, True)
    done = lived_in.run("config", "set", "model", "gpt-7", "--yes", "--offline", **environ)
    assert (done.code, "codex.reads" in done.out) == (0, False)


def test_a_change_that_another_layer_overrides_is_a_problem_and_stays(lived_in: Shell) -> None:
    environ = stub(lived_in, higher={"model": "other"})
    done = lived_in.run("config", "set", "model", "gpt-6", "--yes", "--json", **environ)
    assert (done.code, done.json["ok"], done.json["applied"]) == (1, False, True)
    assert done.json["checks"][0]["summary"] == "model: sessionFlags overrides it"
    assert "gpt-6" in config(lived_in)


def test_codex_that_does_not_answer_is_mentioned(lived_in: Shell) -> None:
    environ = stub(lived_in)
    program = Path(environ["PATH"].partition(":")[0]) / "codex"
    program.write_text("#!/bin/sh\nexit 1\n")
    done = lived_in.run("config", "set", "model", "gpt-6", "--yes", **environ)
    assert done.code == 0
    assert "note: Codex could not be asked" in done.err


def test_json_of_a_write_is_all_that_is_on_stdout(lived_in: Shell) -> None:
    done = lived_in.run("config", "unset", "history", "--yes", "--json")
    result = json.loads(done.out)
    assert result["schema"] == "codexctl.edit/1"
    assert result["changes"] == [{"path": str(lived_in.locations.config_toml), "change": "edited"}]
    assert result["receipt"]


def test_a_value_stands_in_the_file_as_it_was_typed(shell: Shell) -> None:
    for key, word in (
        ("model_context_window", "1_000_000"),
        ("model", "'gpt-5'"),
        ("tui.notifications", "['a', \"b\"]"),
        ("review_model", "mine"),
    ):
        assert shell.run("config", "set", key, word, "--yes", "--offline").code == 0
    written = shell.locations.config_toml.read_text()
    assert "model_context_window = 1_000_000\nmodel = 'gpt-5'\nreview_model = \"mine\"\n" in written
    assert "notifications = ['a', \"b\"]\n" in written


@pytest.mark.parametrize(
    "words", [("-5",), ("--", "-5"), ("-5", "--yes", "--unchecked"), ("--unchecked", "-5")]
)
def test_a_negative_number_is_a_value_and_no_option(
    lived_in: Shell, words: tuple[str, ...]
) -> None:
    extra = () if "--yes" in words else ("--yes",)
    done = lived_in.run("config", "set", *extra, "--unchecked", "made_up", *words)
    assert done.code == 0, done.err
    assert "made_up = -5\n" in config(lived_in)


def test_an_option_that_is_misspelt_is_no_value(lived_in: Shell) -> None:
    done = lived_in.run("config", "set", "model", "--uncheckd")
    assert done.code == 2
    assert config(lived_in) == TEXT


def test_several_keys_are_one_edit(lived_in: Shell, tmp_path: Path) -> None:
    words = ("model=gpt-6", 'history.persistence="none"', "tui.notifications=true")
    done = lived_in.run("config", "set", *words, "--yes")
    assert done.code == 0, done.err
    for key, value in {
        "model": "gpt-6",
        "history.persistence": "none",
        "tui.notifications": True,
    }.items():
        assert lived_in.run("config", "get", key, "--json").json["value"] == value
    assert 'model = "gpt-6" # the model' in config(lived_in)
    assert lived_in.run("undo", "--yes").code == 0
    assert config(lived_in) == TEXT


def test_keys_of_a_file_are_one_edit(lived_in: Shell, tmp_path: Path) -> None:
    source = tmp_path / "keys.toml"
    source.write_text('model = "gpt-6"\n[tui]\nnotifications = ["a"]\n')
    done = lived_in.run("config", "set", "--from", str(source), "review_model=r", "--yes")
    assert done.code == 0, done.err
    assert lived_in.run("config", "get", "tui.notifications.0").out == "a\n"
    assert lived_in.run("config", "get", "review_model").out == "r\n"


@pytest.mark.parametrize(
    ("words", "word"),
    [
        ((), "nothing to set"),
        (("model=x", "modle=y"), "did you mean model"),
        (("model=x", "y"), "without a value"),
        (("model=x", "model_verbosity=loud"), "model_verbosity"),
        (("--from", "/no/such/file"), "No such file"),
    ],
)
def test_several_of_which_one_is_wrong_change_nothing(
    lived_in: Shell, words: tuple[str, ...], word: str
) -> None:
    done = lived_in.run("config", "set", *words, "--yes")
    assert done.code == 2
    assert word in done.err
    assert config(lived_in) == TEXT


def test_a_key_with_an_equals_sign_in_quotes_and_one_value_is_the_old_form(lived_in: Shell) -> None:
    done = lived_in.run("config", "set", 'projects."/a=b".trust_level', "trusted", "--yes")
    assert done.code == 0, done.err
    done = lived_in.run("config", "set", "projects.'/c=d'.trust_level=trusted", "--yes")
    assert done.code == 0, done.err
    projects = lived_in.run("config", "get", "projects", "--json").json["value"]
    assert set(projects) == {"/a=b", "/c=d"}
