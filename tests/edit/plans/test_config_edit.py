from __future__ import annotations

import pytest

from codexctl.codex.hooks.trust import read_state
from codexctl.document import toml_keys
from codexctl.edit.intent.scope import scope_of
from codexctl.edit.plan import Plan
from codexctl.edit.plans.config_edit import (
    Change,
    not_notifying,
    notifying,
    plan_config,
    setting,
    switching,
    unsetting,
)
from codexctl.errors import DocumentError, EditRefused
from codexctl.locations import Locations


def planned(where: Locations, text: str, change: tuple[Change, str]) -> str:
    """What config.toml would hold."""
    where.config_toml.write_text(text)
    plan = plan_config(where.config_toml, change[0], where, change[1])
    return text if plan.is_empty else after(plan, where)


def after(plan: Plan, where: Locations) -> str:
    (edit,) = (edit for edit in plan.edits if edit.path == where.config_toml)
    assert edit.after is not None
    return edit.after.decode()


def test_a_key_is_set_and_nothing_else(where: Locations) -> None:
    text = '# mine\r\nmodel = "a" # why\r\n'
    assert planned(where, text, setting(("model",), "b")) == '# mine\r\nmodel = "b" # why\r\n'
    assert planned(where, text, unsetting(("model",))) == "# mine\r\n"


def test_what_is_as_wanted_gives_an_empty_plan(where: Locations) -> None:
    where.config_toml.write_text('model = "a"\n')
    change, title = setting(("model",), "a")
    assert plan_config(where.config_toml, change, where, title).is_empty


def test_a_file_that_codex_would_reject_is_named_and_kept(where: Locations) -> None:
    with pytest.raises(DocumentError, match=r"config\.toml:2:5"):
        planned(where, "x = 1\ny = \n", setting(("model",), "b"))


def test_neither_a_file_nor_a_home_needs_to_be_there(where: Locations) -> None:
    path = scope_of(where, where.home / "proj").config
    change, title = setting(("model",), "a")
    (edit,) = plan_config(path, change, where, title).edits
    assert (edit.path, edit.before, edit.after) == (path, None, b'model = "a"\n')
    where.codex_home.rmdir()
    assert plan_config(path, change, where, title).edits == (edit,)


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        ("", "hooks", "[features]\nhooks = false\n"),
        ("", "codex_hooks", "[features]\nhooks = false\n"),
        ("[features]\ncodex_hooks = true # why\n", "hooks",
         "[features]\ncodex_hooks = false # why\n"),
        ("features.hooks = true\nfeatures.codex_hooks = true\n", "codex_hooks",
         "features.hooks = false\nfeatures.codex_hooks = true\n"),
        ("features = { apps = true } # one line\n", "apps",
         "features = { apps = false } # one line\n"),
        ("[features.multi_agent_v2]\nenabled = true\ntool_namespace = 'x'\n", "multi_agent_v2",
         "[features.multi_agent_v2]\nenabled = false\ntool_namespace = 'x'\n"),
    ],
)  # fmt: skip
def test_a_feature_is_switched_where_and_as_it_stands(
    where: Locations, text: str, name: str, wanted: str
) -> None:
    assert planned(where, text, switching(name, on=False)) == wanted


def test_the_notify_program_keeps_its_form(where: Locations) -> None:
    text = 'notify = [\n  "say", # loud\n  "done",\n]\n'
    assert planned(where, text, notifying(("say", "well done"), where)) == (
        'notify = [\n  "say", # loud\n  "well done",\n]\n'
    )
    assert planned(where, text, not_notifying(where)) == ""


def test_our_notify_script_stays_in_front(where: Locations) -> None:
    script = where.notify_script
    text = f'notify = ["{script}", "say"]\n'
    assert planned(where, text, notifying(("tell", "me"), where)) == (
        f'notify = ["{script}", "tell", "me"]\n'
    )
    assert planned(where, text, not_notifying(where)) == f'notify = ["{script}"]\n'


INLINE = """\
[[hooks.Stop]]
hooks = [{ type = "command", command = "one" }]
[[hooks.Stop]]
hooks = [{ type = "command", command = "two" }]
"""


def test_inline_hooks_that_move_take_their_trust_along(where: Locations) -> None:
    def entry(place: str, digest: str) -> str:
        return f'[hooks.state."{where.config_toml}:{place}"]\ntrusted_hash = "sha256:{digest}"\n'

    text = INLINE + entry("stop:0:0", "1") + entry("stop:1:0", "2")
    result = planned(where, text, unsetting(("hooks", "Stop", "0")))
    assert read_state(toml_keys.parse(result)) == {
        f"{where.config_toml}:stop:0:0": {"trusted_hash": "sha256:2"}
    }


def test_hooks_that_codex_would_reject_are_refused(where: Locations) -> None:
    with pytest.raises(EditRefused, match=r"hooks\.Stop\[0\]\.hooks\[0\]\.type"):
        planned(where, INLINE, setting(("hooks", "Stop", "0", "hooks", "0", "type"), "http"))
