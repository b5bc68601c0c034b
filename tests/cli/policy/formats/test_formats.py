"""The forms that CI reads: whole documents, whatever names and texts are in them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from codexctl.cli.policy.formats.junit import junit
from codexctl.cli.policy.formats.report import Home, Report, report_of
from codexctl.cli.policy.formats.sarif import file_uri, sarif
from codexctl.policy.audit.catalog import RULES
from codexctl.policy.audit.finding import Finding
from tests.cli.conftest import Shell
from tests.cli.policy.findings_for_real import CASES, made
from tests.cli.policy.formats.sarif_subset import SARIF

HOME = Home(Path("/home/ada/.codex"))
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_TEXTS = st.text(st.characters(), max_size=30)
_FINDINGS = st.builds(
    Finding,
    st.sampled_from([*RULES, "an-id-of-tomorrow"]),
    _TEXTS.filter(bool),
    st.one_of(_TEXTS, _TEXTS.map(lambda text: f"/{text}:7")),
    _TEXTS.filter(bool),
    st.booleans(),
)


def _report(*found: Finding) -> Report:
    return report_of(None, [(HOME, found)])


def _junit_is_sound(text: str) -> ET.Element:
    """The structure that Ant's and Jenkins' schemas have in common."""
    suites = ET.fromstring(text)
    assert suites.tag == "testsuites"
    (suite,) = suites
    names = [child.tag for child in suite]
    assert names[0] == "properties"
    assert names[-2:] == ["system-out", "system-err"]
    assert set(names[1:-2]) <= {"testcase"}
    cases = suite.findall("testcase")
    failures = suite.findall("testcase/failure")
    assert int(suite.attrib["tests"]) == len(cases)
    assert int(suite.attrib["failures"]) == len(failures)
    assert all(each.attrib["type"] and each.attrib["message"] for each in failures)
    assert all(set(case.keys()) >= {"name", "classname", "time"} for case in cases)
    datetime.strptime(suite.attrib["timestamp"], "%Y-%m-%dT%H:%M:%S").astimezone(UTC)
    return suite


@given(st.lists(_FINDINGS, max_size=4))
def test_whatever_findings_say_the_documents_are_sound(found: list[Finding]) -> None:
    report = _report(*found)
    document = json.loads(json.dumps(sarif(report)))
    Draft202012Validator(SARIF).validate(document)
    (run,) = document["runs"]
    assert len(run["results"]) == len(set(found))
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in run["results"])
    suite = _junit_is_sound(junit(report, NOW))
    assert len(suite.findall("testcase/failure")) == len({f for f in found if f.violation})


@given(st.binary(min_size=1, max_size=20).filter(lambda name: not {0, 47} & set(name)))
def test_a_files_uri_leads_back_to_its_name(name: bytes) -> None:
    path = "/tmp/" + name.decode(errors="surrogateescape")
    found = urlsplit(file_uri(path))
    assert (found.scheme, found.netloc, found.query, found.fragment) == ("file", "", "", "")
    assert unquote_to_bytes(found.path) == b"/tmp/" + name


def test_a_finding_keeps_its_fingerprint_when_its_line_moves() -> None:
    first, moved, other = (
        _report(Finding("trust-bypass", "it is set", where, "unset it")).found[0].fingerprint
        for where in ("/a/config.toml:3", "/a/config.toml:9", "/b/config.toml:3")
    )
    assert first == moved
    assert first != other


def test_what_is_no_file_is_a_place_by_its_name() -> None:
    found = _report(Finding("other-way", "a proxy", "$https_proxy", "unset it", violation=False))
    (result,) = sarif(found)["runs"][0]["results"]
    assert result["locations"] == [{"logicalLocations": [{"fullyQualifiedName": "$https_proxy"}]}]
    assert result["level"] == "note"


def test_what_is_true_of_the_machine_is_said_once_for_all_homes() -> None:
    same = Finding("policy-unreadable", "it cannot be used", "/etc/codexctl/policy.toml", "fix it")
    own = Finding("trust-bypass", "set", "/home/bob/.codex/config.toml:1", "unset it")
    bob = Home(Path("/home/bob/.codex"), "bob")
    report = report_of(None, [(HOME, (same,)), (bob, (same, own))])
    assert [(each.finding, each.home) for each in report.found] == [(same, HOME), (own, bob)]


@pytest.mark.parametrize("finding", ["plaintext-key", "unknown-hook", "other-way"])
def test_the_command_writes_each_form(shell: Shell, finding: str) -> None:
    case = CASES[finding]
    check = ("policy", "check", "--policy", str(made(shell, case)))
    done = shell.run(*check, "--format", "sarif", **case.environ)
    Draft202012Validator(SARIF).validate(done.json)
    (result,) = done.json["runs"][0]["results"]
    assert result["ruleId"] == finding
    xml = shell.run(*check, "--format", "junit", "--out", "found.xml", **case.environ)
    assert xml.out == ""
    _junit_is_sound((shell.cwd / "found.xml").read_text("utf-8"))
    assert (shell.cwd / "found.xml").stat().st_mode & 0o777 == 0o600
    assert done.code == xml.code == int(case.violates)
    assert shell.run(*check, "--out", "found.xml").code == 2
    assert shell.run(*check, "--out", "found.xml", "--force", **case.environ).code == done.code
    assert (shell.cwd / "found.xml").read_text("utf-8").startswith("policy: ")
    assert shell.run(*check, "--json", "--format", "junit").code == 2


def test_hostile_names_come_out_as_text_in_every_form(shell: Shell) -> None:
    name = '</failure>\x1b[31m"&]]>'
    (shell.locations.codex_home / "hooks.json").write_text(
        json.dumps(
            {"hooks": {"Stop": [{"hooks": [{"type": "command", "command": f"'{name}' x"}]}]}}
        )
    )
    for form in ("text", "json", "sarif", "junit"):
        done = shell.run("policy", "check", "--format", form)
        assert "\x1b" not in done.out
        assert done.code == 0
    suite = _junit_is_sound(done.out)
    assert "failure>\\x1b" in (suite.findtext("system-out") or "")


def test_several_homes_are_checked_at_once(shell: Shell) -> None:
    homes = []
    for name in ("one", "two"):
        home = shell.cwd / name
        home.mkdir()
        (home / "config.toml").write_text("bypass_hook_trust = true\n")
        homes += ["--codex-home", str(home)]
    (shell.cwd / "p.toml").write_text("version = 1\n[trust]\nbypass = false\n")
    result = shell.run("policy", "check", "--policy", "p.toml", *homes, "--json").json
    found = {
        (Path(each["home"]).name, each["where"].rsplit("/", 2)[1]) for each in result["violations"]
    }
    assert found == {("one", "one"), ("two", "two")}
    assert [home["user"] for home in result["homes"]] == [None, None]
