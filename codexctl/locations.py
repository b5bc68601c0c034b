"""The paths of all files of Codex, codexctl and the administrator, from the environment.

`CODEX_HOME` is Codex's own variable (default `~/.codex`). `CODEXCTL_HOME` puts all of codexctl's
files below one folder; without it, the platform's conventions apply. The paths of the
administrator's files are constants, so that no variable can disable a policy.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from codexctl.errors import CodexctlError

POLICY_FILES = {
    "darwin": Path("/Library/Application Support/codexctl/policy.toml"),
    "win32": Path("C:/ProgramData/codexctl/policy.toml"),
}
POLICY_FILE_ELSEWHERE = Path("/etc/codexctl/policy.toml")


@dataclass(frozen=True, slots=True)
class Locations:
    """Every path that codexctl reads or writes. Nothing here touches the disk."""

    home: Path
    codex_home: Path
    config_dir: Path
    data_dir: Path
    policy_file: Path

    @property
    def hooks_json(self) -> Path:
        """Codex's user-level hook file."""
        return self.codex_home / "hooks.json"

    @property
    def config_toml(self) -> Path:
        """Codex's user-level configuration."""
        return self.codex_home / "config.toml"

    @property
    def rollout_folders(self) -> tuple[Path, Path]:
        """Where Codex keeps rollouts: by date, and archived ones in one folder."""
        return self.codex_home / "sessions", self.codex_home / "archived_sessions"

    @property
    def settings_toml(self) -> Path:
        """The person's settings: destinations, capture, trigger."""
        return self.config_dir / "settings.toml"

    @property
    def keys_file(self) -> Path:
        """The names of destinations with a key in the keyring; no keys."""
        return self.data_dir / "keys.json"

    @property
    def synced_file(self) -> Path:
        """The version of codexctl that last updated the scripts automatically."""
        return self.data_dir / "synced"

    @property
    def notify_script(self) -> Path:
        """The program that `notify` calls if hooks are not allowed to run."""
        return self.data_dir / "notify.sh"

    @property
    def hook_script(self) -> Path:
        """The script that Codex runs. Its path is part of the trusted command: it never moves."""
        return self.data_dir / ("hook.ps1" if sys.platform == "win32" else "hook.sh")

    @property
    def hints_dir(self) -> Path:
        """One file for each event. The hook adds an empty line; only that it changed matters."""
        return self.data_dir / "hints"

    @property
    def traceparents_file(self) -> Path:
        """TRACEPARENT and capture limits, as the hook found them at the start of each turn."""
        return self.data_dir / "traceparents"

    @property
    def worker_lock(self) -> Path:
        """The lock of the process that delivers: a worker, a command, an export."""
        return self.data_dir / "worker.lock"

    @property
    def cursors_db(self) -> Path:
        """The database of the turns that each destination has acknowledged."""
        return self.data_dir / "cursors.db"

    @property
    def traces_db(self) -> Path:
        """The database of the local store."""
        return self.data_dir / "traces.db"

    @property
    def selftest_dir(self) -> Path:
        """Rollouts of codexctl's test turns, which are deleted soon."""
        return self.data_dir / "selftest"

    @property
    def at_work_dir(self) -> Path:
        """The rollout that each worker is reading: one file per process, deleted when it ends."""
        return self.data_dir / "at-work"

    @property
    def receipts_dir(self) -> Path:
        """The receipts that `undo` and `uninstall` need to undo edits."""
        return self.data_dir / "receipts"

    @property
    def audited_file(self) -> Path:
        """The time of the last audit that was sent to the administrator, and its policy."""
        return self.data_dir / "audited"

    @property
    def auditor_file(self) -> Path:
        """A random id for the audits that are sent from here."""
        return self.data_dir / "auditor"

    @property
    def journal_file(self) -> Path:
        """The record of an edit in progress; it exists only while the edit is being applied."""
        return self.data_dir / "apply.journal"

    @property
    def log_file(self) -> Path:
        """The log of the worker and of bugs; it has no content."""
        return self.data_dir / "logs" / "codexctl.log"


def locate(environ: Mapping[str, str], *, platform: str = sys.platform) -> Locations:
    """Derive all locations from an environment mapping.

    `environ` is usually `os.environ`; `platform` is a `sys.platform` value. Symbolic links in
    CODEX_HOME are resolved, because Codex builds its trust keys from the real folder.
    Raises CodexctlError if there is no home, or if a folder's name cannot be written in a file.
    """
    home = _home(environ)
    codex_home = _absolute(codex_home_named(environ), home)
    own = environ.get("CODEXCTL_HOME")
    folders = (_own(own, home),) * 2 if own else _platform_dirs(environ, home)
    config_dir, data_dir = (_spelled(folder) for folder in folders)
    return Locations(
        home=home,
        codex_home=_spelled(_resolved(codex_home)),
        config_dir=config_dir,
        data_dir=data_dir,
        policy_file=POLICY_FILES.get(platform, POLICY_FILE_ELSEWHERE),
    )


