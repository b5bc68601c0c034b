from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.codex.asking.strict import Verdict
from codexctl.codex.config.findings import Finding, Weight
from codexctl.codex.report.validation import (
    Validation,
    check_config_files,
    check_hooks_files,
    settled,
    with_verdict,
)
from codexctl.locations import Locations, locate

USER = Path("/home/dev/.codex/config.toml")
UNKNOWN = Finding(str(USER), 2, 1, "x: unknown", weight=Weight.ignored, by_schema=True)
HOOK = Finding(str(USER), 3, 1, "hooks.stop: no event", weight=Weight.ignored)
OTHER = Finding("/p/.codex/config.toml", 2, 1, "y: unknown", by_schema=True)


def test_codex_that_accepts_the_file_overrules_our_schema_but_nothing_else() -> None:
    assert settled((UNKNOWN, HOOK, OTHER), Verdict(), USER) == (HOOK, OTHER)


def test_what_codex_objects_to_is_added_once() -> None:
    new = Finding(str(USER), 9, 1, "codex: no")
    ignored = replace(new, weight=Weight.ignored)
    assert settled((UNKNOWN,), Verdict(finding=new), USER) == (ignored, UNKNOWN)
    same_line = Finding(str(USER), 2, 5, "codex: unknown field")
    assert settled((UNKNOWN,), Verdict(finding=same_line), USER) == (UNKNOWN,)


def test_notes_are_no_problem() -> None:
    note = Finding("x", 1, 1, "y", weight=Weight.note)
    assert Validation((), (note,)).ok
    assert not Validation((), (note, HOOK)).ok


def test_each_file_is_checked_as_what_its_name_says(tmp_path: Path) -> None:
    project = tmp_path / "proj" / ".codex"
    project.mkdir(parents=True)
    files = {
        tmp_path / "hooks.json": "[]",
        tmp_path / "requirements.toml": "model = 1\n",
        tmp_path / "work.config.toml": "notify = 1\n",
        project / "config.toml": 'notify = ["x"]\n',
        tmp_path / "latin.toml": "x = '\xe9'\n",
    }
    for path, text in files.items():
        path.write_bytes(text.encode("latin-1"))
    found = check_config_files([*files, tmp_path / "none.toml"], tmp_path).findings
    assert [(Path(finding.path).name, finding.weight.value) for finding in found] == [
        ("hooks.json", "rejected"),
        ("requirements.toml", "ignored"),
        ("work.config.toml", "rejected"),
        ("config.toml", "ignored"),
        ("latin.toml", "rejected"),
        ("none.toml", "rejected"),
    ]


def test_of_a_config_only_the_hooks_count_where_hooks_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("modle = 1\n[[hooks.stop]]\n")
    (finding,) = check_hooks_files([path]).findings
    assert "hooks.stop" in finding.what


@pytest.fixture
def locations(tmp_path: Path) -> Locations:
    found = locate({"HOME": str(tmp_path)})
    found.codex_home.mkdir()
    return found


def codex(folder: Path, body: str) -> dict[str, str]:
    """An environment whose `codex` does this."""
    path = folder / "codex"
    path.write_text(f"#!{sys.executable}\n{body}\n")
    path.chmod(0o755)
    return {"PATH": str(folder)}


def test_without_codex_or_its_home_the_result_says_so(locations: Locations, tmp_path: Path) -> None:
    asked = with_verdict(Validation(()), locations, tmp_path, {"PATH": ""})
    assert (asked.accepts, asked.why) == (None, "there is no Codex to ask")
    locations.codex_home.rmdir()
    environ = codex(tmp_path, "open('asked', 'w')")
    assert with_verdict(Validation(()), locations, tmp_path, environ).accepts is None
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize(
    ("body", "accepts", "why"),
    [
        ("pass", True, "Codex was not asked"),
        ("import sys; sys.exit('Error: no')", False, "Codex was not asked"),
        (
            "import sys; sys.exit(\"error: unexpected argument '--strict-config' found\")",
            True,
            "Codex was not asked",
        ),
        (
            "import sys; sys.exit('--strict-config' in sys.argv and 'Error: unknown field `x`')",
            True,
            "Codex was not asked",
        ),
    ],
)
def test_codex_has_the_last_word(
    locations: Locations, tmp_path: Path, body: str, accepts: bool | None, why: str
) -> None:
    asked = with_verdict(Validation(()), locations, tmp_path, codex(tmp_path, body))
    assert (asked.accepts, asked.why) == (accepts, why)
