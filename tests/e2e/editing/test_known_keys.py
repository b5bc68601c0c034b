"""The table of keys against the real Codex of each line, and what `config upgrade` leaves to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codexctl.codex.config.findings import Weight
from codexctl.codex.config.known_keys import ANY_NAME, ITEM, Key, KeyTable, known
from codexctl.codex.report.config_check import config_findings
from codexctl.edit.plans.config.upgrade import plan_upgrade
from codexctl.locations import locate
from tests.codex_keys.__main__ import LINES, line_of
from tests.codex_keys.asked import Asked
from tests.shapes.shapes import SHAPES

pytestmark = pytest.mark.e2e

STRICT = LINES[1:]
WRONG = {"str": "true", "bool": '"x"', "int": '"x"', "num": '"x"', "list": "true", "map": "true",
         "table": "1.5"}  # fmt: skip
# A flag of its own kind, or a key whose table needs others beside it.
LEFT_OUT = {"features", "permissions", "default_permissions"}


def samples(table: KeyTable) -> dict[tuple[str, bool], Key]:
    """A key of every kind, at the root and below a table, with words and without."""
    found: dict[tuple[str, bool], Key] = {}
    for key in table:
        plain = not {ANY_NAME, ITEM} & set(key.path) and len(key.kinds) == 1
        if plain and key.kinds[0] in WRONG and key.path[0] not in LEFT_OUT and not key.alias_of:
            found.setdefault((f"{key.kinds[0]}{len(key.path)}", bool(key.values)), key)
    return found


def line(key: Key, value: str) -> str:
    """A file that sets a key."""
    return f"{'.'.join(json.dumps(part) for part in key.path)} = {value}\n"


@pytest.mark.parametrize("version", LINES)
def test_codex_objects_to_another_kind_at_every_kind_of_key(tmp_path: Path, version: str) -> None:
    codex = Asked(version, tmp_path)
    for key in samples(known(version)).values():
        objection = codex.objection(line(key, WRONG[key.kinds[0]]))
        assert objection is not None, key
        assert objection.is_of_type or objection.what.startswith("wanted"), (key, objection)


@pytest.mark.parametrize("version", LINES)
def test_codex_lists_the_words_that_a_key_takes(tmp_path: Path, version: str) -> None:
    codex = Asked(version, tmp_path)
    words = [key for key in samples(known(version)).values() if key.values]
    assert words
    for key in words:
        objection = codex.objection(line(key, '"none of these"'))
        assert objection is not None
        assert all(f"`{word}`" in objection.what for word in key.values), (key, objection)


@pytest.mark.parametrize("version", STRICT)
def test_codex_does_not_know_what_only_other_lines_know(tmp_path: Path, version: str) -> None:
    codex, table = Asked(version, tmp_path), known(version)
    others = [key for key in table.everything() if len(key.path) == 1 and not table.holds(key)]
    assert others
    for key in others:
        value = {"table": "{}", "map": "{}", "str": '"x"', "bool": "true", "int": "1"}
        objection = codex.objection(line(key, value[key.kinds[0]]))
        assert objection is not None, key
        assert objection.is_unknown or "no longer supported" in objection.what, (key, objection)


OLD = """\
model = "gpt-5.5" # mine
profile = "deep"
experimental_instructions_file = "/etc/hostname"

[features]
collab = true # agents
web_search_request = true

[profiles.deep]
model = "m" # better

[profiles.deep.features]
codex_hooks = true
"""


@pytest.mark.parametrize("version", STRICT)
def test_codex_takes_every_key_of_an_upgraded_configuration(tmp_path: Path, version: str) -> None:
    codex = Asked(version, tmp_path)
    before = codex.objection(OLD)
    assert before is not None
    locations = locate({"HOME": str(codex.home.parent)})
    for edit in plan_upgrade(locations.config_toml, known(version), locations).plan.edits:
        edit.path.write_bytes(edit.after or b"")
    after = (codex.home / "config.toml").read_text()
    assert codex.objection(after) is None
    assert "multi_agent = true # agents" in after
    profile = (codex.home / "deep.config.toml").read_text()
    assert codex.objection(profile) is None
    assert 'model = "m" # better' in profile


@pytest.mark.parametrize("version", [LINES[-1]])
def test_codex_knows_every_key_that_stays_in_a_shape(tmp_path: Path, version: str) -> None:
    codex, table = Asked(version, tmp_path), known(version)
    assert table.line == line_of(version)
    for shape in SHAPES:
        locations = locate({"HOME": str(codex.home.parent)})
        text = shape.read_bytes().decode()
        locations.config_toml.write_text(text, newline="")
        upgraded = plan_upgrade(locations.config_toml, table, locations, remove=True)
        texts = {edit.path: (edit.after or b"").decode() for edit in upgraded.plan.edits}
        objection = codex.objection(texts.get(locations.config_toml, text))
        named = any(part in " ".join(upgraded.notes) for part in ("takes", "does not start"))
        unknown = objection is not None and objection.is_unknown
        # Without a line it is no key: a file that is named in it is not on this machine.
        elsewhere = objection is not None and objection.line == 0
        fine = objection is None or unknown or named or elsewhere
        found = config_findings(text, "x", version=version)
        said = any(finding.weight is Weight.rejected for finding in found)
        assert fine or said, (shape, objection)
