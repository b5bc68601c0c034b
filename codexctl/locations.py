"""Where every file lives: Codex's, ours and the administrator's, from one environment mapping.

`CODEX_HOME` is Codex's own variable (default `~/.codex`). `CODEXCTL_HOME` gathers everything
of ours below one folder; without it the platform's conventions decide. Nothing moves the
administrator's files: their places are literals, so that no variable can lift a policy.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
        """Where Codex keeps rollouts: by date, and flat once archived."""
        return self.codex_home / "sessions", self.codex_home / "archived_sessions"

    @property
    def settings_toml(self) -> Path:
        """What the person chose: destinations, capture, trigger."""
        return self.config_dir / "settings.toml"

    @property
    def keys_file(self) -> Path:
        """The names of destinations whose keys lie in the keyring; no keys."""
        return self.data_dir / "keys.json"

    @property
    def synced_file(self) -> Path:
        """Which version of codexctl has last renewed the scripts by itself."""
        return self.data_dir / "synced"

    @property
    def notify_script(self) -> Path:
        """The program that `notify` calls where hooks are not allowed to run."""
        return self.data_dir / "notify.sh"

    @property
    def hook_script(self) -> Path:
        """The script that Codex runs. Its path is part of the trusted command: it never moves."""
        return self.data_dir / "hook.sh"

    @property
    def hints_dir(self) -> Path:
        """One empty file an event, touched by the hook; the file's time is the hint."""
        return self.data_dir / "hints"

    @property
    def traceparents_file(self) -> Path:
        """What TRACEPARENT was when a turn began: a line a turn, written by the hook."""
        return self.data_dir / "traceparents"

    @property
    def worker_lock(self) -> Path:
        """Held by the one worker of this machine's user."""
        return self.data_dir / "worker.lock"

    @property
    def cursors_db(self) -> Path:
        """Which turns each destination has acknowledged."""
        return self.data_dir / "cursors.db"

    @property
    def traces_db(self) -> Path:
        """The embedded local store."""
        return self.data_dir / "traces.db"

    @property
    def selftest_dir(self) -> Path:
        """Rollouts of marked test turns, ours and short-lived."""
        return self.data_dir / "selftest"

    @property
    def receipts_dir(self) -> Path:
        """What `undo` and `uninstall` need to take edits back."""
        return self.data_dir / "receipts"

    @property
    def journal_file(self) -> Path:
        """Exists only while an edit is being applied."""
        return self.data_dir / "apply.journal"

    @property
    def log_file(self) -> Path:
        """The worker's and the error boundary's log; holds no content."""
        return self.data_dir / "logs" / "codexctl.log"


def locate(environ: Mapping[str, str], *, platform: str = sys.platform) -> Locations:
    """Derive all locations from an environment mapping.

    `environ` is usually `os.environ`; `platform` is a `sys.platform` value. Symbolic links in
    CODEX_HOME are resolved, because Codex builds its trust keys from the real folder.
    """
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or Path.home())
    codex_home = _absolute(Path(environ.get("CODEX_HOME") or home / ".codex"))
    own = environ.get("CODEXCTL_HOME")
    config_dir, data_dir = (_absolute(Path(own)),) * 2 if own else _platform_dirs(environ, home)
    return Locations(
        home=home,
        codex_home=codex_home.resolve(),
        config_dir=config_dir,
        data_dir=data_dir,
        policy_file=POLICY_FILES.get(platform, POLICY_FILE_ELSEWHERE),
    )


def _absolute(path: Path) -> Path:
    return Path(os.path.abspath(path.expanduser()))  # noqa: PTH100 - abspath, unlike resolve, keeps links


def _platform_dirs(environ: Mapping[str, str], home: Path) -> tuple[Path, Path]:
    """Settings and data folders by the platform's conventions (platformdirs' rules)."""
    if sys.platform in ("darwin", "win32"):
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("codexctl", appauthor=False)
        return Path(dirs.user_config_dir), Path(dirs.user_data_dir)
    # On Linux the two rules are short enough to follow without the import's 20 ms, and with
    # the mapping that was passed in instead of the process environment.
    config = environ.get("XDG_CONFIG_HOME") or home / ".config"
    data = environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    return _absolute(Path(config) / "codexctl"), _absolute(Path(data) / "codexctl")
