"""All hooks of this machine, file by file, in the order in which Codex lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from codexctl.codex.config.files import config_files
from codexctl.codex.hooks.grammar import read_hooks_json, read_inline_hooks
from codexctl.codex.hooks.listing import is_listed
from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.codex.hooks.shifted import SHIFTED, shifted
from codexctl.codex.hooks.trust import State, Trust, trust_of
from codexctl.codex.plugins.installed import PluginHooks, hooks_of_plugins
from codexctl.codex.plugins.ours import our_plugin
from codexctl.codex.report.script_owner import DECISIVE, is_our_script, program_of
from codexctl.document.toml.parse import parse_toml
from codexctl.errors import DocumentError
from codexctl.safe_read import read_text

MANAGED = "managed"


@dataclass(frozen=True, slots=True)
class HookFile:
    """One file's hooks; those of an administrator's file are `managed` and need no trust.

    `plugin` is the plugin that brings them, None for a file of Codex's own.
    """

    hooks: Hooks
    managed: bool = False
    plugin: PluginHooks | None = None

    @property
    def content(self) -> str:
        """The hash of all that is in the plugin; empty where there is none."""
        return self.plugin.content if self.plugin else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One hook of one file with its standing: a Trust, `managed`, or `shifted`."""

    file: HookFile
    hook: Hook
    standing: str

    @property
    def key(self) -> str:
        """The hook's trust key."""
        return self.file.hooks.key(self.hook)


def hook_files(folders: Iterable[Path], managed: Path | None = None) -> tuple[HookFile, ...]:
    """Read the hooks of each folder (a Codex home, a project's .codex) and of the administrator.

    `managed` is the administrator's folder, /etc/codex. What cannot be read counts as rejected.
    Files without hooks are left out, unless Codex would reject them.
    """
    files = [HookFile(hooks, managed=True) for hooks in (_managed(managed) if managed else ())]
    files += [HookFile(hooks) for folder in folders for hooks in _folder(folder)]
    return tuple(
        hook_file for hook_file in files if hook_file.hooks.hooks or hook_file.hooks.rejected
    )


def plugin_files(home: Path, system: Path) -> tuple[HookFile, ...]:
    """Read the hooks that plugins bring to a person; `system` is the administrator's folder.

    Codex lists them behind all others.
    """
    found = hooks_of_plugins(home, config_files(home, home, system))
    return tuple(
        HookFile(each.hooks, plugin=each)
        for each in found
        if each.hooks.hooks or each.hooks.rejected
    )


def our_plugin_here(home: Path, system: Path) -> PluginHooks | None:
    """The hooks of our own plugin, if it is enabled; `system` is the administrator's folder."""
    return our_plugin(hooks_of_plugins(home, config_files(home, home, system)))


def entries(files: Iterable[HookFile], state: State) -> Iterator[Entry]:
    """Pair every hook with its standing by `state`, the trust that config.toml records.

    In the order of the files, and of the hooks in them.
    """
    for file in files:
        moved = shifted(file.hooks, state)
        for hook in file.hooks.hooks:
            hook_key = file.hooks.key(hook)
            trust = trust_of(hook, state.get(hook_key), file.content).value
            standing = SHIFTED if hook_key in moved else trust
            yield Entry(file, hook, MANAGED if file.managed else standing)


def machine_hook_at(folder: Path) -> tuple[str, Path] | None:
    """The file in an administrator's folder that has Codex run our script for everybody, and that.

    None if there is no such file, or nothing of ours in it at the end of turns.
    """
    for file in hook_files((), managed=folder):
        for hook in file.hooks.hooks:
            program = program_of(hook) if hook.event.name == DECISIVE else None
            if program and is_our_script(program):
                return file.hooks.source, program
    return None


def read_hooks(path: Path) -> Hooks:
    """Read one hooks.json; what cannot be read at all counts as rejected."""
    try:
        return read_hooks_json(read_text(path), str(path))
    except (FileNotFoundError, NotADirectoryError):
        gone = "it is a link to a file that is not there" if path.is_symlink() else ""
        return Hooks(str(path), rejected=gone)
    except OSError as error:
        return Hooks(str(path), rejected=f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        return Hooks(str(path), rejected="cannot be read: not UTF-8 text")


def _managed(folder: Path) -> Iterator[Hooks]:
    # Each of an administrator's files may contain hooks.
    for name in ("requirements.toml", "config.toml", "managed_config.toml"):
        yield _inline(folder / name)
    yield read_hooks(folder / "hooks.json")


def _folder(folder: Path) -> Iterator[Hooks]:
    yield read_hooks(folder / "hooks.json")
    yield _inline(folder / "config.toml")


def _inline(path: Path) -> Hooks:
    try:
        data = parse_toml(read_text(path))
    except (FileNotFoundError, NotADirectoryError):
        return Hooks(str(path))
    except OSError as error:
        return Hooks(str(path), rejected=f"cannot be read: {error.strerror}")
    except (UnicodeDecodeError, DocumentError) as error:
        return Hooks(str(path), rejected=f"cannot be read: {error}")
    return read_inline_hooks(data, str(path))


def to_trust(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """The hooks that Codex skips for want of trust; not those that somebody switched off."""
    wanting = (Trust.untrusted.value, Trust.modified.value, SHIFTED)
    return tuple(entry for entry in found if entry.standing in wanting and is_listed(entry.hook))


def to_untrust(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """The hooks that are trusted, by whatever hash and at whatever place."""
    trusted = (Trust.trusted.value, Trust.modified.value, SHIFTED)
    return tuple(entry for entry in found if entry.standing in trusted)
