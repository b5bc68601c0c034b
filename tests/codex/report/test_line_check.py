from __future__ import annotations

import pytest

from codexctl.codex.config.findings import Finding, Weight
from codexctl.codex.config.known_keys import known
from codexctl.codex.config.of_line import misuses_at
from codexctl.codex.report.config_check import config_findings


def found(text: str, version: str) -> tuple[Finding, ...]:
    return config_findings(text, "/h/config.toml", version=version)


def test_the_selector_of_profiles_is_fine_where_codex_reads_it() -> None:
    text = 'profile = "x"\n[profiles.x]\nmodel = "m"\n'
    assert found(text, "0.130.0") == ()


def test_the_selector_of_profiles_keeps_a_newer_codex_from_starting() -> None:
    first, second = found('profile = "x"\n[profiles.x]\nmodel = "m"\n', "0.142.0")
    assert (first.line, first.weight) == (1, Weight.rejected)
    assert "codex --profile" in first.what
    assert (second.line, second.weight) == (2, Weight.note)


def test_a_word_that_only_older_releases_take_is_rejected_from_there_on() -> None:
    text = 'model = "m"\napproval_policy = "untrusted"\n'
    assert found(text, "0.142.0") == ()
    (finding,) = found(text, "0.150.0")
    assert (finding.line, finding.weight) == (2, Weight.rejected)


def test_a_key_of_a_newer_release_is_passed_over_by_an_older_one() -> None:
    text = "[browser_use]\n"
    assert found(text, "0.169.0") == ()
    (finding,) = found(text, "0.130.0")
    assert finding.weight is Weight.ignored
    assert "does not know it yet" in finding.what
    assert finding.hint == "update Codex, or codexctl config unset browser_use"


def test_a_key_that_is_gone_says_who_knew_it() -> None:
    text = 'experimental_instructions_file = "/x"\n'
    assert found(text, "0.130.0")[0].weight is Weight.note
    (finding,) = found(text, "0.169.0")
    assert finding.weight is Weight.ignored
    assert "no longer knows it: Codex 0.130 did" in finding.what
    assert finding.hint == "codexctl config upgrade: model_instructions_file"


def test_an_older_name_is_worth_a_note() -> None:
    (finding,) = found("[features]\ncollab = true\n", "0.169.0")
    assert finding.weight is Weight.note
    assert "an older name of features.multi_agent" in finding.what


@pytest.mark.parametrize("version", ["0.130.0", "0.169.0", ""])
def test_a_key_that_nobody_knows_is_unknown_in_every_release(version: str) -> None:
    (finding,) = found("modle = 1\n", version)
    assert finding.weight is Weight.ignored
    assert finding.hint == "did you mean model?"


def test_below_a_key_whose_word_is_a_table_that_keys_words_do_not_count() -> None:
    path = ("otel", "exporter", "otlp-http", "protocol")
    assert list(misuses_at(path, "binary", known("0.169.0"))) == []
    assert list(misuses_at(("otel", "exporter"), "binary", known("0.169.0"))) != []
