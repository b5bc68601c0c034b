"""The plan of `doctor --fix`: everything that setup would write, and what it leaves to a person."""

from __future__ import annotations

from codexctl.codex.carry import Changes
from codexctl.codex.features import HOOKS, feature
from codexctl.codex.grammar import read_hooks_json
from codexctl.codex.hook_command import our_hooks
from codexctl.codex.notify import is_ours, notify_program
from codexctl.codex.trust import read_state
from codexctl.document import toml
from codexctl.edit.codex_files import Contents, understood
from codexctl.edit.hook_trust import with_state
from codexctl.edit.intent import Intent, Trigger, destinations_today
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.setup import TITLE, plan_setup
from codexctl.locations import Locations
from codexctl.settings.model import Settings


def plan_mend(
    contents: Contents, today: Settings, where: Locations, python: str, *, managed_only: bool
) -> Plan:
    """Plan what makes our hooks run: in place, trusted, enabled, the hooks feature on.

    `managed_only` says that hooks may not run, so that notify is what is to be mended. Raises what
    `plan_setup` raises.
    """
    files = understood(contents, where, where.hooks_json)
    said = feature(files.config, HOOKS)
    ours = our_hooks(files.hooks, where.hook_script)
    notify = is_ours(notify_program(files.config), where.notify_script) and not ours
    intent = Intent(
        destinations=destinations_today(today),
        trigger=Trigger.notify if managed_only or notify else Trigger.hook,
        features=((HOOKS, True),) if said and not said.value else (),
    )
    plan = plan_setup(contents, today, intent, where, python)
    return plan if intent.trigger is Trigger.notify else _enabled(plan, contents, where)


def _enabled(plan: Plan, contents: Contents, where: Locations) -> Plan:
    """Also take `enabled = false` out of the entries of our own hooks."""
    after = dict(contents) | {edit.path: edit.after for edit in plan.edits}
    config = (after.get(where.config_toml) or b"").decode()
    hooks = read_hooks_json((after.get(where.hooks_json) or b"{}").decode(), str(where.hooks_json))
    state = read_state(toml.parse(config))
    changes: Changes = {}
    for hook in our_hooks(hooks, where.hook_script):
        entry = dict(state.get(hooks.key(hook), {}))
        if entry.pop("enabled", True) is False:
            changes[hooks.key(hook)] = entry
    if not changes:
        return plan
    text = with_state(config, changes).encode()
    others = tuple(edit for edit in plan.edits if edit.path != where.config_toml)
    edit = FileEdit(where.config_toml, contents.get(where.config_toml), text)
    return Plan((*others, edit), TITLE)
