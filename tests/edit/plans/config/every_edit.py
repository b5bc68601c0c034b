"""One edit of each command that changes Codex's configuration, on a text that has what it is about.

`AREAS` are the same few entries in the forms in which people write them; `round_trip` makes an
edit, looks for what it lost, takes it back and compares bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import assume
from hypothesis import strategies as st

from codexctl.codex.config.known_keys import known
from codexctl.codex.parts.profiles import Form, named
from codexctl.document import toml_keys
from codexctl.edit.intent.scope import scope_of
from codexctl.edit.library.steps import composed, in_config, setting, unsetting
from codexctl.edit.plan import Plan
from codexctl.edit.plans.config import mcp_servers, permissions, profiles, providers
from codexctl.edit.plans.config.snapshots import folder, plan_restore, take
from codexctl.edit.plans.config.upgrade import plan_upgrade
from codexctl.edit.plans.config.wanted import plan_wanted, read_wanted
from codexctl.edit.transaction.apply import apply
from codexctl.errors import DocumentError
from codexctl.locations import Locations
from tests.document.toml_documents import documents
from tests.edit.edits import later, stray_files, undo
from tests.edit.files.test_round_trip import fresh_home

# What stands before all tables, and what stands behind them.
_DOTTED = """\
mcp_servers.lab-one.command = "x" # run
model_providers.lab-two.name = "y" # lab-two
projects."/p q".trust_level = "trusted" # mine
profiles.old.model = "m" # old
"""
_INLINE = """\
mcp_servers = { lab-one = { command = "x" } } # run
model_providers = { lab-two = { name = "y" } } # lab-two
projects = { "/p q" = { trust_level = "trusted" } } # mine
profiles = { old = { model = "m" } } # old
"""
_HEADERS = """
# run
[mcp_servers.lab-one] # lab-one
command = "x"

# lab-two
[model_providers.lab-two]
name = "y"

