"""One look at all that a snapshot holds: the files, the scripts and what Codex itself says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codexctl.codex.asking.acceptance import rejection_of
from codexctl.codex.asking.app_server import CodexSilent
from codexctl.codex.asking.ask import ask
from codexctl.codex.asking.find import find_codex
from codexctl.codex.asking.requirements import NONE, Requirements, read_requirements
from codexctl.codex.asking.seen import Seen
from codexctl.codex.config.files import config_files
from codexctl.codex.config.findings import Finding
from codexctl.codex.hooks.script import script_problem
from codexctl.codex.notify.within import retired
from codexctl.codex.report.hook_files import machine_hook_at, our_plugin_here, read_hooks
from codexctl.codex.report.rejected_place import place_of
from codexctl.codex.report.script_owner import machine_script
from codexctl.codex.report.snapshot import Snapshot
from codexctl.document import toml_keys
from codexctl.errors import CodexctlError, DocumentError
from codexctl.locations import Locations
from codexctl.projects.markers import PROJECT_FOLDER
from codexctl.projects.root import hooks_root, project_at
from codexctl.safe_read import read_text


def take(
    locations: Locations,
    hooks_path: Path,
    cwd: Path,
    environ: Mapping[str, str],
    requirements_path: Path,
    *,
    asking: bool,
) -> Snapshot:
    """Look at everything once; with `asking` the binary on the PATH is asked as well.

    `cwd` is the folder as seen from which Codex judges: a project can switch hooks off.
    `requirements_path` is the administrator's requirements.toml; the files beside it are theirs
    too. Never raises for what Codex or a file says: that is in the result.
    """
    home_exists = locations.codex_home.is_dir()
    binary = find_codex(environ)
    answer, silence = None, "" if binary else "there is no codex on the PATH"
    rejection = None
    if asking and binary and home_exists:
        rejection = _rejected(binary, locations, cwd, environ, requirements_path.parent)
        # A Codex that does not start gives no other answers; asking it would only take time.
        if rejection is None:
            answer, silence = _asked(binary, locations, cwd, environ)
    config, config_problem = _config(locations.config_toml)
    by_machine = _by_machine(answer, requirements_path.parent)
    layer = _layer(hooks_path, locations, cwd)
    return Snapshot(
        locations=locations,
        hooks=read_hooks(hooks_path),
        home_exists=home_exists,
        home_is_file=locations.codex_home.is_file(),
        binary=binary,
        answer=answer,
        silence=silence,
        rejection=rejection,
        config=config,
        config_problem=config_problem,
        requirements=answer.requirements if answer else _requirements(requirements_path),
        script_problem=script_problem(locations.hook_script),
        notify_problem=script_problem(locations.notify_script),
        notify_retired=_text(locations.notify_script) == retired(),
        last_hint=_last_hint(locations.hints_dir),
        machine_script=by_machine,
        machine_problem=script_problem(by_machine) if by_machine else None,
        layer=layer,
        layer_missing=layer is not None and not layer.is_dir(),
        plugin=our_plugin_here(locations.codex_home, requirements_path.parent),
    )


def _layer(hooks_path: Path, locations: Locations, cwd: Path) -> Path | None:
    """The folder of a linked worktree that has Codex read the hooks of its main checkout."""
    root = project_at(cwd, locations.codex_home)
    if root is None or hooks_root(root) == root:
        return None
    return root / PROJECT_FOLDER if hooks_path.parents[1] == hooks_root(root) else None


def _rejected(
    binary: Path, locations: Locations, cwd: Path, environ: Mapping[str, str], system: Path
) -> Finding | None:
    """Why Codex does not start here, and where that is; None if it does, or says nothing."""
    try:
        found = rejection_of(binary, locations.codex_home, cwd, environ)
    except CodexSilent:
        return None
    return place_of(found, config_files(locations.codex_home, cwd, system)) if found else None


def _asked(
    binary: Path, locations: Locations, cwd: Path, environ: Mapping[str, str]
) -> tuple[Seen | None, str]:
    try:
        return ask(binary, locations.codex_home, cwd, environ), ""
    except CodexSilent as error:
        return None, error.message


def _config(path: Path) -> tuple[Mapping[str, Any], str]:
    try:
        return toml_keys.parse(read_text(path)), ""
    except (FileNotFoundError, NotADirectoryError):
        gone = f"{path}: a link to a file that is not there" if path.is_symlink() else ""
        return {}, gone
    except OSError as error:
        return {}, f"{path}: {(error.strerror or str(error)).lower()}"
    except UnicodeDecodeError:
        return {}, f"{path}: not UTF-8 text"
    except DocumentError as error:
        return {}, f"{path}:{error.message}"


def _requirements(path: Path) -> Requirements:
    try:
        return read_requirements(path)
    except CodexctlError:
        return NONE


def _by_machine(answer: Seen | None, managed: Path) -> Path | None:
    """The machine's hook script, by Codex's word where it was asked, else by the files."""
    if answer and answer.hooks is not None:
        return machine_script(answer.hooks)
    found = machine_hook_at(managed)
    return found[1] if found else None


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, UnicodeDecodeError):
        return ""


def _last_hint(folder: Path) -> float | None:
    """When a hook ran for the last time, in seconds since 1970; None if none ever did."""
    try:
        with os.scandir(folder) as entries:
            return max((entry.stat().st_mtime for entry in entries), default=None)
    except OSError:
        return None
