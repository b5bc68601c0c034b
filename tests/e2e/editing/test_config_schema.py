"""Our schema of config.toml against Codex 0.169 itself: the same keys, the same types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.asking.ask import ask
from codexctl.codex.asking.strict import strict_verdict
from codexctl.codex.config.findings import Weight
from codexctl.codex.config.schemas import known_below
from codexctl.codex.report.config_check import config_findings
from codexctl.document import toml_keys
from codexctl.document.data import KeyPath, spell
from tests.codex.samples import samples
from tests.e2e.lab.home import Home, make_home

pytestmark = pytest.mark.e2e

# What Codex looks into further than at its type: files that must exist, names that must be known.
OVER_HTTP = {
    "http_headers", "env_http_headers", "bearer_token_env_var", "auth", "oauth_resource"
}  # fmt: skip
LOOKED_INTO = {
    "rollout_budget", "default_permissions", "experimental_compact_prompt_file",
    "model_catalog_json",
    "model_instructions_file", "model_provider", "mcp_enterprise_managed_auth",
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path)


def objection(codex: Path, home: Home, text: str) -> str:
    """What Codex says of a config.toml; empty if nothing."""
    (home.codex / "config.toml").write_text(text)
    finding = strict_verdict(codex, home.codex, home.work, home.env).finding
    return str(finding) if finding else ""


def around(path: KeyPath) -> str:
    """What else a key needs for Codex to look at it: an MCP server is one of two kinds."""
    if path[0] != "mcp_servers" or path[2:] in (("command",), ("url",)):
        return ""
    kind = 'url = "http://127.0.0.1:9/"' if path[2] in OVER_HTTP else 'command = "x"'
    return f"[mcp_servers.{path[1]}]\n{kind}\n"


def wrong(value: Any) -> Iterator[Any]:
    """Values of other kinds than this one."""
    yield from (one for one in ([[1]], 3.5, {"zzz": [1]}) if type(one) is not type(value))


def test_codex_reports_the_keys_that_the_schema_names(codex: Path, home: Home) -> None:
    (home.codex / "config.toml").write_text("")
    config = ask(codex, home.codex, home.work, home.env).config
    assert set(config) == set(known_below(()))


def fitting() -> Iterator[tuple[KeyPath, Any, str]]:
    """Keys and values that fit, each with a file of its own."""
    for path, value in samples():
        if path[0] not in LOOKED_INTO and path[-1] not in LOOKED_INTO:
            yield path, value, toml_keys.set_value(around(path), path, value)


def together(some: Iterable[tuple[KeyPath, Any, str]]) -> str:
    """One file with the keys of one table that stand beside each other."""
    text = ""
    for path, value, alone in some:
        text = toml_keys.set_value(text, path, value) if text else alone
    return text


def test_codex_accepts_each_value_that_fits(codex: Path, home: Home) -> None:
    objections = {}
    for _, group in groupby(fitting(), lambda one: (one[0][:-1], around(one[0]))):
        some = list(group)
        for _, _, text in some:
            found = config_findings(text, "x")
            assert [one for one in found if one.weight is not Weight.note] == [], text
        # What Codex takes whole, it takes each key of; else it is asked about one after the other.
        apart = len({path for path, *_ in some}) < len(some)
        if apart or objection(codex, home, together(some)):
            for path, _, text in some:
                if said := objection(codex, home, text):
                    objections[spell(path)] = said
    assert objections == {}


def test_codex_rejects_what_the_schema_rejects(codex: Path, home: Home) -> None:
    accepted = []
    for path, value in samples():
        text = toml_keys.set_value("", path, next(wrong(value)))
        found = config_findings(text, "x")
        if found and not objection(codex, home, text):
            accepted.append((spell(path), str(found[0])))
    assert accepted == []


def test_an_unknown_key_is_named_at_the_same_place(codex: Path, home: Home) -> None:
    paths: set[KeyPath] = {path[:-1] for path, _ in samples()}
    for table in sorted(paths):
        text = toml_keys.set_value('model = "x"\n', (*table, "zzz_unknown"), value=True)
        (home.codex / "config.toml").write_text(text)
        path = str(home.codex / "config.toml")
        ours = [
            finding for finding in config_findings(text, path) if finding.weight is Weight.ignored
        ]
        said = objection(codex, home, text)
        if ours and "unknown configuration field" in said:
            assert said.startswith(f"{path}:{ours[0].line}:"), text