[projects."/p q"] # mine
trust_level = "trusted"
# old
[profiles.old]
model = "m"
"""
_PARENTS = """\
[mcp_servers]
lab-one = { command = "x" } # run
[model_providers]
lab-two.name = "y" # lab-two
['projects']
"/p q" = { trust_level = 'trusted' } # mine
[profiles]
old.model = "m" # old
"""
AREAS = {
    "dotted": (_DOTTED, ""),
    "inline": (_INLINE, ""),
    "headers": ("", _HEADERS),
    "parents": ("", _PARENTS),
}
WANTED = """\
version = 1
[config]
model = "gpt-5.5"
[mcp_servers.new]
command = "new"
[[hooks.Stop]]
hooks = [{ type = "command", command = "echo done" }]
"""
Edit = Callable[[Locations], Plan]


def _in_config(*steps: tuple[Callable[[str], str], str]) -> Edit:
    return lambda where: composed(map(in_config, steps), where, "edit")


def _copy(where: Locations, form: Form) -> Plan:
    found = named("old", profiles.all_profiles(where), Form.table)
    assert found is not None
    return profiles.plan_copy(found, "other", form, where)


def _delete(where: Locations) -> Plan:
    found = named("old", profiles.all_profiles(where), Form.table)
    assert found is not None
    return profiles.plan_delete(found, where)


def _apply(where: Locations) -> Plan:
    return plan_wanted(
        read_wanted(WANTED, "wanted", checked=True, project=False), scope_of(where), where
    )


def _restore(where: Locations) -> Plan:
    """What brings a snapshot back once all has been written anew."""
    snapshot = take("then", datetime(2026, 1, 1, tzinfo=UTC), where, force=True)
    where.config_toml.write_text('model = "another"\n')
    return plan_restore(snapshot, where)


_SETTINGS = {("model",): "gpt-5.5", ("tui", "notifications"): True, ("history", "max_bytes"): 9}
_NEW = {"command": "new", "args": ["-a"], "env": {"A": "b"}}

# Those that only add: every line that was there is there afterwards, in its order.
ADDING: dict[str, Edit] = {
    "mcp add": _in_config(mcp_servers.adding({"new": _NEW})),
    "mcp disable": _in_config(mcp_servers.switching(("lab-one",), on=False)),
    "providers add": _in_config(
        providers.adding("new", {"name": "n", "base_url": "http://x"}, force=False, also={})
    ),
    "providers use": _in_config(permissions.setting_all({("model_provider",): "lab-two"}, "use")),
    "permissions set": _in_config(
        permissions.setting_all({("sandbox_workspace_write", "network_access"): True}, "set")
    ),
    "permissions trust": _in_config(permissions.trusting(["/new"], "trusted")),
    "profiles create": lambda where: profiles.plan_create(
        "new", {("model",): "m"}, Form.table, where
    ),
    "profiles create, as a file": lambda where: profiles.plan_create(
        "new", {("model",): "m"}, Form.file, where
    ),
    "profiles copy": lambda where: _copy(where, Form.table),
    "profiles copy, as a file": lambda where: _copy(where, Form.file),
    "profiles use": _in_config(permissions.setting_all({("profile",): "old"}, "use")),
    "config set": lambda where: composed([setting(_SETTINGS)], where, "set"),
    "config apply": _apply,
}
# Those that change or remove what the areas hold: every line of the rest stays.
REMOVING: dict[str, Edit] = {
    "mcp add --force": _in_config(mcp_servers.adding({"lab-one": _NEW}, force=True)),
    "mcp remove": _in_config(mcp_servers.removing(("lab-one",))),
    "mcp disable, enable": _in_config(
        mcp_servers.switching(("lab-one",), on=False), mcp_servers.switching(("lab-one",), on=True)
    ),
    "providers remove": _in_config(providers.removing("lab-two")),
    "permissions untrust": _in_config(permissions.trusting(["/p q"], "untrusted")),
    "permissions forget": _in_config(permissions.forgetting(["/p q"])),
    "profiles delete": _delete,
    "config unset": lambda where: composed(
        [unsetting([("mcp_servers", "lab-one", "command"), ("projects", "/p q")])], where, "unset"
    ),
}
# What they set, besides entries of their own names: a line about one of these may become another.
SET = re.compile(r"\b(model|model_provider|profile|network_access|max_bytes|notifications)\s*=")
UPGRADE = "config upgrade"
SPECIAL: dict[str, Edit] = {
    UPGRADE: lambda where: plan_upgrade(where.config_toml, known(), where).plan,
}
RESTORE = "config restore"
EDITS = {**ADDING, **REMOVING, **SPECIAL, RESTORE: _restore}


@st.composite
def configurations(draw: st.DrawFn) -> tuple[str, str]:
    """A random text, and the same with what the edits are about, in one of its forms."""
    text = draw(documents())
    whole = with_area(text, draw(st.sampled_from(sorted(AREAS))))
    assume(whole)
    return text, whole


def with_area(text: str, area: str) -> str:
    """A text with one of the areas; empty where the two do not go together."""
    top, below = AREAS[area]
    bare = text.removeprefix("\ufeff")
    mark = text[: len(text) - len(bare)]
    ending = "\r\n" if "\r\n" in bare else "\n"
    middle = bare + ending if below and bare and not bare.endswith("\n") else bare
    whole = mark + top.replace("\n", ending) + middle + below.replace("\n", ending)
    try:
        toml_keys.parse(whole)
    except DocumentError:
        return ""
    return whole


def round_trip(name: str, whole: str, stays: str) -> None:
    """Make an edit of `whole`; lines of `stays` have to stay. Take it back and compare bytes."""
    with fresh_home() as where:
        where.config_toml.write_bytes(whole.encode())
        if name != RESTORE and not is_readable(name, where):
            return
        made = EDITS[name](where) if name == RESTORE else None
        before = files(where)
        receipt = apply(lambda: made or EDITS[name](where), where, at=later(0))
        if made:
            assert where.config_toml.read_bytes() == whole.encode()
        after = where.config_toml.read_bytes().decode()
        lost = lost_lines(stays, after)
        assert lost == [], f"{name} lost {lost}\n--- before\n{whole!r}\n--- after\n{after!r}"
        if receipt.files:
            undo(receipt, where, later(1))
        assert files(where) == before, name
        strays = {path for path in stray_files(where) if path not in before}
        assert strays <= {folder(where), *folder(where).glob("*")}


def is_readable(name: str, where: Locations) -> bool:
    """Whether Codex reads the hooks of the text: random ones are mostly nonsense."""
    try:
        EDITS[name](where)
    except DocumentError:
        return False
    return True


def files(where: Locations) -> dict[object, bytes]:
    """All files of Codex's home."""
    return {path: path.read_bytes() for path in where.codex_home.rglob("*") if path.is_file()}


def lost_lines(text: str, after: str) -> list[str]:
    """The lines of a text that are not in another one, in their order; blank ones may go."""
    pending = iter(_lines(after))
    return [line for line in _lines(text) if line.strip() and line not in pending]


def _lines(text: str) -> list[str]:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines
