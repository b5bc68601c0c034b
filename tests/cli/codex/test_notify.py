from __future__ import annotations

from tests.cli.conftest import Shell


def test_there_is_none_at_first(shell: Shell) -> None:
    done = shell.run("notify", "show")
    assert (done.code, "hint: codexctl notify set" in done.err) == (1, True)
    assert shell.run("notify", "show", "--json").json["program"] is None


def test_a_program_is_one_list_of_words(shell: Shell) -> None:
    done = shell.run("notify", "set", "--yes", "--", "/bin/say", "--loud", "well done")
    assert done.code == 0
    text = 'notify = ["/bin/say", "--loud", "well done"]\n'
    assert shell.locations.config_toml.read_text() == text
    assert shell.run("notify", "show").out == "/bin/say --loud 'well done'\n"
    result = shell.run("notify", "show", "--json").json
    assert result["program"] == ["/bin/say", "--loud", "well done"]
    assert result["codexctl"] is False


def test_another_program_keeps_the_form_of_the_list(shell: Shell) -> None:
    path = shell.locations.config_toml
    path.write_text('notify = [\n  "say", # aloud\n  "done", # what\n] # end\n')
    shell.run("notify", "set", "--yes", "say", "over")
    assert path.read_text() == 'notify = [\n  "say", # aloud\n  "over", # what\n] # end\n'
    shell.run("notify", "unset", "--yes")
    assert path.read_text() == ""
    shell.run("undo", "--yes")
    assert path.read_text() == 'notify = [\n  "say", # aloud\n  "over", # what\n] # end\n'


def test_our_own_script_stays_in_front(shell: Shell) -> None:
    script = shell.locations.notify_script
    shell.locations.config_toml.write_text(f'notify = ["{script}", "say"]\n')
    assert "codexctl's script is called first" in shell.run("notify", "show").err
    shell.run("notify", "set", "tell", "--yes")
    assert shell.locations.config_toml.read_text() == f'notify = ["{script}", "tell"]\n'
    shell.run("notify", "unset", "--yes")
    assert shell.locations.config_toml.read_text() == f'notify = ["{script}"]\n'
