"""Our reading of hooks.json against Codex's own: the same rejections, keys and hashes."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.asking.app_server import Conversation
from codexctl.codex.hooks.events import EVENTS
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.model import COMMAND, MCP_TOOL, Hook
from codexctl.codex.hooks.trust import current_hash
from tests.codex.hooks.test_grammar import HARMLESS, REJECTED
from tests.e2e.lab.home import Home, make_home

pytestmark = pytest.mark.e2e

FILES = 400


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make_home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def codex_reads(codex: Path, home: Home) -> Iterator[Any]:
    """Ask a running Codex, which reads the file each time, what it makes of a hooks.json."""
    with Conversation(codex, home.codex, home.work, home.env, 300.0) as talk:
        client = {"name": "codexctl", "title": "codexctl", "version": "0"}
        talk.call("initialize", {"clientInfo": client, "capabilities": {}})
        talk.tell("initialized")

        def read(text: str) -> Any:
            (home.codex / "hooks.json").write_bytes(text.encode("utf-8", "surrogatepass"))
            answer = talk.call("hooks/list", {"cwds": [str(home.work)]})
            return answer["data"][0] if answer else None

        yield read


def is_rejected(answer: Any) -> bool:
    return any("failed to parse" in warning for warning in answer["warnings"])


@pytest.mark.parametrize("name", REJECTED)
def test_codex_rejects(codex_reads: Any, name: str) -> None:
    assert is_rejected(codex_reads(REJECTED[name]))


@pytest.mark.parametrize("name", HARMLESS)
def test_codex_accepts(codex_reads: Any, name: str) -> None:
    assert not is_rejected(codex_reads(HARMLESS[name][0]))


def test_random_files_have_the_keys_and_hashes_that_codex_reports(
    codex_reads: Any, home: Home
) -> None:
    dice = random.Random(20261120)
    source = str(home.codex / "hooks.json")
    compared = 0
    for _ in range(FILES):
        text = json.dumps(document(dice), ensure_ascii=dice.random() < 0.5)
        answer = codex_reads(text)
        found = read_hooks_json(text, source)
        theirs = {
            hook["key"]: (hook["currentHash"], hook["timeoutSec"]) for hook in answer["hooks"]
        }
        ours = {
            found.key(hook): (current_hash(hook), hook.timeout)
            for hook in found.hooks
            if runs(hook)
        }
        assert ours == theirs, text
        assert bool(found.rejected) == is_rejected(answer), text
        compared += len(theirs)
    assert compared > FILES


def runs(hook: Hook) -> bool:
    """Whether Codex lists a hook: blank ones, prompts and tools at the very end it skips."""
    if hook.kind == MCP_TOOL:
        return bool(str(hook.handler["server"]).strip()) and hook.event.name != "SessionEnd"
    return hook.kind == COMMAND and bool(hook.command.strip())


def document(dice: random.Random) -> dict[str, Any]:
    events = dice.sample(EVENTS, 6)
    return {
        "hooks": {event.name: [group(dice) for _ in range(dice.randrange(3))] for event in events}
    }


def group(dice: random.Random) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if dice.random() < 0.6:
        result["matcher"] = dice.choice([None, "", "*", "^Bash$", "Bash|x"])
    result["hooks"] = [handler(dice) for _ in range(dice.randrange(3))]
    return result


INPUTS = [{}, {"b": 1, "a": [1, "é", True]}, {"z": {"y": 1, "x": -3.5e7, "w": 1e-05}}, {"n": None}]
COMMANDS = ["x", "a b", 'é \u2028 "q" \\ / \x7f \u0001', "  padded ", " ", "😀"]
MEMBERS: dict[str, list[Any]] = {
    "timeout": [0, 1, 2, 3, 4, 600, None, 9999999999],
    "statusMessage": ["", "é", None],
    "additionalContextLimit": [0, 1, 2500, None, 2501],
    "commandWindows": ["w", None],
    "if": ["w", None],
}


def handler(dice: random.Random) -> dict[str, Any]:
    kind = dice.choice([COMMAND, COMMAND, COMMAND, MCP_TOOL, "prompt", "agent"])
    result: dict[str, Any] = {"type": kind}
    if kind == COMMAND:
        result["command"] = dice.choice(COMMANDS)
        result |= {"async": dice.random() < 0.5} if dice.random() < 0.4 else {}
    if kind == MCP_TOOL:
        result |= {"server": dice.choice(["s", "é", ""]), "tool": "t"}
        result |= {"input": dice.choice(INPUTS)} if dice.random() < 0.5 else {}
    for name, values in MEMBERS.items():
        if dice.random() < 0.3:
            result[name] = dice.choice(values)
    if dice.random() < 0.01:
        result["timeout"] = dice.choice([1.0, "3", -1])
    return result
