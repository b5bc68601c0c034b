"""What is in a worker that sends is a list: nothing comes in unseen, nor from anywhere else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codexctl.locations import locate
from codexctl.settings.redaction import RULE_FILES
from tests.deliver.conftest import record
from tests.deliver.sink import Sink

ROOT = Path(__file__).parents[2]
# What a worker may have from outside Python's own library; a new name here is a decision: whatever
# it loads by a person's configuration runs where content is.
ALLOWED = frozenset(
    {"codexctl", "google", "opentelemetry", "orjson", "typing_extensions", "zstandard"}
)
# What asks a person's files or variables for modules, or lets somebody in.
NEVER = frozenset(
    {
        *("keyring", "secretstorage", "jeepney", "pygments", "rich", "prompt_toolkit", "click"),
        *("requests", "code", "pdb", "readline", "pip", "setuptools", "pkg_resources"),
    }
)
_RUN = """\
import json, runpy, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
sys.argv = ["codexctl.deliver"]
try:
    runpy.run_module("codexctl.deliver", run_name="__main__", alter_sys=False)
finally:
    files = {name: getattr(module, "__file__", None) for name, module in sys.modules.items()}
    json.dump({"modules": files, "opened": opened, "path": sys.path}, sys.stdout)
"""
_SETTINGS = """\
version = 1
[[destinations]]
name = "local"
kind = "local"
[[destinations]]
name = "far"
kind = "otlp"
endpoint = "{url}"
api_key_command = ["{python}", "-c", "print('k1')"]
"""


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


def _sent(tmp_path: Path, sink: Sink) -> dict[str, Any]:
    """Have a worker send a turn; gives what it has in it and has opened."""
    places = {"HOME": "", "CODEX_HOME": "codex", "CODEXCTL_HOME": "ctl"}
    environ = {name: str(tmp_path / place) for name, place in places.items()}
    locations = locate(environ)
    (tmp_path / "codex" / "sessions").mkdir(parents=True)
    locations.config_dir.mkdir()
    locations.settings_toml.write_text(_SETTINGS.format(url=sink.url, python=sys.executable))
    os.utime(locations.settings_toml, (0, 0))
    record(locations, "plain")
    done = subprocess.run(
        [sys.executable, "-I", "-c", _RUN], env=environ, capture_output=True, text=True, check=True
    )
    seen: dict[str, Any] = json.loads(done.stdout)
    assert sink.spans, "it has sent"
    return seen


def test_a_worker_opens_nothing_that_only_other_settings_need(tmp_path: Path, sink: Sink) -> None:
    seen = _sent(tmp_path, sink)
    unneeded = {
        *("decimal", "codexctl.settings.prices", "codexctl.deliver.store.delete"),
        "codexctl.settings.destinations.presets",
    }
    assert unneeded.isdisjoint(seen["modules"])
    opened = {Path(file).name for file in seen["opened"]}
    assert "rules.json" in opened, "it has masked"
    assert opened.isdisjoint({"presets.toml", *(f"{name}.toml" for name in RULE_FILES)})


def test_a_worker_that_sends_has_in_it_what_is_listed_and_nothing_else(
    tmp_path: Path, sink: Sink
) -> None:
    seen = _sent(tmp_path, sink)
    assert {headers["authorization"] for headers in sink.headers} == {"Bearer k1"}
    names = seen["modules"].keys()
    packages = {name.partition(".")[0] for name in names} - sys.stdlib_module_names
    assert {name for name in packages if not name.startswith("__editable__")} - ALLOWED <= _inner()
    assert [name for name in names if name.split(".")[0] in NEVER] == []
    assert [file for file in seen["modules"].values() if file and not _is_ours(file)] == []
    code = (".py", ".pyc", ".so", ".pth", "entry_points.txt", ".cnf", "keyringrc.cfg")
    assert [file for file in seen["opened"] if file.endswith(code) and not _is_ours(file)] == []
    assert [folder for folder in seen["path"] if not _is_ours(folder)] == []


def _inner() -> set[str]:
    """Names by which parts of Python and of protobuf are known that no package is."""
    return {"__main__", "__mp_main__", "_distutils_hack", "distutils-precedence"}


def _is_ours(file: str) -> bool:
    """Whether a file belongs to this Python or to this installation."""
    paths = sysconfig.get_paths()
    folders = (paths["stdlib"], paths["platstdlib"], paths["purelib"], paths["platlib"], str(ROOT))
    zipped = f"python{sys.version_info.major}{sys.version_info.minor}.zip"
    is_frozen = file.startswith("__editable__")
    return is_frozen or file.endswith(zipped) or file.startswith(folders) or file == sys.executable