def somebody_else(locations: Locations) -> int:
    """The owner of these folders, if we are root and the owner is not; else 0.

    The owner could not change what root writes there, and root would follow the owner's links.
    """
    from codexctl.system import is_root

    if not is_root():
        return 0
    from codexctl.owners import owner_at

    folders = (locations.codex_home, locations.data_dir, locations.config_dir)
    return next(filter(None, map(owner_at, folders)), 0)


def codex_home_named(environ: Mapping[str, str]) -> Path:
    """The Codex home as it is named, with links unresolved. Raises CodexctlError.

    It need not exist or be absolute.
    """
    return Path(environ.get("CODEX_HOME") or _home(environ) / ".codex")


def _home(environ: Mapping[str, str]) -> Path:
    """The person's home: HOME, else the one in the password file, as Codex does.

    Without either, a person can set both CODEX_HOME and CODEXCTL_HOME; there is no home then.
    """
    if sys.platform == "win32":
        return Path(environ.get("HOME") or environ.get("USERPROFILE") or Path.home())
    if named := environ.get("HOME"):
        if not Path(named).is_absolute():
            hint = "export HOME=/absolute/path"
            raise CodexctlError(f"HOME is not an absolute path: {named!a}", hint)
        return Path(named)
    from codexctl.system.accounts import numbered

    if found := numbered(os.getuid()):
        return Path(found.home or "/nonexistent")
    if environ.get("CODEX_HOME") and environ.get("CODEXCTL_HOME"):
        return Path("/nonexistent")
    what = f"HOME is not set, and user {os.getuid()} has no home in the password file"
    raise CodexctlError(what, "export HOME=/absolute/path")


def _own(named: str, home: Path) -> Path:
    """The folder that CODEXCTL_HOME names; a relative one would be another in each folder."""
    if not (named.startswith("~") or Path(named).is_absolute()):
        hint = "export CODEXCTL_HOME=/absolute/path"
        raise CodexctlError(f"CODEXCTL_HOME is not an absolute path: {named!a}", hint)
    return _absolute(Path(named), home)


def _absolute(path: Path, home: Path) -> Path:
    first, *rest = path.parts or (".",)
    whole = home.joinpath(*rest) if first == "~" else path
    try:
        return Path(os.path.abspath(whole))  # noqa: PTH100 - abspath, unlike resolve, keeps links
    except FileNotFoundError:
        raise CodexctlError("the current folder was deleted", "cd") from None


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (
        OSError,
        RuntimeError,
    ) as error:  # RuntimeError: a cycle, in older Pythons
        raise CodexctlError(f"{path}: is a cycle of links", f"ls -ld {path}") from error


def _spelled(folder: Path) -> Path:
    """The folder, if files can name it: hooks.json and config.toml are UTF-8 text.

    Raises CodexctlError. Line breaks are refused, too: a script's or service file's line cannot
    contain one.
    """
    if sys.platform == "win32":
        from codexctl.system.paths import problem_of

        # The drive was checked before; here only the names are checked.
        if problem := problem_of(PureWindowsPath(*folder.parts[1:])):
            hint = "set CODEX_HOME and CODEXCTL_HOME to folders with plain names"
            raise CodexctlError(f"the folder {folder} {problem}", hint)
    text = str(folder)
    is_text = not any("\ud800" <= char <= "\udfff" for char in text)
    if is_text and not any(char < " " or char == "\x7f" for char in text):
        return folder
    why = "contains a control character" if is_text else "is not UTF-8 text"
    hint = "set HOME, or CODEX_HOME and CODEXCTL_HOME, to folders with plain names"
    raise CodexctlError(
        f"the name of the folder {_bytes(text)} {why}, so files cannot name it", hint
    )


def _platform_dirs(environ: Mapping[str, str], home: Path) -> tuple[Path, Path]:
    """Settings and data folders by the platform's conventions (platformdirs' rules)."""
    if sys.platform in ("darwin", "win32"):
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("codexctl", appauthor=False)
        return Path(dirs.user_config_dir), Path(dirs.user_data_dir)
    # On Linux, the two rules are applied here: this saves 20 ms for the import, and uses the given
    # mapping instead of the process's environment.
    config = environ.get("XDG_CONFIG_HOME") or home / ".config"
    data = environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    return _absolute(Path(config) / "codexctl", home), _absolute(Path(data) / "codexctl", home)


def _bytes(text: str) -> str:
    r"""A name with all characters escaped that are not printable ASCII, as `\xff`."""
    return f"'{ascii(os.fsencode(text))[2:-1]}'"
