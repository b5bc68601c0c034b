from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.cli.conftest import Shell

SCHEMAS = Path(__file__).parents[3] / "schemas" / "output" / "guidance"
SECRET = "nobody-else-reads-this"


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def lived_in(shell: Shell) -> Shell:
    (shell.cwd / ".git").mkdir()
    home = shell.locations.codex_home
    put(home / "AGENTS.md", f"# {SECRET}\n")
    put(shell.cwd / "AGENTS.md", f"{SECRET}\n")
    put(home / "skills/good/SKILL.md", f"---\nname: good\ndescription: Does good\n---\n{SECRET}\n")
    put(home / "rules/default.rules", f"# {SECRET}\n")
    put(home / "prompts/hi.md", f"---\ndescription: Say hi\n---\n{SECRET}\n")
    return shell


def items(shell: Shell, command: str, code: int = 0) -> list[dict[str, Any]]:
    done = shell.run(command, "--json")
    assert done.code == code, done.out + done.err
    said = done.json
    jsonschema.validate(said, json.loads((SCHEMAS / f"{command}.schema.json").read_text()))
    assert said["asked"] is False
    return list(said["items"])


@pytest.mark.parametrize("command", ["instructions", "skills", "rules", "prompts"])
def test_a_list_names_files_writes_nothing_and_prints_no_content(
    lived_in: Shell, command: str
) -> None:
    before = lived_in.files()
    shown = lived_in.run(command)
    assert shown.code == 0, shown.err
    assert SECRET not in shown.out + json.dumps(items(lived_in, command))
    assert str(lived_in.locations.codex_home) in shown.out
    assert lived_in.files() == before


@pytest.mark.parametrize("command", ["instructions", "skills", "rules", "prompts"])
def test_nothing_at_all_is_fine_and_said(shell: Shell, command: str) -> None:
    assert items(shell, command) == []
    shown = shell.run(command)
    assert (shown.code, shown.out) == (0, "")
    assert shown.err.startswith("no ")


def test_a_document_has_its_size_and_its_layer(lived_in: Shell) -> None:
    home, project = items(lived_in, "instructions")
    assert (home["layer"], project["layer"]) == ("user", "project")
    assert project["size"] == len(SECRET) + 1
    assert project["file"] == str((lived_in.cwd / "AGENTS.md").resolve())


def test_texts_of_the_configuration_are_listed_with_who_decides(lived_in: Shell) -> None:
    lived_in.locations.config_toml.write_text(
        f'developer_instructions = "{SECRET}"\nmodel_instructions_file = "mine.md"\n'
    )
    file, text, *_ = items(lived_in, "instructions", code=1)
    assert (file["state"], file["file"]) == (
        "missing", str(lived_in.locations.codex_home / "mine.md"),
    )  # fmt: skip
    assert (text["size"], text["used"]) == (len(SECRET), True)
    assert text["file"].endswith("config.toml:1")
    put(lived_in.locations.codex_home / "mine.md", "Be brief.\n")
    assert items(lived_in, "instructions")[0]["used"] is True
    put(lived_in.locations.codex_home / "mine.md", " \n")
    assert items(lived_in, "instructions", code=1)[0]["state"] == "invalid"


def test_the_size_limit_of_the_configuration_counts(lived_in: Shell) -> None:
    lived_in.locations.config_toml.write_text("project_doc_max_bytes = 5\n")
    done = lived_in.run("instructions")
    assert "the first 5 bytes, by project_doc_max_bytes = 5" in done.out
    assert lived_in.run("instructions", "--json").json["limit"] == 5


def test_a_rejected_skill_is_exit_1_with_the_reason(lived_in: Shell) -> None:
    put(lived_in.locations.codex_home / "skills/bad/SKILL.md", "# no front matter\n")
    done = lived_in.run("skills")
    assert done.code == 1
    assert "Codex rejects it: no front matter" in done.out


def test_a_skill_of_which_a_terminal_would_be_wary_is_spelled_out(lived_in: Shell) -> None:
    head = "name: evil\ndescription: \x1b[2Jgone \u202e"
    put(lived_in.locations.codex_home / "skills/evil/SKILL.md", f"---\n{head}\n---\n")
    out = lived_in.run("skills").out
    assert "\x1b" not in out
    assert "\\x1b[2Jgone" in out


def test_prompts_are_named_as_no_longer_read(lived_in: Shell) -> None:
    (row,) = items(lived_in, "prompts")
    assert (row["name"], row["description"], row["used"]) == ("/prompts:hi", "Say hi", False)
    assert "since 0.117" in row["why"]


def test_a_configuration_that_does_not_parse_is_named(lived_in: Shell) -> None:
    lived_in.locations.config_toml.write_text("a = \n")
    done = lived_in.run("instructions")
    assert done.code == 1
    assert "config.toml" in done.err
