"""Every program that Codex's files have it call at a turn: hooks of every layer, and `notify`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from codexctl.codex.callers.known import Known
from codexctl.codex.callers.known_as import (
    is_harmless_line,
    is_harmless_words,
    known_in_line,
    known_in_words,
    known_plugin,
    known_started,
)
from codexctl.codex.callers.lines import in_line, in_words, program_name
from codexctl.codex.config.files import ConfigFile, Layer, everywhere, project_configs
from codexctl.codex.config.written import Written, read_json
from codexctl.codex.hooks.grammar import read_hooks_json, read_inline_hooks
from codexctl.codex.hooks.model import COMMAND, MCP_TOOL, Hook, Hooks
from codexctl.codex.notify.entry import notify_program, unwrapped
from codexctl.codex.plugins.enabled import Plugin, plugins_with_hooks
from codexctl.codex.plugins.ours import is_our_plugin_hook
from codexctl.codex.report.script_owner import is_our_script, program_of
from codexctl.projects.root import hooks_root, project_at


class Via(StrEnum):
    """By what Codex calls a program."""

    hook = "hook"
    plugin = "plugin"
    notify = "notify"


@dataclass(frozen=True, slots=True)
class Called:
    """One program that Codex is to call.

    `at` is the file and line, `path` the file; `program` its name and nothing of its arguments;
    `known` the tracer that it is, None for one that nobody here knows; `plugin` the plugin that
    brings the hook; `alone` says that it is what Codex itself calls, and is in no argument of
    another program; `harmless` that it can send nothing anywhere.
    """

    via: Via
    layer: Layer
    path: Path
    at: str
    program: str
    known: Known | None = None
    harmless: bool = False
    plugin: str = ""
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Callers:
    """All that is called, and the files of hooks as they are written."""

    called: tuple[Called, ...] = ()
    files: tuple[Written, ...] = field(default=())


def callers(
    home: Path, cwd: Path, system: Path, files: Sequence[ConfigFile], script: Path
) -> Callers:
    """Read all of it for one Codex home, as seen from the folder `cwd`.

    `system` is the administrator's folder for Codex (/etc/codex), `files` the configuration that
    was read already, `script` our own for `notify`. Never raises: what cannot be read has a
    `problem`.
    """
    hooks_files = [
        (layer, file)
        for layer, folder in _folders(home, cwd, system)
        if (file := read_json(folder / "hooks.json")) is not None
    ]
    plugins = plugins_with_hooks(home, files)
    found = [
        *(each for layer, file in hooks_files for each in called_by_hooks(layer, file)),
        *(each for file in files for each in called_by_hooks(file.layer, file.file)),
        *(each for plugin in plugins for file in plugin.hooks for each in _of_plugin(plugin, file)),
        *called_by_notify(files, script),
    ]
    written = (*(file for _, file in hooks_files), *(f for p in plugins for f in p.hooks))
    return Callers(tuple(found), written)


def _folders(home: Path, cwd: Path, system: Path) -> Iterator[tuple[Layer, Path]]:
    yield Layer.system, system
    yield Layer.user, home
    folders = [path.parent for path in project_configs(home, cwd, system)]
    root = project_at(cwd, home)
    # A linked worktree has the hooks of its main checkout.
    if root is not None and hooks_root(root) != root:
        folders.append(hooks_root(root) / ".codex")
    yield from ((Layer.project, folder) for folder in dict.fromkeys(folders))


def called_by_hooks(layer: Layer, file: Written) -> Iterator[Called]:
    """What the hooks of one file call, ours left out; `file` is a hooks.json or a config.toml."""
    for hook in _read(file).hooks:
        called = _called(layer, file, hook)
        if called is not None:
            yield called


def _read(file: Written) -> Hooks:
    if file.problem:
        return Hooks(str(file.path))
    if file.is_json:
        return read_hooks_json(file.text, str(file.path))
    return read_inline_hooks(file.data, str(file.path))


def _called(layer: Layer, file: Written, hook: Hook) -> Called | None:
    """One hook; None for ours, and for one that Codex ignores."""
    member = "tool" if hook.kind == MCP_TOOL else "command"
    at = file.at(("hooks", hook.event.name, hook.group, "hooks", hook.index, member))
    if hook.kind == MCP_TOOL:
        server = str(hook.handler.get("server", ""))
        return Called(Via.hook, layer, file.path, at, f"the MCP server {server}")
    if hook.kind != COMMAND or not hook.command.strip() or _is_ours(hook):
        return None
    known = known_in_line(hook.command)
    name = known.name if known else _program(hook.command)
    return Called(
        Via.hook, layer, file.path, at, name, known, harmless=is_harmless_line(hook.command)
    )


def _is_ours(hook: Hook) -> bool:
    program = program_of(hook)
    return program is not None and is_our_script(program)


def _program(line: str) -> str:
    """What a shell line starts last: what is before it is preparation."""
    names = [program_name(argv[0]) for argv in in_line(line)]
    return names[-1] if names else "a shell line"


def _of_plugin(plugin: Plugin, file: Written) -> Iterator[Called]:
    data: Any = file.data.get("hooks")
    # A manifest also has members that no file of hooks may have, and perhaps several lists of
    # hooks.
    inner = [each.get("hooks", each) for each in (data if isinstance(data, list) else [data])
             if isinstance(each, Mapping)]  # fmt: skip
    read = [read_inline_hooks({"hooks": each}, str(file.path)) for each in inner]
    known = known_plugin(plugin.name)
    for hook in (hook for hooks in read for hook in hooks.hooks):
        if is_our_plugin_hook(hook, file.path):
            continue
        called = _called(plugin.layer, file, hook)
        if called is not None:
            is_known = known or called.known
            yield Called(
                Via.plugin, plugin.layer, file.path, plugin.at, called.program, is_known,
                called.harmless and is_known is None, plugin.name,
            )  # fmt: skip


def called_by_notify(files: Sequence[ConfigFile], script: Path) -> Iterator[Called]:
    """What `notify` calls in these files, ours before it left off; `script` is ours."""
    for said in everywhere(files, ("notify",)):
        program = unwrapped(notify_program({"notify": said.value}), script)
        if program and is_our_script(Path(program[0])):
            program = program[1:]
        if not program:
            continue
        known = known_in_words(program)
        alone = any(known_started(argv) for argv in in_words(program))
        yield Called(
            Via.notify, said.layer, said.file.path, said.at,
            known.name if known else program_name(program[0]), known,
            is_harmless_words(program), alone=known is None or alone,
        )  # fmt: skip
