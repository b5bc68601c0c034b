"""What Codex minds in a config.toml beyond the kinds of single values: keys that need each other.

Each rule was put to Codex 0.169 (`codex features list`), which does not start where one is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from codexctl.codex.config.remedies import set_command, unset_command
from codexctl.codex.config.schema_errors import misfits
from codexctl.document.data import KeyPath

# All of these can be used without a table; only `_RESERVED` cannot be defined in one.
BUILT_IN_PROVIDERS = frozenset({"openai", "ollama", "lmstudio", "amazon-bedrock"})
_RESERVED = frozenset({"openai", "ollama", "lmstudio"})
_ONLY_STDIO = ("args", "env", "env_vars", "cwd")
_ONLY_HTTP = (
    "http_headers", "env_http_headers", "bearer_token_env_var", "oauth", "oauth_resource",
)  # fmt: skip
# The members of a [profiles.x] table that are used; Codex ignores everything else in it.
# fmt: off
_IN_PROFILES = frozenset(
    {
        "analytics", "approval_policy", "approvals_reviewer", "chatgpt_base_url",
        "experimental_compact_prompt_file", "experimental_use_unified_exec_tool", "features",
        "include_apps_instructions", "include_collaboration_mode_instructions",
        "include_environment_context", "include_environment_context_time",
        "include_permissions_instructions", "js_repl_node_module_dirs", "js_repl_node_path",
        "model", "model_catalog_json", "model_instructions_file", "model_provider",
        "model_reasoning_effort", "model_reasoning_summary", "model_verbosity", "oss_provider",
        "personality", "plan_mode_reasoning_effort", "sandbox_mode", "service_tier", "tools",
        "tui", "web_search", "windows",
    }
)
# fmt: on
# Codex accepts the retired value only in a profile's table.
_FINE_IN_PROFILES = {("approval_policy", "untrusted")}


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule that is broken at `key`: what is wrong, and the command that fixes it."""

    key: KeyPath
    what: str
    fix: str
    elsewhere: bool = False
    """Whether another file can make it right, so that Codex's own answer counts for more."""


def broken_rules(data: Mapping[str, Any], *, project: bool = False) -> Iterator[Broken]:
    """Find every rule that a file breaks; in a `project`'s file some keys have no effect.

    `data` is a parsed config.toml.
    """
    rules: tuple[Callable[[Mapping[str, Any]], Iterator[Broken]], ...] = (
        _servers, _features, _permissions,
    )  # fmt: skip
    for rule in rules if project else (*rules, _providers, _profiles):
        yield from rule(data)


def _servers(data: Mapping[str, Any]) -> Iterator[Broken]:
    for name, server in _tables(data, "mcp_servers"):
        key = ("mcp_servers", name)
        if "command" not in server and "url" not in server:
            what = "a server needs a command or a url (invalid transport)"
            yield Broken(key, what, unset_command(key), elsewhere=True)
            continue
        stdio = "command" in server
        for member in ("url", *_ONLY_HTTP) if stdio else _ONLY_STDIO:
            if member in server:
                kind = "with a command (stdio)" if stdio else "with a url (streamable HTTP)"
                what = f"{member} is not for a server {kind}"
                yield Broken((*key, member), what, unset_command((*key, member)))


def _features(data: Mapping[str, Any]) -> Iterator[Broken]:
    """A flag that our schema does not know must be true or false anyway."""
    features = data.get("features")
    unknown = {
        tuple(map(str, remark.place))
        for remark in _misfits_of(features, ("features",))
        if remark.is_unknown
    }
    for name, value in features.items() if isinstance(features, Mapping) else ():
        if ("features", name) in unknown and not isinstance(value, bool):
            key = ("features", name)
            yield Broken(key, "a feature takes true or false", unset_command(key))


def _permissions(data: Mapping[str, Any]) -> Iterator[Broken]:
    profiles, default = data.get("permissions"), data.get("default_permissions")
    names = list(profiles) if isinstance(profiles, Mapping) else []
    if default is None:
        if names:
            fix = set_command(("default_permissions",), names[0])
            what = "[permissions] needs default_permissions, which names member of its profiles"
            yield Broken(("permissions",), what, fix, elsewhere=True)
    elif isinstance(default, str) and not default.startswith(":") and default not in names:
        what = f"no [permissions.{default}] is defined" if names else "needs a [permissions] table"
        path = ("default_permissions",)
        fix = set_command(path, names[0]) if names else unset_command(path)
        yield Broken(path, what, fix, elsewhere=True)


def _providers(data: Mapping[str, Any]) -> Iterator[Broken]:
    wanted, own = data.get("model_provider"), dict(_tables(data, "model_providers"))
    if isinstance(wanted, str) and wanted not in own and wanted not in BUILT_IN_PROVIDERS:
        what = f"no provider {wanted} is defined"
        path = ("model_provider",)
        yield Broken(path, what, unset_command(path), elsewhere=True)
    for name, provider in own.items():
        key = ("model_providers", name)
        if name in _RESERVED:
            what = f"{name} is built in and cannot be overridden: choose another name"
            yield Broken(key, what, unset_command(key))
        elif isinstance(provider.get("auth"), Mapping) and "env_key" in provider:
            what = "auth cannot be combined with env_key"
            yield Broken((*key, "env_key"), what, unset_command((*key, "env_key")))


def _profiles(data: Mapping[str, Any]) -> Iterator[Broken]:
    """Tables that no Codex since 0.134 uses, and that each still reads."""
    for name, profile in _tables(data, "profiles"):
        for key, value in profile.items():
            if key not in _IN_PROFILES or (key, str(value)) in _FINE_IN_PROFILES:
                continue
            for remark in _misfits_of(value, (key,)):
                place = ("profiles", name, *map(str, remark.place))
                if not remark.is_unknown:
                    yield Broken(place, remark.what, unset_command(place))


def _misfits_of(value: Any, path: KeyPath) -> Iterator[Any]:
    return iter(()) if value is None else misfits(value, path)


def _tables(data: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    table = data.get(name)
    for key, value in table.items() if isinstance(table, Mapping) else ():
        if isinstance(value, Mapping):
            yield key, value
