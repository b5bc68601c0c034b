from __future__ import annotations

import pytest

from tests.cli.conftest import Shell

TEXT = 'model = "a"\n\n[tui]\ntheme = "x"\n'


@pytest.fixture
def edited(shell: Shell) -> Shell:
    """A machine on which the model was set and then the theme."""
    shell.locations.config_toml.write_bytes(TEXT.encode())
    shell.run("config", "set", "model", "b", "--yes")
    shell.run("config", "set", "tui.theme", "y", "--yes")
    return shell


def ids(shell: Shell) -> list[str]:
    return [receipt["id"] for receipt in shell.run("history", "--json").json["receipts"]]


def test_history_lists_the_newest_first(edited: Shell) -> None:
    found = edited.run("history", "--json").json
    assert found["schema"] == "codexctl.history/1"
    titles = [receipt["title"] for receipt in found["receipts"]]
    assert titles == ["config set tui.theme", "config set model"]
    lines = edited.run("history").out.splitlines()
    assert lines[0].startswith(found["receipts"][0]["id"])
    assert lines[1].strip() == str(edited.locations.config_toml)


def test_a_machine_that_was_never_edited_has_no_history(shell: Shell) -> None:
    done = shell.run("history")
    assert (done.code, done.out) == (0, "")
    assert "has edited nothing yet" in done.err
    assert shell.run("undo", "--yes").code == 1


def test_undo_takes_the_last_edit_back_and_then_the_one_before(edited: Shell) -> None:
    assert edited.run("undo", "--yes").code == 0
    assert edited.locations.config_toml.read_text() == TEXT.replace('"a"', '"b"')
    assert edited.run("undo", "--yes").code == 0
    assert edited.locations.config_toml.read_text() == TEXT
    assert edited.run("undo", "--yes").code == 1
    assert edited.run("history").out.count("(undone)") == 2


def test_an_older_edit_goes_alone(edited: Shell) -> None:
    assert edited.run("undo", ids(edited)[1], "--yes").code == 0
    assert edited.locations.config_toml.read_text() == TEXT.replace('"x"', '"y"')


def test_undoing_an_undo_brings_the_edit_back(edited: Shell) -> None:
    edited.run("undo", "--yes")
    assert edited.run("undo", ids(edited)[0], "--yes").code == 0
    assert edited.locations.config_toml.read_text() == TEXT.replace('"a"', '"b"').replace("x", "y")


def test_what_others_wrote_since_stays(edited: Shell) -> None:
    path = edited.locations.config_toml
    path.write_text("# theirs\n" + path.read_text())
    assert edited.run("undo", "--yes").code == 0
    assert path.read_text() == "# theirs\n" + TEXT.replace('"a"', '"b"')


def test_the_same_key_edited_by_others_is_refused_with_the_difference(edited: Shell) -> None:
    path = edited.locations.config_toml
    path.write_text(path.read_text().replace('"y"', '"theirs"'))
    before = path.read_bytes()
    done = edited.run("undo", "--yes")
    assert done.code == 1
    assert '-theme = "y"\n+theme = "theirs"\n' in done.err
    assert "compare it with what codexctl wrote" in done.err
    assert path.read_bytes() == before


def test_a_dry_run_and_a_wrong_id_change_nothing(edited: Shell) -> None:
    before = edited.locations.config_toml.read_bytes()
    done = edited.run("undo", "--dry-run")
    assert (done.code, '+theme = "x"' in done.out) == (0, True)
    done = edited.run("undo", "20200101-000000-abcdef", "--yes")
    assert (done.code, "hint: codexctl history" in done.err) == (1, True)
    assert edited.locations.config_toml.read_bytes() == before


def test_an_edit_that_was_taken_back_by_hand_does_not_stop_undo(edited: Shell) -> None:
    """The one before is named; nobody who says --yes has it taken back unseen."""
    by_hand = TEXT.replace('"a"', '"b"')
    edited.locations.config_toml.write_text(by_hand)
    done = edited.run("undo", "--yes")
    assert done.code == 1
    assert edited.locations.config_toml.read_text() == by_hand
    named = done.err.partition("codexctl undo ")[2].split()[0]
    assert edited.run("undo", named, "--yes").code == 0
    assert edited.locations.config_toml.read_text() == TEXT


def test_one_that_is_named_is_still_the_one_that_is_meant(edited: Shell) -> None:
    edited.locations.config_toml.write_text(TEXT.replace('"a"', '"b"'))
    done = edited.run("undo", ids(edited)[0], "--yes")
    assert done.code == 0
    assert edited.locations.config_toml.read_text() == TEXT.replace('"a"', '"b"')


def test_an_id_with_a_letter_wrong_names_the_one_that_was_meant(shell: Shell) -> None:
    assert shell.run("config", "set", "model", "x", "--yes").code == 0
    (receipt,) = (row["id"] for row in shell.run("history", "--json").json["receipts"])
    for word in (receipt[:-1] + "z", receipt[:12]):
        done = shell.run("undo", word)
        assert done.code == 1
        assert f"hint: did you mean {receipt}? codexctl history" in done.err
    assert "hint: codexctl history" in shell.run("undo", "zzz").err


def test_one_file_and_several_are_told_in_words_that_fit_both(shell: Shell) -> None:
    assert shell.run("config", "set", "model", "x", "--yes").code == 0
    assert "1 file restored." in shell.run("undo", "--yes").out
