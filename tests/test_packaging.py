"""What is built can be installed and finds its data, however it is installed."""

from __future__ import annotations

import os
import subprocess
import tarfile
import venv
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

from codexctl import __version__
from codexctl.cli.commands import COMMANDS
from tests.checks import packaging
from tests.distribution.building import build, copied

PROBE = (
    "from importlib.resources import files;"
    "print((files('codexctl.templates') / 'hook.sh').is_file(),"
    "(files('codexctl.templates') / 'demo' / 'rollout.jsonl').is_file(),"
    "all((files('codexctl.schemas') / name).is_file() for name in "
    "('policy.schema.json', 'codex/config.schema.json', 'output/trace/turns.schema.json')))"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of a copy of the tracked files."""
    folder = tmp_path_factory.mktemp("built")
    copied(folder / "source")
    build(folder / "source", folder / "out")
    return folder / "out"


def test_the_editable_install_finds_schemas_and_templates() -> None:
    assert (files("codexctl.templates") / "hook.sh").is_file()
    assert (files("codexctl.schemas") / "codex" / "config.schema.json").is_file()


def test_the_wheel_installs_and_finds_schemas_and_templates(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    site = next((tmp_path / "venv" / "lib").glob("python3*")) / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    done = subprocess.run(
        [str(python), "-c", PROBE],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "True", "True"]


def test_the_sdist_holds_what_the_wheel_is_made_from(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"templates/hook.sh", "templates/demo/rollout.jsonl", "codexctl/py.typed"} <= names
    assert {"schemas/policy.schema.json", "schemas/codex/config.schema.json"} <= names
    assert "schemas/output/trace/turns.schema.json" in names


def test_the_wheel_has_a_manual_page_for_every_command_where_man_looks(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if name.endswith(".1")}
    folder = f"codexctl-{__version__}.data/data/share/man/man1"
    pages = {"codexctl", *(f"codexctl-{name}" for name in COMMANDS)}
    assert names == {f"{folder}/{name}.1" for name in pages}


def test_the_list_of_packages_is_complete() -> None:
    assert list(packaging.findings()) == []
