"""Who may not have the view at all: by the administrator's word, or by their own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.errors import CodexctlError, PolicyRefused
from codexctl.locations import Locations
from codexctl.settings.load import SettingsError
from codexctl.view.web.door.allowed import check_allowed


def with_policy(locations: Locations, tmp_path: Path, text: str) -> Locations:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    path.chmod(0o644)
    return replace(locations, policy_file=path)


def settings(locations: Locations, text: str) -> None:
    locations.settings_toml.parent.mkdir(parents=True)
    locations.settings_toml.write_text(text)


def test_without_a_word_anybody_may(empty: Locations) -> None:
    check_allowed(empty)
    settings(empty, "version = 1\n[view]\nenabled = true\n")
    check_allowed(empty)


def test_a_policy_that_switches_the_view_off_is_named_with_its_line(
    empty: Locations, tmp_path: Path
) -> None:
    off = 'version = 1\n[view]\nenabled = false\n[support]\ncontact = "it@example.com"\n'
    locations = with_policy(empty, tmp_path, off)
    settings(locations, "version = 1\n[view]\nenabled = true\n")
    with pytest.raises(PolicyRefused, match="policy does not allow codexctl view") as refused:
        check_allowed(locations)
    assert refused.value.hint == f"{locations.policy_file}:3 says so; ask it@example.com"


def test_a_policy_that_cannot_be_used_switches_it_off(empty: Locations, tmp_path: Path) -> None:
    with pytest.raises(PolicyRefused):
        check_allowed(with_policy(empty, tmp_path, "version = 1\n[view]\n"))


def test_a_policy_that_says_nothing_of_the_view_lets_it_be(
    empty: Locations, tmp_path: Path
) -> None:
    check_allowed(with_policy(empty, tmp_path, 'version = 1\n[capture]\nmax = "metadata"\n'))


def test_the_persons_own_settings_can_switch_it_off(empty: Locations) -> None:
    settings(empty, "version = 1\n[view]\nenabled = false\n")
    with pytest.raises(CodexctlError, match="switched off in your settings") as refused:
        check_allowed(empty)
    assert str(empty.settings_toml) in refused.value.hint


def test_settings_that_cannot_be_read_are_not_passed_over(empty: Locations) -> None:
    settings(empty, "view = \n")
    with pytest.raises(SettingsError):
        check_allowed(empty)
