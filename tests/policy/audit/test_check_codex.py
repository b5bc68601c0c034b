"""What the audit makes of Codex's own configuration: hooks, features, trust."""

from __future__ import annotations

import pytest

from codexctl.checks import Cause, Check, State
from tests.policy.machine import Machine, told


def test_hooks_that_are_off_violate_a_policy_that_requires_tracing(machine: Machine) -> None:
    machine.config.write_text("[features]\ncodex_hooks = false\n")
    assert told(machine.check(None)) == [("hooks-off", "config.toml:2", False)]
    for policy in ("[codex.features]\nhooks = true\n", "[codex]\ntracing = true\n"):
        assert ("hooks-off", "config.toml:2", True) in told(machine.check(policy))


def test_hooks_that_the_administrator_pins_on_are_not_off(machine: Machine) -> None:
    machine.config.write_text("[features]\nhooks = false\n")
    (machine.system / "requirements.toml").write_text("[features]\nhooks = true\n")
    assert machine.check("[codex.features]\nhooks = true\n") == ()
    (machine.system / "requirements.toml").write_text("[features]\nhooks = false\n")
    (finding,) = machine.check("[codex.features]\nhooks = true\n")
    assert finding.where == f"{machine.system / 'requirements.toml'}:2"
    assert finding.remedy == "fix that line of requirements.toml"


def test_the_remedy_fits_the_file(machine: Machine) -> None:
    machine.config.write_text("[profiles.x.features]\nhooks = false\n")
    (machine.repo / ".codex" / "config.toml").write_text("[features]\nhooks = false\n")
    (machine.home / "fast.config.toml").write_text("[features]\nhooks = false\n")
    assert [finding.remedy for finding in machine.check(None)] == [
        "codexctl features enable hooks --scope project",
        "fix that line of fast.config.toml",
        "fix that line of config.toml",
    ]


def test_tracing_is_missing_unless_a_hook_of_ours_runs(machine: Machine) -> None:
    machine.settings.write_text('version = 1\n[[destinations]]\nname = "l"\nkind = "local"\n')
    hooks = (
        Check("hooks.installed", State.problem, "no hook", "codexctl setup", Cause.hooks_missing),
        Check("hooks.feature", State.problem, "off by /x", "fix /x", Cause.hooks_off_layer),
        Check("hooks.listed", State.ok, ""),
    )
    needed = "[codex]\ntracing = true\n"
    found = machine.check(needed, hooks=hooks, hooks_at="/h/hooks.json")
    assert told(found) == [
        ("tracing-missing", "hooks.json", True),
        ("hooks-off", "hooks.json", True),
    ]
    assert [finding.id for finding in machine.check("", hooks=hooks)] == ["hooks-off"]
    managed = machine.check(needed, hooks=hooks[:1], managed_hook="/etc/codex/requirements.toml")
    assert managed == ()
    machine.settings.unlink()
    assert told(machine.check(needed)) == [("tracing-missing", "settings.toml", True)]


def test_where_trust_is_not_ours_to_give_the_remedy_is_a_review(machine: Machine) -> None:
    machine.settings.write_text('version = 1\n[[destinations]]\nname = "l"\nkind = "local"\n')
    untrusted = Check("hooks.trusted", State.problem, "untrusted", "codexctl setup --trust …")
    for trust, remedy in (("true", untrusted.remedy), ("false", "start codex and review them")):
        policy = f"[codex]\ntracing = true\n[trust]\nself_trust = {trust}\n"
        assert [finding.remedy for finding in machine.check(policy, hooks=(untrusted,))] == [remedy]


def test_pinned_features_are_looked_up_in_files_and_by_codexs_word(machine: Machine) -> None:
    policy = "[codex.features]\napps = false\nmemories = true\n"
    assert machine.check(policy) == ()
    assert machine.check(policy, flags={"apps": False, "memories": True}) == ()
    machine.config.write_text("[features]\nmemory_tool = false\n")
    found = machine.check(policy, flags={"apps": True, "memories": False})
    assert told(found) == [
        ("feature-pinned", "codex features list", True),
        ("feature-pinned", "config.toml:2", True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "bypass_hook_trust = true\n",
        "[features]\nbypass_hook_trust = true\n",
        "[hooks]\nbypass_hook_trust = true\n",
        "[profiles.x]\nbypass_hook_trust = true\n",
    ],
)
def test_the_bypass_is_found_wherever_it_is_set(machine: Machine, text: str) -> None:
    machine.config.write_text(text)
    (machine.repo / ".codex" / "config.toml").write_text(text)
    assert [finding.violation for finding in machine.check("[trust]\nbypass = false\n")] == [
        True,
        True,
    ]
    assert {finding.id for finding in machine.check(None)} == {"trust-bypass"}
    machine.config.write_text(text.replace("true", "false"))
    assert len(machine.check()) == 1
