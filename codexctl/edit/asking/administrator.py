"""Between a plan and its being applied: what the administrator's policy says about the new files.

Every command that writes, and every caller of the library, passes here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.edit.files.own_folders import check_folders
from codexctl.errors import CodexctlError, PolicyRefused
from codexctl.locations import Locations

if TYPE_CHECKING:
    from codexctl.codex.config.files import ConfigFile
    from codexctl.edit.plan import FileEdit, Plan
    from codexctl.policy.audit.result import Contents, Machine
    from codexctl.policy.file.model import Policy


def governed(replan: Callable[[], Plan], locations: Locations) -> Callable[[], Plan]:
    """The same plans, each judged by the policy as it is when the plan is made.

    What is given raises what `replan` raises, and what `checked` does.
    """

    def judged() -> Plan:
        return checked(replan(), locations)

    return judged


def checked(plan: Plan, locations: Locations) -> Plan:
    """The plan. Raises PolicyRefused, with the line and whom to ask, for what it may not do.

    Raises CodexctlError where others could change what is written.
    """
    from codexctl.policy.file.here import policy_on

    if plan.is_empty:
        return plan
    check_folders(locations)
    policy = policy_on(locations)
    _check_pins(plan, locations, policy)
    if policy is not None:
        _check_policy(plan, locations, policy)
    return plan


def without_forbidden(plan: Plan, locations: Locations) -> Plan:
    """The plan of somebody who undoes what we did: what may not be said is left out of it.

    To be rid of codexctl is nothing that a policy forbids, unless it requires the hook.
    """
    from codexctl.policy.file.here import policy_on

    policy = policy_on(locations)
    if policy is None:
        return plan
    return replace(plan, edits=tuple(_without(edit, policy, locations) for edit in plan.edits))


def check_words(words: tuple[str, ...], locations: Locations) -> None:
    """Raise PolicyRefused where arguments of `codex` switch off what the policy keeps on."""
    from codexctl.codex.config.session_words import config_of
    from codexctl.policy.audit.result import Machine, forbidden
    from codexctl.policy.file.here import policy_on
    from codexctl.policy.file.said import refusal

    policy = policy_on(locations)
    if policy is None:
        return
    path = locations.config_toml
    before, after = {path: b""}, {path: config_of(words).encode()}
    for change in forbidden(policy, before, after, Machine(locations)):
        raise refusal(policy, change.key, change.what)


def _check_policy(plan: Plan, locations: Locations, policy: Policy) -> None:
    from codexctl.edit.plan import Effect
    from codexctl.policy.audit.result import forbidden
    from codexctl.policy.file.said import refusal

    # No policy forbids removing codexctl; the audit then reports the other tracers.
    machine = replace(_machine(locations), gives_back=plan.effect is Effect.removes)
    for change in forbidden(policy, *_contents(plan, locations), machine):
        raise refusal(policy, change.key, change.what)


def _without(edit: FileEdit, policy: Policy, locations: Locations) -> FileEdit:
    from codexctl.policy.audit.allowed_text import allowed_text
    from codexctl.policy.audit.file_contents import config_file

    if edit.after is None or config_file(edit.path, edit.after, locations) is None:
        return edit
    return replace(edit, after=allowed_text(policy, edit.before, edit.after))


def _contents(plan: Plan, locations: Locations) -> tuple[Contents, Contents]:
    """The files of the plan as they are and as they would be, and the person's own beside them."""
    from codexctl.edit.files.read import read

    edits = {edit.path: edit for edit in plan.edits}
    others = {path for path in (locations.config_toml, locations.hooks_json) if path not in edits}
    same: dict[Path, bytes | None] = {}
    for path in others:
        try:
            same[path] = read(path)
        except CodexctlError:
            same[path] = None
    return (
        same | {path: edit.before for path, edit in edits.items()},
        same | {path: edit.after for path, edit in edits.items()},
    )


def _machine(locations: Locations) -> Machine:
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.report.hook_files import machine_hook_at
    from codexctl.policy.audit.result import Machine
    from codexctl.settings.destinations.resolve import address_of

    managed = machine_hook_at(requirements_file().parent) is not None
    return Machine(
        locations, lambda destination: address_of(destination, os.environ), managed_hook=managed
    )


def _check_pins(plan: Plan, locations: Locations, policy: Policy | None) -> None:
    above = tuple(_above())
    if not above:
        return
    from codexctl.policy.audit.file_contents import config_file
    from codexctl.policy.audit.pinned import against_pins
    from codexctl.wording import safe

    for edit in plan.edits:
        old, new = (config_file(edit.path, side, locations) for side in (edit.before, edit.after))
        for pin in against_pins(old, new, above) if old and new else ():
            contact = f"; ask {safe(policy.contact)}" if policy and policy.contact else ""
            message = f"the administrator's configuration of Codex does not allow {pin.what}"
            raise PolicyRefused(message, f"{pin.at} says so{contact or '; ask your administrator'}")


def _above() -> Iterator[ConfigFile]:
    """What is above a person's own configuration; at most machines nothing is."""
    from codexctl.codex.asking.requirements import requirements_file

    folder = requirements_file().parent
    if not os.path.lexists(folder):
        return
    from codexctl.codex.config.files import ConfigFile, Layer
    from codexctl.codex.config.written import read_written

    for layer, name in (
        (Layer.requirements, "requirements.toml"),
        (Layer.managed, "managed_config.toml"),
    ):
        file = read_written(folder / name)
        if file:
            yield ConfigFile(layer, file)
