from __future__ import annotations

import stat
from pathlib import Path

import pytest

from codexctl.codex.hooks.command import HOOKED_EVENTS
from codexctl.codex.hooks.trust import Trust
from codexctl.edit.intent.wanted import Intent, TrustChoice
from codexctl.errors import DocumentError, EditRefused
from codexctl.settings.capture import CaptureMode, Voice
from codexctl.settings.load import load
from codexctl.settings.model import Delivery, Destination, Keep, TraceParentUse
from tests.edit.machine import Machine, hooks_json, machine

OTLP = Destination("otlp", "otlp", "https://collector.example/v1/traces", (("x-team", "a"),))


@pytest.fixture
def box(tmp_path: Path) -> Machine:
    return machine(tmp_path)


def test_every_hook_of_ours_is_installed_and_trusted_and_the_script_can_run(box: Machine) -> None:
    box.setup()
    assert box.ours() == list(HOOKED_EVENTS)
    assert set(box.trust().values()) == {Trust.trusted}
    assert stat.S_IMODE(box.locations.hook_script.stat().st_mode) == 0o700
    assert load(box.locations.settings_toml).destination("local") is not None


def test_the_files_of_codex_hold_nothing_but_hooks_and_their_trust(box: Machine) -> None:
    box.setup()
    assert set(box.config) == {"hooks"}
    assert set(box.config["hooks"]) == {"state"}
    assert len(box.state) == len(HOOKED_EVENTS)


def test_a_second_setup_plans_nothing(box: Machine) -> None:
    intent = Intent(
        destinations=(OTLP,),
        capture=CaptureMode.full,
        exclude=frozenset({"paths"}),
        resource=(("deployment.environment.name", "ci"),),
        features=(("hooks", True),),
    )
    box.setup(intent)
    assert box.plan(intent).edits == ()


def test_our_groups_stand_behind_everybody_elses_so_that_no_trust_key_moves(box: Machine) -> None:
    box.write(hooks_json(Stop=["a", "b"], PreToolUse=["c"]))
    box.trust_by_hand("a", "c")
    before = dict(box.state)
    box.setup()
    assert before.items() <= box.state.items()
    assert [box.trust()[name] for name in "abc"] == [
        Trust.trusted,
        Trust.untrusted,
        Trust.trusted,
    ]


def test_only_insertions_are_made_to_hooks_json(box: Machine) -> None:
    text = '{ "description" : "é",\r\n\t"hooks":{"Stop":[ {"hooks":[]} ]}}'
    box.write(text)
    box.setup()
    rest = iter(box.locations.hooks_json.read_bytes().decode())
    assert all(char in rest for char in text)


def test_with_ask_the_person_reviews_the_hooks(box: Machine) -> None:
    box.setup(Intent(trust=TrustChoice.ask))
    assert set(box.trust().values()) == {Trust.untrusted}
    assert not box.locations.config_toml.exists()


def test_with_bypass_the_documented_switch_is_set_and_nothing_is_trusted(box: Machine) -> None:
    box.setup(Intent(trust=TrustChoice.bypass))
    assert box.config == {"bypass_hook_trust": True}


def test_an_old_entry_in_our_place_is_replaced_and_lends_no_trust(box: Machine) -> None:
    key = f"{box.locations.hooks_json}:stop:0:0"
    stale = f'[hooks.state."{key}"]\ntrusted_hash = "sha256:0"\nenabled = false\n'
    box.write(config=stale)
    box.setup()
    assert set(box.state[key]) == {"trusted_hash"}
    assert set(box.trust().values()) == {Trust.trusted}


def test_a_hook_of_ours_that_somebody_disabled_stays_disabled(box: Machine) -> None:
    box.setup()
    text = box.locations.config_toml.read_text()
    box.write(config=text.replace("trusted_hash", "enabled = false\ntrusted_hash", 1))
    assert box.plan(Intent()).edits == ()


def test_a_hook_that_went_missing_is_put_back_and_the_others_are_left_alone(box: Machine) -> None:
    box.setup()
    text = box.locations.hooks_json.read_text()
    box.write(text.replace('"Stop": [', '"PreCompact": [', 1))
    box.setup()
    assert sorted(box.ours()) == sorted(HOOKED_EVENTS)


def test_an_upgrade_changes_the_script_alone(box: Machine) -> None:
    box.setup()
    box.locations.hook_script.write_text("#!/bin/sh\nexit 0\n")
    assert [edit.path for edit in box.plan(Intent()).edits] == [box.locations.hook_script]


@pytest.mark.parametrize(
    ("config", "line", "name"),
    [
        ('model = "x"\n\n[features]\n# on purpose\nhooks = false\n', 5, "hooks"),
        ("features.codex_hooks = false\n", 1, "codex_hooks"),
        ("\nfeatures = { hooks = false }\n", 2, "hooks"),
    ],
)
def test_hooks_that_were_switched_off_stay_off_and_the_line_is_named(
    box: Machine, config: str, line: int, name: str
) -> None:
    box.write(config=config)
    with pytest.raises(EditRefused) as refused:
        box.setup()
    assert refused.value.message.startswith(f"{box.locations.config_toml}:{line}: features.{name} ")
    assert refused.value.hint == "codexctl setup --feature hooks=on"
    assert box.locations.config_toml.read_text() == config
    assert not box.locations.hooks_json.exists()


