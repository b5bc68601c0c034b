from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.config.files import config_files
from codexctl.codex.layers.here import Kind, Layer, from_files
from codexctl.codex.layers.words import Explained, Fate, below, effective, explain, merged


class Machine:
    """A home, a project and an administrator's folder, with a word of each on `model`."""

    def __init__(self, folder: Path) -> None:
        self.home, self.system = folder / "home", folder / "etc"
        self.project, self.sub = folder / "project", folder / "project" / "sub"
        for path in (self.home, self.system, self.sub, self.project / ".git"):
            path.mkdir(parents=True)
        self.write(self.home / "config.toml", f'model = "user"\n[projects."{self.project}"]\n'
                   'trust_level = "trusted"\n')  # fmt: skip

    def write(self, path: Path, text: str) -> Path:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def layers(self, *words: str, profile: Path | None = None) -> list[Layer]:
        files = config_files(self.home, self.sub, self.system)
        return from_files(files, profile=profile, words=words, root=self.project)

    def model(self, *words: str, profile: Path | None = None) -> Explained:
        return explain(("model",), self.layers(*words, profile=profile), {})


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path.resolve())


def holder(found: Explained) -> Any:
    return found.holder.value if found.holder else None


def test_each_layer_goes_before_the_ones_below_it(machine: Machine) -> None:
    """In Codex's own order, from the lowest to the highest."""
    machine.write(machine.system / "config.toml", 'model = "system"\n')
    assert holder(machine.model()) == "user"
    profile = machine.write(machine.home / "work.config.toml", 'model = "profile"\n')
    assert holder(machine.model()) == "user"
    assert holder(machine.model(profile=profile)) == "profile"
    machine.write(machine.project / ".codex" / "config.toml", 'model = "project"\n')
    assert holder(machine.model(profile=profile)) == "project"
    machine.write(machine.sub / ".codex" / "config.toml", 'model = "closest"\n')
    assert holder(machine.model(profile=profile)) == "closest"
    assert holder(machine.model("-c", "model=session", profile=profile)) == "session"
    machine.write(machine.system / "managed_config.toml", 'model = "managed"\n')
    found = machine.model("-c", "model=session", profile=profile)
    assert holder(found) == "managed"
    assert found.is_pinned
    assert [word.value for word in found.words] == [
        "managed", "session", "closest", "project", "profile", "user", "system",
    ]  # fmt: skip
    assert {word.fate for word in found.words[1:]} == {Fate.shadowed}


def test_a_folder_that_codex_does_not_trust_says_nothing(machine: Machine) -> None:
    machine.write(machine.project / ".codex" / "config.toml", 'model = "project"\n')
    machine.write(machine.home / "config.toml", 'model = "user"\n')
    found = machine.model()
    assert holder(found) == "user"
    assert [word.fate for word in found.words] == [Fate.disabled, Fate.holds]


def test_a_folder_may_be_trusted_less_than_its_root(machine: Machine) -> None:
    machine.write(machine.sub / ".codex" / "config.toml", 'model = "closest"\n')
    config = machine.home / "config.toml"
    config.write_text(
        f'{config.read_text()}[projects."{machine.sub}"]\ntrust_level = "untrusted"\n'
    )
    assert holder(machine.model()) == "user"


def test_what_codex_passes_over_in_a_project_does_not_hold(machine: Machine) -> None:
    machine.write(machine.project / ".codex" / "config.toml", 'model_provider = "mine"\n')
    found = explain(("model_provider",), machine.layers(), {})
    assert (found.holder, [word.fate for word in found.words]) == (None, [Fate.passed_over])


def test_a_flag_is_one_under_all_its_names_and_its_own_goes_first(machine: Machine) -> None:
    config = machine.home / "config.toml"
    config.write_text("[features]\ncodex_hooks = true\nhooks = false\n")
    assert below(("features",), machine.layers()) == [("features", "hooks")]
    found = explain(("features", "hooks"), machine.layers(), {})
    assert holder(found) is False
    config.write_text("[features]\ncodex_hooks = true\n")
    (word,) = explain(("features", "hooks"), machine.layers(), {}).words
    assert (word.value, word.spelling) == (True, ("features", "codex_hooks"))


def test_requirements_pin_flags_above_everybody(machine: Machine) -> None:
    machine.write(machine.system / "requirements.toml", "[features]\nhooks = true\n")
    machine.write(machine.home / "config.toml", "[features]\nhooks = false\n")
    found = explain(("features", "hooks"), machine.layers("--disable", "hooks"), {})
    assert (holder(found), found.is_pinned) == (True, True)


def test_a_value_that_an_administrator_does_not_allow_does_not_hold(machine: Machine) -> None:
    machine.write(machine.home / "config.toml", 'sandbox_mode = "danger-full-access"\n')
    found = explain(("sandbox_mode",), machine.layers(), {"sandbox_mode": ("read-only",)})
    assert (found.holder, found.words[0].fate) == (None, Fate.not_allowed)


def test_tables_merge_and_lists_replace(machine: Machine) -> None:
    machine.write(machine.system / "config.toml", "a = [1, 2]\n[t]\nx = 1\ny = 1\n")
    machine.write(machine.home / "config.toml", "a = [3]\n[t]\ny = 2\nz = 2\n")
    assert merged(effective(machine.layers(), {})) == {"a": [3], "t": {"x": 1, "y": 2, "z": 2}}


def test_the_line_is_the_files(machine: Machine) -> None:
    (word,) = machine.model().words
    assert (word.layer.kind, word.at) == (Kind.user, f"{machine.home / 'config.toml'}:1")
