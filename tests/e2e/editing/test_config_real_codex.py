"""What the commands write is what the real Codex reads, and foreign trusted hooks go on firing."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from codexctl.codex.asking.ask import ask
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.listing import is_listed
from codexctl.document import toml_keys
from codexctl.edit.files.read import read_text
from codexctl.edit.parts.hook_find import hooks_in
from codexctl.edit.plan import Plan
from codexctl.edit.plans.config_edit import Change, plan_config, setting, switching, unsetting
from codexctl.edit.plans.hook_edit import NewHook, plan_add, plan_remove, plan_trust
from codexctl.edit.plans.undo import plan_undo
from codexctl.edit.transaction.apply import apply
from codexctl.edit.transaction.receipts import Receipt
from codexctl.locations import Locations, locate
from tests.document.toml_oracle import ordered
from tests.e2e.editing.test_lossless_edits import put, random_edit
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.hooks import add_hook, trust_hash
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import Lab
from tests.edit.edits import NOON

pytestmark = pytest.mark.e2e

EDITS = 200
TABLES = """
features = { multi_agent = true } # inline
[ tui ]
  notifications = ["agent-turn-complete", # one
    "approval-requested"]
[shell_environment_policy.set]
A = '''
[not.a.table]
x = 1'''
"""


class Session:
    """Edits made one after the other as the commands make them, and what they were to result in.

    `wanted` is what config.toml shall say apart from trust; `hooks` pairs the commands of the
    Stop hooks, in order, with whether they are trusted.
    """

    def __init__(self, lab: Lab) -> None:
        home = {"HOME": str(lab.home.root), "CODEX_HOME": str(lab.home.codex)}
        self.locations: Locations = locate(home)
        self.path = self.locations.hooks_json
        self.wanted = toml_keys.parse(read_text(self.locations.config_toml) or "")
        self.wanted.pop("hooks", None)
        self.hooks: list[tuple[str, bool]] = []

    def step(self, rng: random.Random, number: int) -> None:
        """One random edit; every sixth is taken back again at once."""
        wanted, hooks = json.dumps(self.wanted), list(self.hooks)
        receipt = self.edit_hooks(rng, number) if rng.random() < 0.4 else self.edit_config(rng)
        if receipt.files and rng.random() < 1 / 6:
            plan = plan_undo(receipt, self.locations)
            apply(lambda: plan, self.locations, at=NOON, undoes=receipt.id)
            self.wanted, self.hooks = json.loads(wanted), hooks

    def edit_config(self, rng: random.Random) -> Receipt:
        """Set or unset a key that Codex knows."""
        key, value = random_edit(rng)
        while key[0] == "hooks":
            key, value = random_edit(rng)
        put(self.wanted, key, value)
        if key[0] == "features" and isinstance(value, bool):
            return self.change(switching(key[1], on=value))
        return self.change(unsetting(key) if value is None else setting(key, value))

    def edit_hooks(self, rng: random.Random, number: int) -> Receipt:
        """Add, remove, trust or untrust a hook of ours; foreign ones stay as they are."""
        ours = [index for index, (name, _) in enumerate(self.hooks) if name.startswith("true")]
        kind = rng.choice(["add", "remove", "trust", "untrust"] if ours else ["add"])
        if kind == "add":
            index, trusted = rng.randrange(len(self.hooks) + 1), rng.random() < 0.5
            group = {"hooks": [{"type": "command", "command": f"true {number}"}]}
            self.hooks.insert(index, (f"true {number}", trusted))
            new = NewHook("Stop", group, index, trusted)
            return self.apply(plan_add(self.path, new, self.locations))
        index = rng.choice(ours)
        hook = hooks_in(self.path, read_text(self.path)).hooks[index]
        if kind == "remove":
            del self.hooks[index]
            return self.apply(plan_remove(self.path, [hook], self.locations))
        self.hooks[index] = (self.hooks[index][0], kind == "trust")
        chosen = [(self.path, hook)]
        return self.apply(plan_trust(chosen, self.locations, trusted=kind == "trust"))

    def change(self, change: tuple[Change, str]) -> Receipt:
        """Change config.toml."""
        path = self.locations.config_toml
        return self.apply(plan_config(path, change[0], self.locations, change[1]))

    def apply(self, plan: Plan) -> Receipt:
        """Apply a plan that was made just now."""
        return apply(lambda: plan, self.locations, at=NOON)

    def state(self) -> dict[str, Any]:
        """What `[hooks.state]` shall hold."""
        return {
            f"{self.path}:stop:{index}:0": {"trusted_hash": trust_hash("Stop", command)}
            for index, (command, trusted) in enumerate(self.hooks)
            if trusted
        }


@pytest.mark.parametrize("version", ["0.169.0", "0.130.0"])
def test_after_two_hundred_edits_codex_reads_what_was_meant(version: str) -> None:
    with Lab(codex_binary(version)) as lab:
        config = lab.home.codex / "config.toml"
        top, _, tables = config.read_text().partition("\n\n")
        inline, _, extra = TABLES.partition("[ tui ]")
        config.write_text(f"{top}\n{inline}\n{tables}\n[ tui ]{extra}")
        session = Session(lab)
        fired = [lab.home.root / name for name in ("first", "second", "untrusted")]
        for path in fired:
            trusted = path.name != "untrusted"
            add_hook(lab.home.codex, "Stop", f"touch {path}", trusted=trusted)
            session.hooks.append((f"touch {path}", trusted))
        rng = random.Random(version)
        for number in range(EDITS):
            session.step(rng, number)
        seen = ask(lab.binary, lab.home.codex, lab.home.work, lab.home.env)
        layer = seen.layer(config)
        assert layer is not None
        wanted = {**session.wanted, "hooks": {"state": session.state()}}
        assert ordered(layer.config) == ordered(wanted)
        assert [(hook.command, hook.status) for hook in seen.hooks or ()] == [
            (command, "trusted" if trusted else "untrusted") for command, trusted in session.hooks
        ]
        lab.script(say("Done."))
        assert lab.exec("hello").rc == 0
        assert [path.exists() for path in fired] == [True, True, False]


@pytest.fixture
def installed(lab: Lab) -> Installed:
    return Installed(lab)


def test_each_change_is_confirmed_by_codex(installed: Installed) -> None:
    for words in (
        ("config", "set", "model_verbosity", "low"),
        ("features", "disable", "memory_tool"),
        ("notify", "set", "/bin/true", "x"),
        ("hooks", "add", "Stop", "true", "--trust"),
        ("hooks", "add", "PreToolUse", "true", "--matcher", "^Bash$", "--inline"),
        ("hooks", "trust", "PreToolUse"),
        ("hooks", "remove", "Stop"),
        ("undo",),
        ("config", "unset", "model_verbosity"),
    ):
        result = json.loads(installed.run(*words, "--yes", "--json"))
        assert result["checks"], words
        assert {check["state"] for check in result["checks"]} == {"ok"}, words


def test_a_project_that_overrides_a_key_is_named(lab: Lab, installed: Installed) -> None:
    lab.git("init", "-q")
    installed.run("config", "set", "model_verbosity", "low", "--scope", "project", "--yes")
    done = installed.call("config", "set", "model_verbosity", "high", "--yes")
    assert done.returncode == 1
    overrides = f"model_verbosity: {lab.home.work}/.codex/config.toml overrides it"
    assert f"✗ codex.reads  {overrides}" in done.stdout


def test_a_project_that_is_not_trusted_is_said_to_be_passed_over(
    lab: Lab, installed: Installed
) -> None:
    lab.git("init", "-q")
    trust = f'projects."{lab.home.work}".trust_level'
    installed.run("config", "set", trust, "untrusted", "--yes", "--offline")
    done = installed.call("hooks", "add", "Stop", "true", "--scope", "project", "--yes")
    assert done.returncode == 1
    assert "✗ codex.lists" in done.stdout


def test_features_are_those_of_the_installed_codex(lab: Lab, installed: Installed) -> None:
    installed.run("features", "disable", "codex_hooks", "--yes")
    found = json.loads(installed.run("features", "list", "--json"))
    by_name = {feature["name"]: feature for feature in found["features"]}
    assert (found["codex"], len(by_name)) == ("0.169.0", 215)
    assert by_name["hooks"]["value"] is False
    assert by_name["hooks"]["source"] == str(lab.home.codex / "config.toml")
    assert by_name["apps"]["source"] == "default"


def test_the_list_with_codex_own_word_says_the_same_as_ours(lab: Lab, installed: Installed) -> None:
    add_hook(lab.home.codex, "Stop", "true")
    add_hook(lab.home.codex, "PreToolUse", "false", trusted=False)
    ours = json.loads(installed.run("hooks", "list", "--json"))
    assert json.loads(installed.run("hooks", "list", "--ask", "--json")) == ours


def test_validation_and_codex_agree(lab: Lab, installed: Installed) -> None:
    assert "✓ the installed Codex accepts it" in installed.run("config", "validate")
    config = lab.home.codex / "config.toml"
    config.write_text(config.read_text() + "\n[tui]\ntheem = 'x'\n")
    done = installed.call("config", "validate", "--json")
    result = json.loads(done.stdout)
    assert (done.returncode, result["codex_accepts"]) == (1, True)  # it starts without that key
    (finding,) = result["findings"]
    assert finding["hint"] == "did you mean tui.theme?"


def test_a_codex_without_strict_checks_is_asked_whether_it_starts(lab: Lab) -> None:
    lab.using("0.130.0")
    assert "✓ the installed Codex accepts it" in Installed(lab).run("config", "validate")
    config = lab.home.codex / "config.toml"
    config.write_text(config.read_text() + "\n[tui]\nnotifications = 7\n")
    done = Installed(lab).call("config", "validate")
    assert (done.returncode, "✗ the installed Codex does not accept it" in done.stdout) == (1, True)


MATCHERS = (
    "^Bash$", "a | b", "a{2,3}", r"\p{L}+", r"\x{41}", "[[:alpha:]]+", "[a-z&&[^b]]", "(?<n>a)",
    r"a\z", "a++", "*", "", "Bash|x", "(", "a(?=b)", r"(a)\1", "a{", "x{a}", r"a\Z", "[", "a)",
)  # fmt: skip


def test_matchers_are_taken_and_dropped_as_codex_does(lab: Lab) -> None:
    groups = [
        {"matcher": matcher, "hooks": [{"type": "command", "command": "true"}]}
        for matcher in MATCHERS
    ]
    text = json.dumps({"hooks": {"PreToolUse": groups}})
    (lab.home.codex / "hooks.json").write_text(text)
    seen = ask(lab.binary, lab.home.codex, lab.home.work, lab.home.env)
    hooks = read_hooks_json(text, str(lab.home.codex / "hooks.json"))
    ours = {hooks.key(hook) for hook in hooks.hooks if is_listed(hook)}
    assert ours == {hook.key for hook in seen.hooks or ()}
