"""The audit as a whole: its order, what cannot be read, and files that say anything at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from codexctl.codex.config.files import ConfigFile, Layer
from codexctl.codex.config.written import Written
from codexctl.policy.audit.check import check
from codexctl.policy.audit.facts import Facts
from codexctl.policy.file.read import from_bytes
from tests.policy.machine import ALLOW, FAR, PATH, TOKEN, Machine, told


def test_where_all_is_well_nothing_is_found(machine: Machine) -> None:
    machine.config.write_text('model = "gpt-5"\n[features]\nhooks = true\n')
    assert machine.check(ALLOW) == ()
    assert machine.check(None) == ()


def test_a_policy_that_cannot_be_used_is_found_and_closes(machine: Machine) -> None:
    machine.settings.write_text("version = 1\n" + FAR)
    found = machine.check("nonsense")
    assert [finding.id for finding in found] == ["policy-unreadable", "foreign-endpoint"]


def test_what_cannot_be_read_cannot_be_vouched_for(machine: Machine) -> None:
    machine.config.write_text("[features\n")
    found = machine.check(None, settings_problem="settings.toml: what?")
    assert told(found) == [
        ("settings-unreadable", "settings.toml", True),
        ("config-unreadable", "config.toml", True),
    ]


def test_violations_come_first(machine: Machine) -> None:
    machine.config.write_text(f"features.hooks = false\nnotify = ['{TOKEN}']\n")
    assert [finding.violation for finding in machine.check(None)] == [True, False]


_PLAIN = st.one_of(
    st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from([TOKEN, "none", "statsig"])
)
_KEYS = st.sampled_from(
    ["features", "feature_requirements", "hooks", "codex_hooks", "profiles", "otel", "exporter",
     "otlp-http", "endpoint", "log_user_prompt", "bypass_hook_trust", "x", TOKEN]
)  # fmt: skip
_DATA = st.recursive(
    _PLAIN, lambda below: st.lists(below, max_size=2) | st.dictionaries(_KEYS, below, max_size=4)
)


@given(st.dictionaries(_KEYS, _DATA, max_size=5), st.sampled_from(list(Layer)))
def test_no_file_whatever_it_says_stops_the_audit(data: dict[str, Any], layer: Layer) -> None:
    policy = f"version = 1\n{ALLOW}[codex]\notel_content = false\n[codex.features]\nx = true\n"
    files = (ConfigFile(layer, Written(Path("/x"), "", data)),)
    found = check(Facts(from_bytes(policy.encode(), PATH), files=files))
    assert TOKEN not in repr(found)
