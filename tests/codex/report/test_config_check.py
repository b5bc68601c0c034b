from __future__ import annotations

import pytest

from codexctl.codex.config.findings import Finding, Weight
from codexctl.codex.report.config_check import config_findings, requirements_findings

PATH = "/home/dev/.codex/config.toml"


def one(text: str, *, project: bool = False) -> Finding:
    (finding,) = config_findings(text, PATH, project=project)
    return finding


def test_what_is_no_toml_is_named_with_its_place() -> None:
    finding = one('model = "x"\nnotify = \n')
    assert str(finding).startswith(f"{PATH}:2:10: ")
    assert finding.weight is Weight.rejected


def test_a_value_of_the_wrong_kind_is_what_codex_rejects() -> None:
    finding = one("# mine\n[history]\npersistence = 3\n")
    assert str(finding) == (f"{PATH}:3:15: history.persistence: takes save-all or none, not 3")
    assert finding.weight is Weight.rejected
    assert finding.hint == "codexctl config unset history.persistence"


def test_an_unknown_key_is_passed_over_and_has_a_guess() -> None:
    finding = one('[tui]\ntheme = "x"\nanimation = true\n')
    assert (finding.line, finding.column, finding.weight) == (3, 1, Weight.ignored)
    assert finding.hint == "did you mean tui.animations?"


def test_a_feature_under_two_names_counts_once() -> None:
    finding = one("[features]\ncodex_hooks = false\nhooks = true\n")
    assert (finding.line, finding.weight) == (2, Weight.ignored)
    assert "features.hooks: only the new name counts" in finding.what


@pytest.mark.parametrize(
    "text",
    ['notify = ["x"]\n', "[features]\nrespect_system_proxy = true\n",
     '[hooks.state."k"]\nenabled = false\n'],
)  # fmt: skip
def test_what_a_project_may_not_set_is_passed_over(text: str) -> None:
    assert config_findings(text, PATH) == ()
    assert one(text, project=True).weight is Weight.ignored


def test_inline_hooks_are_checked_with_the_rest() -> None:
    finding = one('[[hooks.Stop]]\nhooks = [{ type = "http" }]\n')
    assert (finding.line, finding.column) == (2, 19)
    assert "takes command, mcp_tool, prompt or agent" in finding.what


def test_findings_stand_in_the_order_of_the_file() -> None:
    text = "modle = 1\nmodel = 1\n[historie]\nx = 1\n[tui]\nanimations = 1\n"
    assert [found.line for found in config_findings(text, PATH)] == [1, 2, 3, 6]


def test_a_byte_order_mark_and_toml_1_1_are_fine_with_codex() -> None:
    assert config_findings('\ufeffmodel = "x"\ntui = {\n  animations = true,\n}\n', PATH) == ()


def test_requirements_have_a_schema_of_their_own() -> None:
    text = "allow_managed_hooks_only = 1\nallow_manged_hooks_only = true\n[features]\nhooks = 1\n"
    wrong, unknown, feature = requirements_findings(text, "/etc/codex/requirements.toml")
    assert (wrong.line, wrong.weight) == (1, Weight.rejected)
    assert (unknown.line, unknown.weight) == (2, Weight.ignored)
    assert unknown.hint == "did you mean allow_managed_hooks_only?"
    assert feature.what == "features.hooks: takes true or false, not 1"
