"""`make` takes what is locked, whatever newer releases lie beside it in the index."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = """
[build-system]
requires = ["setuptools>=1"]
build-backend = "backend"

[project]
name = "codexctl"
version = "1"
dependencies = ["extra-user>=1"]
"""
BACKEND = """
import zipfile
def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "codexctl-1-py3-none-any.whl"
    with zipfile.ZipFile(folder + "/" + name, "w") as made:
        made.writestr("codexctl-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: codexctl\\n"
                      "Version: 1\\nRequires-Dist: extra-user>=1\\n")
        made.writestr("codexctl-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\n"
                      "Tag: py3-none-any\\n")
        made.writestr("codexctl-1.dist-info/RECORD", "")
    return name
"""


def release(index: Path, name: str, version: str, needs: str = "", code: str = "") -> str:
    """Put a wheel into the index; gives its line of a lock."""
    module = name.replace("-", "_")
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: more\n"
    metadata += f"Requires-Dist: {needs}\n" if needs else ""
    folder = f"{module}-{version}.dist-info"
    wheel = index / name / f"{module}-{version}-py3-none-any.whl"
    wheel.parent.mkdir(parents=True, exist_ok=True)
    files = {
        f"{module}.py": code or f"version = {version!r}\n",
        f"{folder}/METADATA": metadata,
        f"{folder}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{path},sha256={_digest(text)},{len(text)}" for path, text in files.items()]
    with zipfile.ZipFile(wheel, "w") as made:
        for path, text in files.items():
            made.writestr(path, text)
        made.writestr(f"{folder}/RECORD", "\n".join([*record, f"{folder}/RECORD,,", ""]))
    links = "".join(
        f'<a href="{file.name}">{file.name}</a>\n' for file in wheel.parent.glob("*.whl")
    )
    (wheel.parent / "index.html").write_text(f"<!DOCTYPE html>\n<html><body>{links}</body></html>")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What `make` installs of a small project with our Makefile, from an index in a folder."""
    folder = tmp_path_factory.mktemp("fresh")
    index = folder / "simple"
    locked = [
        release(index, "extra-user", "1.0", "with-extra[more]>=1"),
        release(index, "with-extra", "1.0", "only-for-extra>=1; extra == 'more'"),
        release(index, "only-for-extra", "1.0"),
        release(index, "setuptools", "1.0"),
        release(index, "backend", "1.0", code=BACKEND),
    ]
    # The day after the lock was made: everything has a newer release, and one needs something new.
    for name in ("extra-user", "only-for-extra", "setuptools", "backend"):
        release(index, name, "2.0", code="raise SystemExit('not what was locked')\n")
    release(index, "with-extra", "2.0", "brand-new>=1; extra == 'more'")
    project = folder / "project"
    (project / "requirements").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", project)
    (project / "pyproject.toml").write_text(PROJECT)
    for name in ("runtime.txt", "dev.txt"):
        (project / "requirements" / name).write_text("".join(locked))
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": index.as_uri(),
        "PIP_NO_CACHE_DIR": "1",
    }
    done = subprocess.run(
        ["make", ".venv/.ready"], cwd=project, env=environ, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return {
        name.partition("-")[0]: name.partition("-")[2].removesuffix(".dist-info")
        for name in (path.name for path in project.glob(".venv/lib/python*/site-packages/*-info"))
    }


def test_a_newer_release_beside_the_locked_one_is_left_where_it_is(
    installed: Mapping[str, str],
) -> None:
    for name in ("extra_user", "only_for_extra", "setuptools", "backend"):
        assert installed[name] == "1.0"


def test_a_dependency_that_asks_for_an_extra_is_as_locked(installed: Mapping[str, str]) -> None:
    assert installed["with_extra"] == "1.0"
    assert "brand_new" not in installed
