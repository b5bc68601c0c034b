"""Every path comes from one environment mapping; the policy's place from none."""

from __future__ import annotations

from pathlib import Path

from codexctl.locations import locate


def test_codexctl_home_gathers_everything_of_ours(tmp_path: Path) -> None:
    locations = locate({"HOME": str(tmp_path), "CODEXCTL_HOME": str(tmp_path / "own")})
    ours = [
        locations.settings_toml,
        locations.hook_script,
        locations.traces_db,
        locations.cursors_db,
        locations.log_file,
        locations.receipts_dir,
        locations.worker_lock,
    ]
    assert all(path.is_relative_to(tmp_path / "own") for path in ours)


def test_codex_home_is_honoured_and_its_links_are_resolved(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    locations = locate({"HOME": str(tmp_path), "CODEX_HOME": str(tmp_path / "link")})
    assert locations.config_toml == real.resolve() / "config.toml"


def test_without_variables_the_platform_decides(tmp_path: Path) -> None:
    locations = locate({"HOME": str(tmp_path)}, platform="linux")
    assert locations.codex_home == (tmp_path / ".codex").resolve()
    assert locations.data_dir == tmp_path / ".local/share/codexctl"
    assert locations.config_dir == tmp_path / ".config/codexctl"


def test_no_variable_moves_the_policy_file(tmp_path: Path) -> None:
    moved = {
        name: str(tmp_path)
        for name in ("HOME", "CODEXCTL_HOME", "XDG_CONFIG_HOME", "CODEX_HOME", "PROGRAMDATA")
    }
    assert locate(moved, platform="linux").policy_file == Path("/etc/codexctl/policy.toml")
    mac = locate(moved, platform="darwin").policy_file
    assert mac == Path("/Library/Application Support/codexctl/policy.toml")
