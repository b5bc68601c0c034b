"""What people, models and commands say in made-up sessions: pools of text, drawn from by a seed."""

from __future__ import annotations

import json
import random
from typing import Any

_NAMES = (
    "shop storefront billing ledger search-index mail-relay auth gateway docs website mobile"
    " ios-app android-app design-tokens infra terraform helm-charts observability etl warehouse"
    " notebooks ranking recommender chat-service scheduler queue-worker media-transcoder cdn"
    " feature-flags experiments sdk-python sdk-go sdk-js cli proto schema-registry audit"
    " compliance crm tickets wiki playground dotfiles katas advent compiler parser raytracer"
    " firmware robot sensor-hub maps geocoder weather payroll invoices tax inventory fleet"
)
PROJECTS = tuple(f"/home/dev/work/{name}" for name in _NAMES.split())
BRANCHES = ("main", "develop", "fix/flaky-test", "feature/search", "release/2.4", "refactor/io")

_VOCABULARY = (
    "the a this that when where which before after function module class test file path branch"
    " error warning failure timeout retry queue cursor index table column query page request"
    " response header token cache store worker thread process signal lock transaction migration"
    " schema field value default environment variable setting option flag command output input"
    " stream buffer parser lexer tree node edge graph route handler session user role permission"
    " policy invoice order payment refund address currency locale time zone date duration counter"
    " histogram metric trace span log line message event listener callback promise future"
    " coroutine iterator generator decorator context manager import export package version"
    " dependency release build pipeline container image volume network socket port host proxy"
    " certificate key secret password login logout upload download archive snapshot backup restore"
    " fix add remove rename move split merge explain refactor document measure speed up simplify"
    " review compare check verify reproduce investigate update upgrade downgrade replace extract"
    " should must can cannot fails passes hangs leaks crashes returns raises ignores loses keeps"
)
_WORDS = _VOCABULARY.split()
_NOUNS = _WORDS[9 : _WORDS.index("fix")]
# Words that few texts hold, for searches with few hits: the first is the most frequent one.
RARE = tuple(f"{a}{b}" for a in ("zephyr", "quokka", "umbra", "kelvin") for b in ("ine", "oid"))

_POOL = random.Random(20261120)


def _sentence() -> str:
    words = _POOL.choices(_WORDS, k=_POOL.randint(6, 16))
    named = _POOL.choice(("", "", f" in `src/{words[0]}/{words[1]}_{_POOL.randint(1, 400)}.py`"))
    return f"{' '.join(words).capitalize()}{named}."


SENTENCES = tuple(_sentence() for _ in range(6000))
_LINES = tuple(
    f"{_POOL.randint(1, 900):5d} src/{_POOL.choice(_WORDS)}/{_POOL.choice(_WORDS)}.py: "
    f"{' '.join(_POOL.choices(_WORDS, k=7))}"
    for _ in range(4000)
)
_COMMANDS = (
    "rg -n {} src",
    "sed -n 1,120p src/{}.py",
    "pytest -q tests/{}",
    "git diff {}",
    "ls {}",
)


def said(rng: random.Random, sentences: int) -> str:
    """What a person or a model says; now and then with a rare word in it."""
    text = " ".join(rng.choices(SENTENCES, k=sentences))
    chance = rng.random()
    if chance < 0.004:
        text += f" Mind the {RARE[min(int(chance * 2000), len(RARE) - 1)]}."
    return text


_ASKED = (
    "Fix the flaky test in `tests/{0}/test_{1}.py`, it fails about once in ten runs.",
    "Why does the {0} {1} hang after the last {2}?",
    "Add a {0} to the {1} {2} and cover it with a test.",
    "Rename `{0}_{1}` to `{2}` everywhere, the docs included.",
    "The {0} {1} leaks a {2} when the connection drops. Find out why and fix it.",
    "Explain how the {0} decides which {1} to retry.",
    "Make the {0} {1} faster: it takes 40 seconds with ten thousand rows.",
    "Review my last commit for mistakes around the {0} {1}.",
    "Write a migration that moves the {0} {1} into a table of its own.",
    "Upgrade the {0} package and repair what breaks.",
)
_ANSWERED = (
    "The {0} was read before the {1} had been written; they now share one transaction.",
    "Done: the {0} {1} is covered by a new test, and the whole suite passes.",
    "The {0} never gave its {1} back when an error was raised. It does now.",
    "Renamed in 14 files. The {0} {1} keeps its old name as an alias for one release.",
    "I could not reproduce it. What I found is a {0} that waits for a {1} without a timeout.",
)


def asked(rng: random.Random, sentences: int) -> str:
    """What a person asks for: a task, and as many sentences as are asked for in all."""
    return _about(rng, _ASKED, sentences)


def answered(rng: random.Random, sentences: int) -> str:
    """What a model says in the end."""
    return _about(rng, _ANSWERED, sentences)


def _about(rng: random.Random, forms: tuple[str, ...], sentences: int) -> str:
    first = rng.choice(forms).format(*rng.choices(_NOUNS, k=3))
    return first if sentences == 1 else f"{first}\n\n{said(rng, sentences - 1)}"


def command(rng: random.Random) -> str:
    """A command line."""
    return rng.choice(_COMMANDS).format(rng.choice(_WORDS))


def printed(rng: random.Random, code: int) -> str:
    """What a command printed, as Codex gives it to the model."""
    lines = "\n".join(rng.choices(_LINES, k=rng.choice((1, 3, 6, 12, 25))))
    return (
        f"Chunk ID: {rng.randint(1, 999999)}\nProcess exited with code {code}\nOutput:\n{lines}\n"
    )


def plan(rng: random.Random) -> str:
    """The arguments of `update_plan`."""
    states = ("completed", "in_progress", "pending")
    steps = [{"step": rng.choice(SENTENCES)[:60], "status": state} for state in states]
    return json.dumps({"plan": steps})


def patch(rng: random.Random, cwd: str) -> tuple[str, dict[str, object]]:
    """A patch as the model wrote it, and Codex's record of the file that it changed."""
    name = f"src/{rng.choice(_WORDS)}/{rng.choice(_WORDS)}.py"
    old, new = rng.choice(SENTENCES), rng.choice(SENTENCES)
    text = f"*** Begin Patch\n*** Update File: {name}\n@@\n-{old}\n+{new}\n*** End Patch\n"
    diff = f"@@ -1,1 +1,1 @@\n-{old}\n+{new}"
    change = {"type": "update", "unified_diff": diff, "move_path": None}
    return text, {"changes": {f"{cwd}/{name}": change}, "status": "completed"}


def work(rng: random.Random, name: str, cwd: str, code: int) -> dict[str, Any]:
    """What a tool was given and what came of it, as the fields of a `ToolCall`."""
    if name == "exec_command":
        given = json.dumps({"cmd": command(rng)})
        ran = {"item_kind": "CommandExecution", "item": {"cwd": f"file://{cwd}"}}
        return {"arguments": given, "output": printed(rng, code), **ran}
    if name == "apply_patch":
        given, changed = patch(rng, cwd)
        done = "Done." if code == 0 else "The patch does not apply."
        return {"arguments": given, "output": done, "item_kind": "FileChange", "item": changed}
    if name == "search_issues":
        given = json.dumps({"query": rng.choice(SENTENCES)[:40]})
        ran = {"item_kind": "McpToolCall", "item": {"server": "tracker"}}
        return {"arguments": given, "output": said(rng, 3), **ran}
    if name == "update_plan":
        return {"arguments": plan(rng), "output": "Plan updated"}
    return {"arguments": json.dumps({"path": f"{cwd}/screenshot.png"}), "output": "attached"}
