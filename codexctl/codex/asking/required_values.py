"""Values that an administrator's requirements.toml leaves a person, by Codex's own answer.

Codex takes another value silently, shows it in `config/read` as written (`sandbox_mode`,
`web_search`), and runs with one that is allowed. Seen with 0.169: `configRequirements/read` names
the values, and `codex mcp list --json` the servers that the requirements switch off.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codexctl.document import bounded_json

_LISTS = {
    "allowedSandboxModes": "sandbox_mode",
    "allowedApprovalPolicies": "approval_policy",
    "allowedApprovalsReviewers": "approvals_reviewer",
    "allowedWebSearchModes": "web_search",
    "allowedPermissionProfiles": "default_permissions",
    "allowedLoginMethods": "forced_login_method",
}
_VALUES = {
    "modelProvider": "model_provider",
    "cliAuthCredentialsStore": "cli_auth_credentials_store",
    "chatgptBaseUrl": "chatgpt_base_url",
    "defaultPermissions": "default_permissions",
    "allowLoginShell": "allow_login_shell",
    "checkForUpdateOnStartup": "check_for_update_on_startup",
    "modelCatalogJson": "model_catalog_json",
    "sqliteHome": "sqlite_home",
    "logDir": "log_dir",
}
# Seconds.
TIMEOUT = 10.0


def allowed_values(answer: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    """The values that each key of config.toml may have; a key that is free is not in it.

    `answer` is the result of app-server's `configRequirements/read`.
    """
    said = answer.get("requirements") or {}
    pinned = {key: (said[name],) for name, key in _VALUES.items() if said.get(name) is not None}
    lists = {
        key: tuple(said[name]) for name, key in _LISTS.items() if isinstance(said.get(name), list)
    }
    return pinned | lists


def disabled_servers(
    binary: Path, home: Path, cwd: Path, environ: Mapping[str, str], timeout: float = TIMEOUT
) -> dict[str, str]:
    """The MCP servers that somebody above the person switched off, each with Codex's reason.

    Raises CodexSilent where Codex cannot be started or does not end in time; a release without
    that list gives none.
    """
    from codexctl.codex.asking.program import run_codex  # here: starts programs, rarely needed

    done = run_codex(binary, ("mcp", "list", "--json"), home, cwd, environ, timeout)
    return read_disabled(done.stdout)


def read_disabled(stdout: bytes) -> dict[str, str]:
    """Read what `codex mcp list --json` prints: server to Codex's reason.

    Output that is not such a list gives nothing.
    """
    try:
        rows = bounded_json.loads(stdout)
    except ValueError:
        return {}
    found = (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return {
        str(row["name"]): str(row["disabled_reason"])
        for row in found
        if row.get("disabled_reason") and row.get("name")
    }
