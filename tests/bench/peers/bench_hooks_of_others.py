"""The Stop hooks of Langfuse's and LangSmith's Codex plugins and of weave-codex, beside ours.

`python -m tests.bench.peers.bench_hooks_of_others [ROUNDS]`: a Codex turn with three tools, in
every state of the backend. The plugins are run as published, with a dummy key, a backend on this
machine that says yes, and no network. Their own time limit (30 s) holds: Codex ends a hook then.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial

from tests.bench.peers.isolation import is_cut_off, run_cut_off
from tests.bench.peers.obtain import CACHE, NotHere, from_github, from_npm, node
from tests.bench.support.homes import bare, hooked, ours, settle, turn, warm_up
from tests.bench.support.measure import interleaved, report
from tests.bench.support.states import Asked, Yes, backend
from tests.e2e.lab.runner import Lab

ROUNDS = {"up": 10, "refused": 2, "slow": 1, "hanging": 1}
_BUNDLE = "plugins/tracing/dist/index.mjs"
_TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class Plugin:
    """Where a plugin's bundled hook is, and the variables that it wants; URL is the backend's."""

    name: str
    repository: str
    commit: str
    variables: dict[str, str] = field(hash=False)


PLUGINS = (
    Plugin(
        "Langfuse",
        "langfuse/codex-observability-plugin",
        "33bc50ba75ef82ed1f3718df6fdd06cdbfc7c02e",
        {
            "TRACE_TO_LANGFUSE": "true",
            "LANGFUSE_PUBLIC_KEY": "pk-lf-no-real-key",
            "LANGFUSE_SECRET_KEY": "sk-lf-no-real-key",
            "LANGFUSE_BASE_URL": "URL",
        },
    ),
    Plugin(
        "LangSmith",
        "langchain-ai/langsmith-codex-plugins",
        "26401c69363129012c53ef520d78caec75db5543",
        {
            "TRACE_TO_LANGSMITH": "true",
            "LANGSMITH_API_KEY": "no-real-key",
            "LANGSMITH_ENDPOINT": "URL",
        },
    ),
)


def main(rounds: int) -> None:
    """Measure and print those that can be had; say why the others are left out."""
    had: dict[Plugin, str] = {}
    try:
        for plugin in PLUGINS:
            if command := _command(plugin):
                had[plugin] = command
        if not is_cut_off():
            _ask_for_weave()
            if had:
                sys.exit(run_cut_off("tests.bench.peers.bench_hooks_of_others", str(rounds)))
            return
    except NotHere as error:
        print(f"\nall plugins: skipped: {error}")
        return
    for state, least in ROUNDS.items():
        _compare(had, state, rounds if state == "up" else least)


def _command(plugin: Plugin) -> str:
    """The hook's command; empty, with the reason printed, where it cannot be had."""
    try:
        bundle = from_github(plugin.repository, plugin.commit, _BUNDLE)
        return shlex.join([str(node()), str(bundle)])
    except NotHere as error:
        print(f"\n{plugin.name}: skipped: {error}")
        return ""


def _ask_for_weave() -> None:
    """weave-codex is described by its makers; at the time of writing npm does not have it."""
    try:
        from_npm("weave-codex", CACHE / "weave-codex")
    except NotHere as error:
        print(f"\nweave-codex: skipped: {error}")
    else:
        print("\nweave-codex: skipped: npm has it by now, but nobody has tried it here yet")


def _compare(had: dict[Plugin, str], state: str, rounds: int) -> None:
    with ExitStack() as stack:
        home = stack.enter_context(ours(state))
        labs = {
            "no hooks": stack.enter_context(bare()),
            "`true` on Stop": stack.enter_context(hooked("Stop")),
            "codexctl": home.lab,
        }
        for plugin, command in had.items():
            labs[plugin.name] = stack.enter_context(_plugged(plugin, command, state))
        warm_up(*labs.values())
        runs = {name: partial(turn, lab) for name, lab in labs.items()}
        times = interleaved(runs, rounds, partial(settle, home), warm_up=state == "up")
    report(f"A turn with three tool calls, backend {state}", times, "`true` on Stop")


@contextmanager
def _plugged(plugin: Plugin, command: str, state: str) -> Iterator[Lab]:
    """A home with the plugin's hook as the plugin declares it."""
    with backend(state, answer) as url, hooked("Stop", command=command, timeout=_TIMEOUT_S) as lab:
        for name, value in plugin.variables.items():
            lab.home.env[name] = value.replace("URL", url)
        yield lab


def answer(_: Asked) -> Yes:
    """Both take an empty JSON object for a yes."""
    return "application/json", b"{}"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS["up"])
