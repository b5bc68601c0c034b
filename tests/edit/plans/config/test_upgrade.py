from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.codex.config.known_keys import known
from codexctl.edit.plans.config.upgrade import Upgrade, plan_upgrade
from codexctl.edit.transaction.apply import apply
from codexctl.errors import DocumentError
from codexctl.locations import Locations, locate
from tests.edit.edits import NOON, undo

NEWEST = known()


def upgrade(locations: Locations, text: str, to: str = "", *, remove: bool = False) -> Upgrade:
    locations.config_toml.write_text(text)
    return plan_upgrade(locations.config_toml, known(to), locations, remove=remove)


def after(found: Upgrade) -> dict[str, str]:
    return {edit.path.name: (edit.after or b"").decode() for edit in found.plan.edits}


def test_an_older_name_becomes_the_newer_one_on_its_line(locations: Locations) -> None:
    found = upgrade(locations, "# mine\n[features]\ncollab   = true # agents\nhooks = true\n")
    assert after(found)["config.toml"] == (
        "# mine\n[features]\nmulti_agent   = true # agents\nhooks = true\n"
    )


def test_where_both_names_are_set_the_newer_one_stays(locations: Locations) -> None:
    found = upgrade(locations, "[features]\ncodex_hooks = false\nhooks = true\n")
    assert after(found)["config.toml"] == "[features]\nhooks = true\n"


def test_a_switch_of_old_becomes_the_word_that_means_the_same(locations: Locations) -> None:
    found = upgrade(locations, 'model = "m"\n\n[features]\nweb_search_request = true\n')
    assert tomllib.loads(after(found)["config.toml"]) == {"model": "m", "web_search": "live"}


def test_the_older_wire_api_becomes_the_one_that_is_left(locations: Locations) -> None:
    text = '[model_providers.x]\nname = "x" # mine\nwire_api = "chat" # old\n'
    found = upgrade(locations, text)
    assert after(found)["config.toml"] == text.replace("chat", "responses")


def test_profiles_become_files_with_their_comments(locations: Locations) -> None:
    text = (
        'model = "m"\nprofile = "deep"\n\n# think\n[profiles.deep]\nmodel = "n" # better\n'
        '# how much\nmodel_reasoning_effort = "high"\n\n[profiles.deep.features]\nhooks = true\n'
        "\n[tui]\nanimations = false\n"
    )
    found = upgrade(locations, text)
    assert after(found) == {
        "config.toml": 'model = "m"\n\n# think\n\n[tui]\nanimations = false\n',
        "deep.config.toml": (
            'model = "n" # better\n# how much\nmodel_reasoning_effort = "high"\n'
            "\n[features]\nhooks = true\n"
        ),
    }
    assert "use it with: codex --profile deep" in found.notes


def test_no_comment_of_a_profile_is_lost_when_it_becomes_a_file(locations: Locations) -> None:
    text = (
        "[profiles.deep] # for hard questions\n# first\n\nmodel = 'n' # better\n\n# apart\n\n"
        "[ profiles . deep . features ] # switches\nhooks = true # on\n\n"
        "[tui] # screen\nanimations = false\n\n"
        "# later\n[profiles.deep.tui] # its own\nanimations = true\n"
    )
    assert after(upgrade(locations, text)) == {
        "config.toml": "[tui] # screen\nanimations = false\n\n# later\n",
        "deep.config.toml": (
            "# for hard questions\n# first\n\nmodel = 'n' # better\n\n# apart\n\n"
            "[features] # switches\nhooks = true # on\n\n"
            "# later\n[tui] # its own\nanimations = true\n"
        ),
    }


def test_comments_behind_dotted_keys_stand_above_the_keys_of_the_file(locations: Locations) -> None:
    text = "profiles.a.model = 'n' # better\n# why\n\nprofiles.a.tui.animations = false # calm"
    found = after(upgrade(locations, text))["a.config.toml"]
    assert found.startswith("# better\n# why\n# calm\n")
    assert tomllib.loads(found) == {"model": "n", "tui": {"animations": False}}


def test_a_profile_in_any_other_form_says_the_same_in_its_file(locations: Locations) -> None:
    text = 'profiles.a.model = "n"\nprofiles.a.tui.animations = false\n'
    found = upgrade(locations, text)
    assert tomllib.loads(after(found)["a.config.toml"]) == {
        "model": "n", "tui": {"animations": False},
    }  # fmt: skip
    assert tomllib.loads(after(found)["config.toml"]) == {}


def test_a_profile_whose_file_exists_stays_and_is_named(locations: Locations) -> None:
    other = locations.codex_home / "deep.config.toml"
    other.write_text('model = "theirs"\n')
    found = upgrade(locations, '[profiles.deep]\nmodel = "n"\n')
    assert found.plan.is_empty
    assert any("deep.config.toml exists already" in note for note in found.notes)


def test_profiles_stay_where_codex_reads_them(locations: Locations) -> None:
    found = upgrade(locations, 'profile = "a"\n[profiles.a]\nmodel = "n"\n', "0.130")
    assert found.plan.is_empty


def test_what_is_refused_is_named_and_stays(locations: Locations) -> None:
    found = upgrade(locations, 'approval_policy = "untrusted"\n', "0.150")
    assert found.plan.is_empty
    assert any("approval_policy" in note for note in found.notes)


def test_a_key_that_is_gone_goes_only_when_that_is_wanted(locations: Locations) -> None:
    text = '# mine\nmodel = "m"\nzsh_path = "/bin/zsh"\n'
    assert upgrade(locations, text).plan.is_empty
    found = upgrade(locations, text, remove=True)
    assert after(found)["config.toml"] == '# mine\nmodel = "m"\n'


def test_undo_gives_every_byte_back(locations: Locations) -> None:
    text = 'profile = "a"\r\n[profiles.a]\r\nmodel = "n" # x\r\n[features]\r\ncollab = true\r\n'
    locations.config_toml.write_bytes(text.encode())
    found = plan_upgrade(locations.config_toml, NEWEST, locations)
    receipt = apply(lambda: found.plan, locations, at=NOON)
    assert (locations.codex_home / "a.config.toml").exists()
    undo(receipt, locations)
    assert locations.config_toml.read_bytes() == text.encode()
    assert not (locations.codex_home / "a.config.toml").exists()


SHAPES = sorted((Path(__file__).parents[3] / "shapes" / "configs").glob("*.toml"))


@given(shape=st.sampled_from(SHAPES), line=st.sampled_from(NEWEST.lines), remove=st.booleans())
def test_a_second_upgrade_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, shape: Path, line: str, *, remove: bool
) -> None:
    locations = locate({"HOME": str(tmp_path_factory.mktemp("home"))})
    locations.codex_home.mkdir()
    locations.config_toml.write_bytes(shape.read_bytes())
    found = plan_upgrade(locations.config_toml, known(line), locations, remove=remove)
    for edit in found.plan.edits:
        edit.path.write_bytes(edit.after or b"")
    again = plan_upgrade(locations.config_toml, known(line), locations, remove=remove)
    assert again.plan.is_empty


@pytest.mark.parametrize("broken", ["config.toml", "work.config.toml"])
def test_a_file_that_is_no_toml_is_named(locations: Locations, broken: str) -> None:
    (locations.codex_home / "work.config.toml").write_text('model = "w"\n')
    path = locations.codex_home / broken
    path.write_text('model = "m"\n[tui\n')
    with pytest.raises(DocumentError) as raised:
        plan_upgrade(locations.config_toml, known(), locations)
    assert raised.value.message.startswith(f"{path}:2:5: ")
