"""All files that Codex's configuration is made of, and whose word counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.codex.config.files import (
    ConfigFile,
    Layer,
    config_files,
    everywhere,
    feature_places,
    said,
)
from codexctl.document.data import MISSING

HOOKS = feature_places("hooks")


class Machine:
    """Folders of one person in one repository, and of the administrator."""

    def __init__(self, root: Path) -> None:
        self.home, self.project, self.system = root / "codex", root / "repo", root / "etc"
        self.cwd = self.project / "deep" / "er"
        for folder in (self.home, self.cwd, self.system, self.project / ".git"):
            folder.mkdir(parents=True)

    def write(self, path: Path, text: str) -> None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def files(self) -> tuple[ConfigFile, ...]:
        return config_files(self.home, self.cwd, self.system)

    def says(self) -> list[tuple[str, bool]]:
        """What each file that counts says of hooks."""
        return [
            (statement.layer.value, statement.value) for statement in said(self.files(), *HOOKS)
        ]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def off(alias: str = "hooks", value: str = "false") -> str:
    return f"[features]\n{alias} = {value}\n"


def test_every_layer_is_read_the_highest_first(machine: Machine) -> None:
    folders = (machine.cwd / ".codex", machine.project / ".codex")
    for path in (
        *(machine.system / name for name in ("requirements.toml", "managed_config.toml")),
        *(folder / "config.toml" for folder in folders),
        machine.home / "fast.config.toml",
        machine.home / "config.toml",
        machine.system / "config.toml",
    ):
        machine.write(path, off())
    found = machine.files()
    assert [file.layer for file in found] == [
        Layer.requirements, Layer.managed, Layer.project, Layer.project, Layer.profile,
        Layer.user, Layer.system,
    ]  # fmt: skip
    assert [file.file.path for file in found if file.layer is Layer.project] == [
        folder / "config.toml" for folder in folders
    ]
    assert machine.says() == [("requirements", False)]


def test_where_nothing_is_written_nothing_is_said(machine: Machine) -> None:
    assert machine.files() == ()
    assert machine.says() == []


def test_what_the_administrator_pins_prevails(machine: Machine) -> None:
    machine.write(machine.home / "config.toml", off())
    machine.write(machine.system / "managed_config.toml", off(value="true"))
    assert machine.says() == [("managed", True)]
    pins = "[feature_requirements]\nhooks = true\n"
    machine.write(machine.system / "requirements.toml", pins)
    assert machine.says() == [("requirements", True)]


def test_every_profile_and_project_counts(machine: Machine) -> None:
    machine.write(
        machine.home / "config.toml", off("codex_hooks") + "[profiles.x.features]\nhooks = false\n"
    )
    machine.write(machine.home / "fast.config.toml", off())
    machine.write(machine.project / ".codex" / "config.toml", off())
    places = [
        (statement.layer.value, statement.place) for statement in said(machine.files(), *HOOKS)
    ]
    assert places == [
        ("project", ("features", "hooks")),
        ("profile", ("features", "hooks")),
        ("user", ("profiles", "x", "features", "hooks")),
        ("user", ("features", "codex_hooks")),
    ]


def test_the_user_goes_before_the_systems_configuration(machine: Machine) -> None:
    machine.write(machine.system / "config.toml", off())
    assert machine.says() == [("system", False)]
    machine.write(machine.home / "config.toml", off(value="true"))
    assert machine.says() == [("user", True)]


def test_what_has_no_effect_where_it_stands_does_not_count(machine: Machine) -> None:
    project = machine.project / ".codex" / "config.toml"
    machine.write(project, "[otel]\nlog_user_prompt = true\n")
    machine.write(machine.home / "config.toml", "[feature_requirements]\nhooks = false\n")
    assert said(machine.files(), ("otel", "log_user_prompt"), *HOOKS) == []


def test_a_project_that_is_the_codex_home_is_no_project(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    home = tmp_path / ".codex"
    home.mkdir()
    (home / "config.toml").write_text(off())
    assert [file.layer for file in config_files(home, tmp_path, tmp_path / "etc")] == [Layer.user]


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"[x\n", "is not valid TOML"), (b"a = '\xff'\n", "is not UTF-8")],
)
def test_what_cannot_be_read_says_why_and_nothing_else(
    machine: Machine, content: bytes, problem: str
) -> None:
    (machine.home / "config.toml").write_bytes(content)
    (file,) = machine.files()
    assert problem in file.file.problem
    assert file.file.value(("features", "hooks")) is MISSING
    assert file.file.at(("features", "hooks")) == str(machine.home / "config.toml")


def test_a_folder_in_a_files_place_cannot_be_read(machine: Machine) -> None:
    (machine.home / "config.toml").mkdir()
    (file,) = machine.files()
    assert file.file.problem.startswith("cannot be read")


def test_each_word_is_found_on_its_line(machine: Machine) -> None:
    text = "# x\n[[a]]\nb = [\n 1,\n 2]\n[features]\nhooks = false\n"
    machine.write(machine.home / "config.toml", text)
    (statement,) = said(machine.files(), *HOOKS)
    assert statement.at == f"{machine.home / 'config.toml'}:7"
    (file,) = machine.files()
    assert file.file.value(("a", 0, "b", 1)) == 2
    assert file.file.value(("a", 1)) is MISSING
    assert file.file.at(("a", 0, "b", 1)).endswith(":5")
    assert [statement.value for statement in everywhere(machine.files(), ("a",))] == [
        [{"b": [1, 2]}]
    ]
