from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.codex.guidance.items import Fate, Owner
from codexctl.codex.guidance.rules import checked, prompts, required, rules
from tests.codex.guidance.conftest import Make, write


def test_rules_of_a_project_count_where_it_is_trusted(make: Make, tmp_path: Path) -> None:
    for place in ("etc/rules", "person/.codex/rules", "project/.codex/rules"):
        write(tmp_path / place / "a.rules", "")
    write(tmp_path / "project/sub/.codex/rules/.b.rules", "")
    write(tmp_path / "person/.codex/rules/inner/c.rules", "")
    write(tmp_path / "person/.codex/rules/notes.txt", "")
    for level, fate in (
        ("trusted", Fate.used),
        ("untrusted", Fate.untrusted),
        ("", Fate.untrusted),
    ):
        found = rules(make(level))
        assert [(item.name, item.owner, item.fate) for item in found] == [
            ("a.rules", Owner.admin, Fate.used),
            ("a.rules", Owner.user, Fate.used),
            ("a.rules", Owner.project, fate),
            (".b.rules", Owner.project, fate),
        ]


def test_a_folder_that_codex_says_it_passes_over_is_not_read(make: Make, tmp_path: Path) -> None:
    write(tmp_path / "project/.codex/rules/a.rules", "")
    here = make("trusted", passed_over=frozenset({tmp_path / "project"}))
    assert rules(here)[0].fate is Fate.untrusted


def test_one_broken_file_drops_all_and_an_untrusted_one_is_not_asked_about(
    make: Make, tmp_path: Path
) -> None:
    write(tmp_path / "person/.codex/rules/bad.rules", "")
    write(tmp_path / "person/.codex/rules/good.rules", "")
    write(tmp_path / "project/.codex/rules/theirs.rules", "")
    asked: list[str] = []

    def fault(file: str) -> str:
        asked.append(Path(file).name)
        return "line 1: no" if "bad" in file else ""

    found = checked(rules(make()), fault)
    assert [(item.fate, item.is_rejected) for item in found] == [
        (Fate.invalid, True),
        (Fate.dropped, True),
        (Fate.untrusted, False),
    ]
    assert "bad.rules is broken" in found[1].why
    assert asked == ["bad.rules", "good.rules"]


@pytest.mark.parametrize(
    ("version", "fate"),
    [("0.116.0", Fate.used), ("0.117.0", Fate.not_read), ("0.169.0", Fate.not_read),
     ("", Fate.not_read), ("1.0.0", Fate.not_read)],
)  # fmt: skip
def test_prompts_were_offered_until_0_116(
    make: Make, tmp_path: Path, version: str, fate: Fate
) -> None:
    write(tmp_path / "person/.codex/prompts/hi.md", "---\ndescription: Say hi\n---\nHi\n")
    (item,) = prompts(make(version=version))
    assert (item.name, item.description, item.fate) == ("/prompts:hi", "Say hi", fate)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (
            (
                "# ours\n[rules]\nprefix_rules = [\n"
                "  { pattern = [{ token = 'rm' }], decision = 'forbidden' },\n]\n"
            ),
            ":3",
            "1 rule",
        ),
        (
            (
                "[[rules.prefix_rules]]\npattern = [{ token = 'rm' }]\ndecision = 'prompt'\n"
                "[[rules.prefix_rules]]\npattern = [{ any_of = ['a', 'b'] }]\ndecision = 'prompt'\n"
            ),
            ":1",
            "2 rules",
        ),
    ],
)
def test_the_administrators_own_rules_are_listed_with_their_place(
    make: Make, tmp_path: Path, text: str, line: str, said: str
) -> None:
    path = write(tmp_path / "etc/requirements.toml", text)
    (item,) = required(make())
    assert (item.owner, item.is_used, item.why) == (Owner.admin, True, said)
    assert item.file == f"{path}{line}"
    assert "rm" not in item.name + item.why


@pytest.mark.parametrize("text", ["", "[rules]\n", "[rules", b"\xff", "rules = 1\n"])
def test_without_rules_of_its_own_the_file_is_not_listed(
    make: Make, tmp_path: Path, text: str | bytes
) -> None:
    assert list(required(make())) == []
    write(tmp_path / "etc/requirements.toml", text)
    assert list(required(make())) == []
