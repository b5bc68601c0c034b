"""What a machine needs is added to documents of others; what contradicts it is named."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from codexctl.edit.plans.fleet.merging import conflicts, merged
from codexctl.errors import DocumentError

PATH = Path("/etc/codex/requirements.toml")
STOP = {"hooks": [{"type": "command", "command": "/usr/local/lib/codexctl/hook.sh Stop"}]}
THEIRS = {"hooks": [{"type": "command", "command": "x"}]}
WANTED = """\
# From a policy.
[features]
hooks = true
memories = false

[otel]
exporter = "none"

[hooks]
managed_dir = "/usr/local/lib/codexctl"

[[hooks.Stop]]

[[hooks.Stop.hooks]]
type = "command"
command = "/usr/local/lib/codexctl/hook.sh Stop"
"""
FORMS = {
    "an array of tables": '[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "x"\n',
    "an inline array": '[hooks]\nStop = [{hooks = [{type = "command", command = "x"}]}] # why\n',
    "a dotted key": 'hooks.Stop = [{hooks = [{type = "command", command = "x"}]}]\n',
    "an inline table": 'hooks = {Stop = [{hooks = [{type = "command", command = "x"}]}]}\n',
    "lines that end as on Windows": (
        '[[hooks.Stop]]\r\n[[hooks.Stop.hooks]]\r\ntype = "command"\r\ncommand = "x"\r\n'
    ),
    "a mark of byte order": (
        '\ufeff[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "x"\n'
    ),
    "an array over several lines": (
        'hooks.Stop = [\n  # one\n  {hooks = [{type = "command", command = "x"}]},\n]\n'
    ),
}


def said(text: str) -> list[str]:
    return [str(conflict) for conflict in conflicts(PATH, text, WANTED)]


@pytest.mark.parametrize("form", FORMS)
def test_our_group_stands_behind_theirs_in_whatever_form(form: str) -> None:
    text = FORMS[form]
    assert said(text) == []
    after = merged(text, WANTED)
    data = tomllib.loads(after.removeprefix("\ufeff"))
    assert data["hooks"]["Stop"] == [THEIRS, STOP]
    assert data["features"] == {"hooks": True, "memories": False}
    assert "managed_dir" not in data["hooks"]
    assert ("\r\n" in text) == ("\r\n" in after)
    assert after.count("#") == text.count("#")
    assert merged(after, WANTED) == after


def test_without_a_file_it_is_ours_word_by_word() -> None:
    assert merged(None, WANTED) == WANTED


def test_everything_of_others_stays_with_its_comments() -> None:
    text = (
        '# acme\nallowed_approval_policies = ["never"] # ours\n\n[otel]\nenvironment = "prod" # x\n'
    )
    after = merged(text, WANTED)
    for line in text.splitlines():
        assert line in after.splitlines()
    data = tomllib.loads(after)
    assert data["otel"] == {"environment": "prod", "exporter": "none"}
    assert data["hooks"]["managed_dir"] == "/usr/local/lib/codexctl"
    assert data["allowed_approval_policies"] == ["never"]


def test_a_flag_under_its_older_name_is_the_same_flag() -> None:
    assert said("[features]\ncodex_hooks = true\n") == []
    data = tomllib.loads(merged("[features]\ncodex_hooks = true\n", WANTED))
    assert data["features"] == {"codex_hooks": True, "memories": False}


def test_the_older_name_of_the_table_is_used_where_it_stands() -> None:
    data = tomllib.loads(merged("[feature_requirements]\nmemories = false\n", WANTED))
    assert data["feature_requirements"] == {"memories": False, "hooks": True}
    assert "features" not in data


CONTRADICTIONS = {
    "[features]\n\nhooks = false\n": f"{PATH}:3: features.hooks = false;",
    "features.memories = true\n": f"{PATH}:1: features.memories = true;",
    "features = {hooks = false}\n": f"{PATH}:1: features.hooks = false;",
    "features = 3\n": f"{PATH}:1: features = 3;",
    '[otel]\nexporter = "statsig"\n': f'{PATH}:2: otel.exporter = "statsig";',
    "[otel.exporter.otlp-http]\nendpoint = 'https://x/'\n": f"{PATH}:1: otel.exporter = ",
    "hooks = []\n": f"{PATH}:1: hooks = [];",
    "[hooks]\nStop = 1\n": f"{PATH}:2: hooks.Stop = 1;",
    "[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = 'command'\n"
    "command = '/opt/codexctl/hook.sh Stop'\n": f"{PATH}:4: runs /opt/codexctl/hook.sh Stop;",
}


OURS = (
    '[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\n'
    'command = "/usr/local/lib/codexctl/hook.sh Stop"\n'
)


def test_our_group_with_another_setting_is_named_and_does_not_run_twice() -> None:
    (conflict,) = said(f"{OURS}timeout = 20\n")
    assert conflict == (
        f"{PATH}:4: runs /usr/local/lib/codexctl/hook.sh Stop with timeout = 20;"
        " required: no timeout"
    )
    (conflict,) = said(OURS.replace("\n", "\nmatcher = 'x'\n", 1))
    assert "with matcher = " in conflict


def test_our_handler_beside_somebody_elses_in_one_group_is_there() -> None:
    text = f'{OURS}[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "x"\n'
    assert said(text) == []
    data = tomllib.loads(merged(text, WANTED))
    assert data["hooks"]["Stop"] == tomllib.loads(text)["hooks"]["Stop"]


@pytest.mark.parametrize("text", CONTRADICTIONS)
def test_what_contradicts_is_named_with_its_line(text: str) -> None:
    (conflict,) = said(text)
    assert conflict.startswith(CONTRADICTIONS[text])
    assert "required: " in conflict


def test_every_contradiction_is_named_at_once() -> None:
    assert len(said('[features]\nhooks = false\nmemories = true\n[otel]\nexporter = "x"\n')) == 3


def test_a_file_that_codex_rejects_is_not_touched() -> None:
    with pytest.raises(DocumentError, match=r"requirements\.toml:2:"):
        said("a = 1\nb = \n")
