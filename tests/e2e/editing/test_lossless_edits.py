"""Lossless editing, at length: thousands of random edits undone, 200 that the real Codex reads.

`make search` tries 20,000 new ones of each kind.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codexctl.document import toml_keys
from codexctl.edit.files.read import read_text
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.transaction.apply import apply
from codexctl.locations import Locations, locate
from tests.document.hooks_documents import EVENTS, GROUPS, hook_files
from tests.document.toml_oracle import ordered
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.hooks import add_hook
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import Lab
from tests.edit.edits import NOON
from tests.edit.files.test_round_trip import config_round_trip, hooks_round_trip

pytestmark = pytest.mark.e2e

# The same cases in every run find what a change breaks; new ones, what nobody has thought of.
MANY = 2_000 if settings().derandomize else 20_000
many = settings(max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck))
EDITS = 200
FORMS = """
features = { multi_agent = true, "shell_tool" = true } # inline
history.persistence = "save-all"   # dotted
[ tui ]
  notifications = ["agent-turn-complete", # one
    "approval-requested"]
# about the environment
[shell_environment_policy.set]
A = '''
[not.a.table]
x = 1'''
[projects."/a b/c"]
trust_level = "trusted"
[model_providers.other]
name = "other"
base_url = "http://127.0.0.1:9/"
# the end
"""


@many
@given(st.data())
def test_config_toml_comes_back_every_time(data: st.DataObject) -> None:
    config_round_trip(data)


@many
@given(hook_files(), st.sampled_from(EVENTS), GROUPS)
def test_hooks_json_comes_back_every_time(text: str, event: str, group: dict[str, Any]) -> None:
    hooks_round_trip(text, event, group)


@pytest.mark.parametrize("version", ["0.169.0", "0.130.0"])
def test_codex_reads_what_was_meant_after_many_edits(version: str) -> None:
    with Lab(codex_binary(version)) as lab:
        config = lab.home.codex / "config.toml"
        top, _, tables = config.read_text().partition("\n\n")
        extra_top, _, extra_tables = FORMS.partition("[ tui ]")
        config.write_text(f"{top}\n{extra_top}\n{tables}\n[ tui ]{extra_tables}")
        fired = lab.home.root / "fired"
        add_hook(lab.home.codex, "Stop", f"touch {fired}")
        locations = locate({"HOME": str(lab.home.root), "CODEX_HOME": str(lab.home.codex)})
        wanted = make_edits(locations, random.Random(version))
        with lab.app_server() as server:
            found = server.request("config/read", {"includeLayers": True})
        users = [layer for layer in found["layers"] if layer["name"]["type"] == "user"]
        assert ordered(users[0]["config"]) == ordered(wanted)
        lab.script(say("Done."))
        run = lab.exec("hello")
        assert run.rc == 0
        assert fired.exists()


def make_edits(locations: Locations, rng: random.Random) -> dict[str, Any]:
    """Edit config.toml at random, one applied plan after the other; gives what it shall say."""
    wanted = toml_keys.parse(read_text(locations.config_toml) or "")
    for _ in range(EDITS):
        path, value = random_edit(rng)
        apply(lambda path=path, value=value: planned(locations, path, value), locations, at=NOON)  # type: ignore[misc]
        put(wanted, path, value)
    return wanted


def planned(locations: Locations, path: tuple[str, ...], value: Any) -> Plan:
    """Set a key, or unset it where the value is None."""
    text = read_text(locations.config_toml) or ""
    after = toml_keys.unset(text, path) if value is None else toml_keys.set_value(text, path, value)
    return Plan((FileEdit(locations.config_toml, text.encode(), after.encode()),), "random edit")


def random_edit(rng: random.Random) -> tuple[tuple[str, ...], Any]:
    """A key that Codex knows, with a value of its type, or None."""
    number = rng.randrange(6)
    choices: list[tuple[tuple[str, ...], Any]] = [
        (("features", rng.choice(["multi_agent", "shell_tool", "goals"])), rng.random() < 0.5),
        (("history", "max_bytes"), rng.randrange(10**6)),
        (("shell_environment_policy", "set", f"K{number}"), f'"v" \\ {number}\n[x] é 漢'),
        (("shell_environment_policy", "exclude"), [f"A{one}*" for one in range(number)]),
        (("projects", f"/p {number}", "trust_level"), rng.choice(["trusted", "untrusted"])),
        (("hooks", "state", f"/h/{number}.json:stop:0:0"), {"trusted_hash": f"sha256:{number}"}),
        (("hooks", "state", f"/h/{number}.json:stop:0:0", "enabled"), rng.random() < 0.5),
        (("model_providers", f"p{number}"), {"name": "p", "http_headers": {"a.b": "c"}}),
        (("tui", "notifications"), rng.choice([True, ["agent-turn-complete"]])),
        (("model_reasoning_effort",), rng.choice(["low", "high"])),
    ]
    path, value = rng.choice(choices)
    gone = rng.random() < 0.3
    return path, None if gone else value


def put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """The same edit on plain data; tables that it leaves empty go."""
    *tables, key = path
    chain = [data]
    for name in tables:
        chain.append(chain[-1].setdefault(name, {}))
    chain[-1].pop(key, None)
    if value is not None:
        chain[-1][key] = value
    for table, name in reversed(list(zip(chain, tables, strict=False))):
        if table[name] == {}:
            del table[name]
