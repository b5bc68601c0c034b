"""Programs that Codex is told to call and that are known by name: tracers, and harmless notices.

A tracer is known by what its own installer writes. Where that was read is its `source`; what could
not be read anywhere is known by the names of its package and program alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A system that sends turns somewhere.

    `programs` are names of executables, a `*` at the end standing for the rest; `modules` Python
    modules behind `-m`; `packages` those that npx, bunx or uvx start, or that are in
    `node_modules`; `paths` the last parts of a script's path, `/` between them, with `*` for one
    part or the end of one; `plugins` plugins of Codex, `NAME@MARKETPLACE`.
    """

    name: str
    source: str
    programs: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()


KNOWN = (
    Known(
        "weave-codex",
        "its documentation (docs.wandb.ai/weave)",
        programs=("weave-codex",),
        packages=("weave-codex",),
        paths=(".weave-codex/stop-hook.sh",),
    ),
    Known("staso", "PyPI staso 0.5.25, `staso setup`", modules=("staso.codex",)),
    Known(
        "langfuse",
        "github.com/langfuse/codex-observability-plugin, plugins/tracing/hooks/hooks.json",
        packages=("@langfuse/codex-observability-plugin",),
        paths=("codex-observability-plugin/tracing/*/dist/index.mjs",),
        plugins=("tracing@codex-observability-plugin",),
    ),
    Known(
        "langsmith",
        "github.com/langchain-ai/langsmith-codex-plugins, .agents/plugins/marketplace.json",
        programs=("langsmith-tracing",),
        paths=("langchain-codex-plugins/*/*/dist/index.mjs",),
        plugins=(
            "langsmith-codex@*",
            "tracing@langchain-codex-plugins",
            "tracing@langsmith-codex-plugins",
        ),
    ),
    Known(
        "arize",
        "github.com/Arize-ai/coding-harness-tracing, core/hook_table.py",
        programs=("arize-hook-codex-*", "arize-harness"),
        modules=("tracing.codex.hooks.handlers",),
    ),
    Known(
        "openinference",
        "PyPI openinference-instrumentation-codex",
        programs=("openinference-codex*", "openinference-instrumentation-codex"),
        modules=("openinference.instrumentation.codex",),
        packages=("openinference-instrumentation-codex",),
    ),
    Known(
        "braintrust",
        "github.com/braintrustdata/braintrust-codex-plugin, plugins/trace-codex",
        paths=("trace-codex/*/bin/codex-hook.sh", "plugins/trace-codex/bin/codex-hook.sh"),
        plugins=("trace-codex@*",),
    ),
    Known(
        "mlflow",
        "its documentation (mlflow.org/docs, tracing Codex)",
        programs=("mlflow-codex",),
        packages=("@mlflow/codex",),
    ),
    Known(
        "infinium",
        "PyPI infinium-codex-connector 1.1.0",
        programs=("infinium-codex*",),
        modules=("infinium_codex_connector",),
        packages=("infinium-codex-connector",),
    ),
    Known("langwatch", "npm langwatch 0.16.1", programs=("langwatch",), packages=("langwatch",)),
    Known("raindrop", "npm raindrop-ai 0.1.7", programs=("raindrop",), packages=("raindrop-ai",)),
    Known(
        "opentrace",
        "PyPI quickcall-opentrace 1.2.0",
        programs=("opentrace", "quickcall-opentrace"),
        packages=("quickcall-opentrace",),
    ),
    Known(
        "datadog-lapdog",
        "PyPI ddapm-test-agent 1.69.1",
        programs=("lapdog", "ddapm-test-agent"),
        packages=("ddapm-test-agent",),
    ),
    Known(
        "agentsview", "PyPI agentsview 0.46.1", programs=("agentsview",), packages=("agentsview",)
    ),
    Known(
        "pew",
        "github.com/nocoo/pew, packages/cli/src/notifier",
        programs=("pew",),
        packages=("@nocoo/pew",),
        paths=(".config/pew/bin/notify.cjs",),
    ),
    Known(
        "tracevault",
        "crates.io tracevault-cli 0.24.0, commands/init",
        programs=("tracevault",),
    ),
    Known(
        "confab",
        "github.com/ConfabulousDev/confab, pkg/hookconfig",
        programs=("confab",),
    ),
    Known(
        "substrate-memory",
        "github.com/Substrate-memory/codex-substrate-memory, README",
        modules=("codex_memory.notify",),
    ),
)

HARMLESS = frozenset(
    {"true", ":", "exit", "printf", "echo", "afplay", "aplay", "paplay", "canberra-gtk-play"}
    | {"say", "spd-say", "notify-send", "terminal-notifier", "osascript", "tput", "beep", "sleep"}
)
"""Programs that only say on this machine that a turn has ended, and send nothing anywhere."""
