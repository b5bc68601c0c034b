"""Commands that are run often, and the worker that a hook starts, import little."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import codexctl
from codexctl.deliver.only_worker import the_only_one
from codexctl.locations import locate
from tests.deliver.conftest import configure, record

# What costs tens of milliseconds, and is for setup, for the network, for pictures or for rarities.
HEAVY = frozenset(
    {
        *("jsonschema", "keyring", "prompt_toolkit", "rich", "genai_prices"),
        *("tomlkit",),
        *("opentelemetry", "google.protobuf", "http.client", "urllib.request", "ssl", "asyncio"),
        *("starlette", "uvicorn", "jinja2", "webbrowser"),
        *("zstandard", "platformdirs", "pydantic", "importlib.metadata", "multiprocessing"),
    }
)
# Some 5 ms for whoever reads no template.
RESOURCES = {"importlib.resources"}
STORAGE = frozenset({"sqlite3", "orjson", "codexctl.trace", "codexctl.deliver"})
EDITING = frozenset({"codexctl.edit", "codexctl.codex", "codexctl.document", "codexctl.wizard"})
# The other commands of a group.
ONE_OF_MANY = frozenset({"codexctl.cli.trace.save", "codexctl.cli.trace.watch"})
_RUN = """
import runpy, sys
sys.argv = ["codexctl", *sys.argv[2:]] if (module := sys.argv[1]) else []
try:
    runpy.run_module(module, run_name="__main__", alter_sys=False)
except SystemExit:
    pass
print("\\n" + "\\n".join(sys.modules))
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A home with one session that is still to be delivered to the local store."""
    (tmp_path / "codex" / "sessions").mkdir(parents=True)
    places = {"HOME": "", "CODEX_HOME": "codex", "CODEXCTL_HOME": "ctl"}
    environ = {name: str(tmp_path / place) for name, place in places.items()}
    record(locate(environ), "plain")
    configure(locate(environ), "local")
    return environ


def imported(environ: dict[str, str], module: str, *words: str) -> set[str]:
    """What a fresh Python has imported after a module was run as a program."""
    done = subprocess.run(
        [sys.executable, "-c", _RUN, module, *words],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.splitlines())


@pytest.mark.parametrize(
    ("words", "unneeded"),
    [
        (["--version"], HEAVY | RESOURCES | STORAGE | EDITING | {"tomllib", "json", "textwrap"}),
        (["--help"], HEAVY | RESOURCES | STORAGE | EDITING | {"tomllib", "json", "shutil"}),
        (
            ["setup", "--help"],
            HEAVY | RESOURCES | STORAGE | EDITING | {"codexctl.redact", "shutil"},
        ),
        (["config", "get", "model"], HEAVY | RESOURCES | STORAGE | {"subprocess", "shutil"}),
        (["mcp", "list"], HEAVY | RESOURCES | STORAGE | {"subprocess", "shutil"}),
        (
            ["hooks", "list"],
            HEAVY | RESOURCES | {"sqlite3", "orjson", "subprocess", "codexctl.redact"},
        ),
        (["trace", "list"], HEAVY | RESOURCES | EDITING | ONE_OF_MANY | {"subprocess", "shutil"}),
        (["status", "--offline"], HEAVY),
        (["view", "--help"], HEAVY | RESOURCES | STORAGE | EDITING),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_imports_nothing_that_it_does_not_use(
    environ: dict[str, str], words: list[str], unneeded: frozenset[str]
) -> None:
    assert imported(environ, "codexctl", *words) & unneeded == set()


def test_no_module_reads_templates_before_it_needs_one() -> None:
    package = Path(codexctl.__file__).parent
    early = re.compile(r"^(from|import) importlib\.resources", re.MULTILINE)
    assert [str(path) for path in package.rglob("*.py") if early.search(path.read_text())] == []


def test_a_worker_that_stores_locally_imports_nothing_for_the_network(
    environ: dict[str, str],
) -> None:
    found = imported(environ, "codexctl.deliver")
    assert found & (HEAVY | EDITING) == set()
    assert "codexctl.deliver.store.local_store" in found


def test_masking_reads_its_rules_without_the_machinery_for_resources_in_archives(
    environ: dict[str, str],
) -> None:
    found = imported(environ, "codexctl.deliver")
    assert "codexctl.redact.find" in found
    assert found & {"importlib.resources", "zipfile"} == set()


def test_a_worker_that_finds_another_at_work_imports_next_to_nothing(
    environ: dict[str, str],
) -> None:
    with the_only_one(locate(environ), environ):
        found = imported(environ, "codexctl.deliver")
    storage = {"sqlite3", "orjson", "codexctl.trace"}
    assert found & (HEAVY | EDITING | storage | {"tomllib", "subprocess"}) == set()


@pytest.mark.parametrize("key", ["", "model", "features", "list"])
def test_reading_a_key_of_any_kind_needs_nothing_that_writes(
    environ: dict[str, str], key: str
) -> None:
    config = Path(environ["CODEX_HOME"]) / "config.toml"
    config.write_text('model = "x"\nlist = ["a", { b = 1.5 }]\n[features]\n"a b" = true\n')
    assert "tomlkit" not in imported(environ, "codexctl", "config", "get", *filter(None, [key]))


@pytest.mark.parametrize(
    "words",
    [
        ("model", "b"),
        ("model", '"b c"'),
        ("hide_agent_reasoning", "true"),
    ],
)
def test_setting_a_single_value_imports_nothing_that_the_edit_does_not_take(
    environ: dict[str, str], words: tuple[str, str]
) -> None:
    """No policy is here to be judged by, no Codex to be asked, and no table to be rendered."""
    config = Path(environ["CODEX_HOME"]) / "config.toml"
    config.write_text('model = "a"\n')
    found = imported(environ | {"PATH": ""}, "codexctl", "config", "set", *words, "--yes")
    judging = {"codexctl.policy.audit", "codexctl.redact", "codexctl.settings.model"}
    assert found & (HEAVY | STORAGE | judging | {"subprocess"}) == set()
    assert words[1].strip('"') in config.read_text()