def test_hooks_are_switched_on_in_the_spelling_that_stands_there_when_asked_for(
    box: Machine,
) -> None:
    box.write(config="features.codex_hooks = false # on purpose\n")
    box.setup(Intent(features=(("hooks", True),)))
    first = box.locations.config_toml.read_text().splitlines()[0]
    assert first == "features.codex_hooks = true # on purpose"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("config.toml", "a = 1\nb = \n", "config.toml:2:"),
        ("config.toml", "a = 1\na = 2\n", "config.toml:"),
        ("hooks.json", "", "hooks.json:"),
        ("hooks.json", '{"hooks": {},}', "hooks.json:1:"),
        ("hooks.json", "[]", "hooks.json:"),
        ("hooks.json", '{"$schema": "x", "hooks": {}}', "$schema: unknown field"),
        ("hooks.json", '{"hooks": {"Stop": null}}', "hooks.Stop: must be a list"),
    ],
)
def test_a_file_that_codex_rejects_is_named_and_nothing_is_changed(
    box: Machine, name: str, text: str, said: str
) -> None:
    (box.locations.codex_home / name).write_text(text)
    before = box.snapshot()
    with pytest.raises(DocumentError) as refused:
        box.setup()
    assert said in refused.value.message
    assert "\n" not in refused.value.message
    assert box.snapshot() == before
    assert not box.locations.hook_script.exists()


def test_a_file_that_is_not_utf8_is_named_with_its_place(box: Machine) -> None:
    box.locations.config_toml.write_bytes(b'a = 1\nb = "\xff"\n')
    with pytest.raises(DocumentError, match=r"config\.toml:2:6: not UTF-8"):
        box.setup()


def test_a_codex_home_is_made_for_oneself_alone_and_goes_with_what_is_in_it(box: Machine) -> None:
    box.locations.codex_home.rmdir()
    box.setup()
    assert stat.S_IMODE(box.locations.codex_home.stat().st_mode) == 0o700
    assert box.ours()
    box.uninstall()
    assert not box.locations.codex_home.exists()


def test_a_codex_home_that_somebody_uses_by_now_stays(box: Machine) -> None:
    box.locations.codex_home.rmdir()
    box.setup()
    (box.locations.codex_home / "auth.json").write_text("{}")
    box.uninstall()
    assert [path.name for path in box.locations.codex_home.iterdir()] == ["auth.json"]


def test_settings_keep_what_a_person_wrote(box: Machine) -> None:
    box.locations.settings_toml.parent.mkdir(parents=True)
    mine = '# mine\nversion = 1\n\n[capture] # strict\nmode = "metadata"\n'
    box.locations.settings_toml.write_text(mine)
    box.setup(Intent(destinations=(OTLP,)))
    text = box.locations.settings_toml.read_text()
    assert text.startswith(mine)
    assert load(box.locations.settings_toml).destinations == (OTLP,)
    assert load(box.locations.settings_toml).capture.mode is CaptureMode.metadata


def test_what_becomes_of_traceparent_is_written_only_when_it_changes(box: Machine) -> None:
    box.setup(Intent(settings={"traceparent": "link"}))
    assert "traceparent" not in box.locations.settings_toml.read_text()
    box.setup(Intent(settings={"traceparent": "parent"}))
    box.setup(Intent())
    assert load(box.locations.settings_toml).traceparent is TraceParentUse.parent


def test_how_much_is_kept_is_written_line_by_line_and_goes_with_its_bound(box: Machine) -> None:
    def text() -> str:
        return box.locations.settings_toml.read_text()

    box.setup(Intent(settings={"local.keep_days": None, "local.max_mb": None}))
    assert "[local]" not in text()
    box.setup(Intent(settings={"local.keep_days": 90}))
    assert "[local]\nkeep_days = 90\n" in text()
    assert "max_mb" not in text()
    box.setup(Intent(settings={"local.max_mb": 500}))
    box.setup(Intent())
    assert load(box.locations.settings_toml).keep == Keep(90, 500)
    box.setup(Intent(settings={"local.keep_days": None}))
    assert "keep_days" not in text()
    assert load(box.locations.settings_toml).keep == Keep(max_mb=500)


def test_what_was_not_said_about_capture_is_not_written(box: Machine) -> None:
    box.setup()
    assert load(box.locations.settings_toml).capture.source.voice is Voice.default


def test_how_turns_are_delivered_is_written_as_far_as_it_changes(box: Machine) -> None:
    box.setup(Intent(settings={"deliver.quiet_seconds": 3, "deliver.debug": False}))
    assert "[deliver]\nquiet_seconds = 3\n" in box.locations.settings_toml.read_text()
    assert "debug" not in box.locations.settings_toml.read_text()
    wanted = {"quiet_seconds": 0.5, "unseen_quiet_seconds": 60, "debug": True}
    box.setup(Intent(settings={f"deliver.{key}": value for key, value in wanted.items()}))
    assert load(box.locations.settings_toml).delivery == Delivery(0.5, 60, debug=True)


def test_a_destination_that_stays_keeps_its_lines(box: Machine) -> None:
    box.setup(Intent(destinations=(OTLP,)))
    text = box.locations.settings_toml.read_text().replace("[[dest", "# ours\n[[dest")
    box.locations.settings_toml.write_text(text)
    local = Destination("local", "local")
    box.setup(Intent(destinations=(OTLP, local)))
    assert box.locations.settings_toml.read_text().startswith(text)
    assert load(box.locations.settings_toml).destinations == (OTLP, local)


def test_the_hooks_of_one_project_stand_in_its_folder_and_their_trust_with_the_person(
    box: Machine, tmp_path: Path
) -> None:
    root = tmp_path / "repository"
    root.mkdir()
    box.setup(Intent(project=root))
    assert (root / ".codex" / "hooks.json").exists()
    assert not box.locations.hooks_json.exists()
    assert {key.split(":")[0] for key in box.state} == {str(root / ".codex" / "hooks.json")}
