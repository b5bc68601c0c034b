"""The input of `policy check`, read once: the files, the policy, the setup."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.checks import Check
from codexctl.codex.asking.requirements import requirements_file
from codexctl.codex.callers.called import callers
from codexctl.codex.config.files import config_files
from codexctl.codex.report.hook_files import machine_hook_at, read_hooks
from codexctl.codex.report.look_around import take
from codexctl.codex.report.script_owner import environment_of, script_of
from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.health.here import hooks_path_here
from codexctl.health.policy_here import look_here
from codexctl.health.registry import codex_checks
from codexctl.locations import Locations, codex_home_named, locate
from codexctl.owners import other_hand, owner_at
from codexctl.policy.audit.facts import Facts
from codexctl.policy.limits.in_force import chosen_by_both, with_default_under
from codexctl.safe_read import check_way
from codexctl.settings.capture import ENV_CAPTURE, CaptureMode
from codexctl.settings.destinations.otel_env import endpoint, endpoint_variable
from codexctl.settings.destinations.resolve import address_of
from codexctl.settings.destinations.way import named_by
from codexctl.settings.managed import MANAGED
from codexctl.system import user

if TYPE_CHECKING:
    from codexctl.codex.report.snapshot import Snapshot

_HOOK_CHECKS = ("hooks.", "notify.", "managed.")


def gather(
    codex_home: Path | None,
    draft: Path | None,
    system: Path,
    *,
    ask: bool,
    environ: Mapping[str, str] | None = None,
) -> Facts:
    """Read everything for one Codex home, for the current folder.

    `draft` replaces the installed policy; `system` is the administrator's folder for Codex
    (/etc/codex). With `ask`, the Codex on the PATH is asked, too. `environ` are the variables to
    use, by default this process's. Raises CodexctlError if Codex should be asked and does not
    answer.
    """
    known = given() if environ is None else environ
    locations = whose(codex_home, known)
    here, managed = look_here(draft, locations), _managed_hook(system)
    own = with_default_under(here.policy, here.own, {MANAGED: "1"} if managed else {})
    held = chosen_by_both(own, here.policy)
    hooks_path = hooks_path_here(locations)
    requirements = system / requirements_file().name
    codex = take(locations, hooks_path, Path.cwd(), known, requirements, asking=ask)
    home = locations.codex_home
    files = config_files(home, Path.cwd(), system)
    return Facts(
        policy=here.policy,
        settings=own,
        settings_path=str(locations.settings_toml),
        settings_file=here.written,
        settings_problem=here.settings_problem,
        addresses={
            destination.name: address_of(destination, known) for destination in held.destinations
        },
        environment=CaptureMode.__members__.get(known.get(ENV_CAPTURE, "")),
        otel_endpoint=endpoint(known),
        otel_variable=endpoint_variable(known),
        ways=tuple(named_by(known)),
        files=files,
        hooks=_verdicts(codex),
        hooks_at=str(hooks_path),
        managed_hook=managed,
        store=locations.traces_db if locations.traces_db.exists() else None,
        flags=_flags(codex) if ask else None,
        callers=callers(home, Path.cwd(), system, files, locations.notify_script),
    )


def whose(codex_home: Path | None, environ: Mapping[str, str]) -> Locations:
    """The folders of a Codex home's owner; without a home, this process's own.

    The hook script contains the folders that its worker uses, so the owner's settings are found.
    """
    if codex_home is not None:
        environ = {**environ, "CODEX_HOME": str(codex_home)}
    home = codex_home_named(environ).absolute()
    try:
        check_way(home)
    except OSError as error:
        raise CodexctlError(f"{home}: {error.strerror}", f"ls -ld {home}") from None
    if codex_home is None:
        return locate(environ)
    owner = owner_at(home)
    environ = _environment(home, owner, environ)
    script = script_of(read_hooks(locate(environ).hooks_json))
    if script is None or not _may_speak(script, owner):
        return locate(environ)
    found = locate(environment_of(script, environ))
    # A script could name folders of another user, even root's.
    is_theirs = all(owner_at(path) == owner for path in (found.config_dir, found.data_dir))
    return found if is_theirs or owner == user() else locate(environ)


def _environment(home: Path, owner: int, environ: Mapping[str, str]) -> Mapping[str, str]:
    """The environment for finding a user's folders, without the auditor's variables."""
    if owner == user():
        return environ
    own = ("HOME", "CODEXCTL_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    rest = {name: value for name, value in environ.items() if name not in own}
    return {**rest, "HOME": str(home.parent)}


def _may_speak(script: Path, owner: int) -> bool:
    """Whether a script belongs to the person, and nobody else can change it."""
    if owner == user():
        return True
    return owner_at(script) == owner and other_hand(script, owner) is None


def _managed_hook(system: Path) -> str:
    """The administrator's file with codexctl's hook at the end of every turn; empty if none."""
    found = machine_hook_at(system)
    return found[0] if found else ""


def _verdicts(codex: Snapshot) -> tuple[Check, ...]:
    """The checks on our hook; none if nobody uses Codex."""
    if not codex.home_exists:
        return ()
    return tuple(check for check in codex_checks(codex) if check.id.startswith(_HOOK_CHECKS))


def _flags(codex: Snapshot) -> dict[str, bool]:
    """The value of each feature flag, as Codex reports it."""
    from codexctl.codex.asking.feature_list import list_flags

    if codex.binary is None or codex.answer is None:
        raise CodexctlError(codex.silence or "Codex was not asked", "leave out --ask")
    flags = list_flags(codex.binary, codex.locations.codex_home, Path.cwd(), given())
    return {flag.name: flag.value for flag in flags}
