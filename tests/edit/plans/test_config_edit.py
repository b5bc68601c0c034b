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


def planned(locations: Locations, text: str, change: tuple[Change, str]) -> str:
    """What config.toml would hold."""
    locations.config_toml.write_text(text)
    plan = plan_config(locations.config_toml, change[0], locations, change[1])
    return text if plan.is_empty else after(plan, locations)


def after(plan: Plan, locations: Locations) -> str:
    (edit,) = (edit for edit in plan.edits if edit.path == locations.config_toml)
    assert edit.after is not None
    return edit.after.decode()


def test_a_key_is_set_and_nothing_else(locations: Locations) -> None:
    text = '# mine\r\nmodel = "a" # why\r\n'
    assert planned(locations, text, setting(("model",), "b")) == '# mine\r\nmodel = "b" # why\r\n'
    assert planned(locations, text, unsetting(("model",))) == "# mine\r\n"


def test_what_is_as_wanted_gives_an_empty_plan(locations: Locations) -> None:
    locations.config_toml.write_text('model = "a"\n')
    change, title = setting(("model",), "a")
    assert plan_config(locations.config_toml, change, locations, title).is_empty


def test_a_file_that_codex_would_reject_is_named_and_kept(locations: Locations) -> None:
    with pytest.raises(DocumentError, match=r"config\.toml:2:5"):
        planned(locations, "x = 1\ny = \n", setting(("model",), "b"))


def test_neither_a_file_nor_a_home_needs_to_be_there(locations: Locations) -> None:
    path = scope_of(locations, locations.home / "proj").config
    change, title = setting(("model",), "a")
    (edit,) = plan_config(path, change, locations, title).edits
    assert (edit.path, edit.before, edit.after) == (path, None, b'model = "a"\n')
    locations.codex_home.rmdir()
    assert plan_config(path, change, locations, title).edits == (edit,)


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
    locations: Locations, text: str, name: str, wanted: str
) -> None:
    assert planned(locations, text, switching(name, on=False)) == wanted


def test_the_notify_program_keeps_its_form(locations: Locations) -> None:
    text = 'notify = [\n  "say", # loud\n  "done",\n]\n'
    assert planned(locations, text, notifying(("say", "well done"), locations)) == (
        'notify = [\n  "say", # loud\n  "well done",\n]\n'
    )
    assert planned(locations, text, not_notifying(locations)) == ""


def test_our_notify_script_stays_in_front(locations: Locations) -> None:
    script = locations.notify_script
    text = f'notify = ["{script}", "say"]\n'
    assert planned(locations, text, notifying(("tell", "me"), locations)) == (
        f'notify = ["{script}", "tell", "me"]\n'
    )
    assert planned(locations, text, not_notifying(locations)) == f'notify = ["{script}"]\n'


INLINE = """\
[[hooks.Stop]]
hooks = [{ type = "command", command = "one" }]
[[hooks.Stop]]
hooks = [{ type = "command", command = "two" }]
"""


def test_inline_hooks_that_move_take_their_trust_along(locations: Locations) -> None:
    def entry(place: str, digest: str) -> str:
        return (
            f'[hooks.state."{locations.config_toml}:{place}"]\ntrusted_hash = "sha256:{digest}"\n'
        )

    text = INLINE + entry("stop:0:0", "1") + entry("stop:1:0", "2")
    result = planned(locations, text, unsetting(("hooks", "Stop", "0")))
    assert read_state(toml_keys.parse(result)) == {
        f"{locations.config_toml}:stop:0:0": {"trusted_hash": "sha256:2"}
    }


def test_hooks_that_codex_would_reject_are_refused(locations: Locations) -> None:
    with pytest.raises(EditRefused, match=r"hooks\.Stop\[0\]\.hooks\[0\]\.type"):
        planned(locations, INLINE, setting(("hooks", "Stop", "0", "hooks", "0", "type"), "http"))
