from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.codex.guidance.front_matter import front_matter
from codexctl.codex.guidance.here import Here
from codexctl.codex.guidance.items import Fate, Item, Owner
from codexctl.codex.guidance.skills import skills
from codexctl.codex.guidance.word import skills_by
from tests.codex.guidance.conftest import Make, skill, write


def by_name(here: Here) -> dict[str, Item]:
    return {item.name: item for item in skills(here)}


def test_every_place_is_looked_at_whatever_the_trust(make: Make, tmp_path: Path) -> None:
    places = {
        "person/.codex/skills/a": Owner.user,
        "person/.agents/skills/b": Owner.user,
        "person/.codex/skills/.system/c": Owner.bundled,
        "project/.codex/skills/d": Owner.project,
        "project/.agents/skills/e": Owner.project,
        "project/sub/.agents/skills/f": Owner.project,
        "etc/skills/g": Owner.admin,
        "person/.codex/plugins/cache/m/p/1.0/skills/h": Owner.plugin,
    }
    for place in places:
        skill(tmp_path / place, f"name: {Path(place).name}\ndescription: x")
    here = make("untrusted", config={"plugins": {"p@m": {"enabled": True}}})
    found = by_name(here)
    wanted = {("p:h" if owner is Owner.plugin else Path(place).name): owner
              for place, owner in places.items()}  # fmt: skip
    assert {name: item.owner for name, item in found.items()} == wanted
    assert all(item.is_used for item in found.values())


@pytest.mark.parametrize("off", [
    {"plugins": {"p@m": {"enabled": False}}},
    {"plugins": {"p@m": {}}, "features": {"plugins": False}},
    {"plugins": {"../p@m": {}}},
])  # fmt: skip
def test_a_plugin_that_is_off_brings_none(make: Make, tmp_path: Path, off: object) -> None:
    skill(tmp_path / "person/.codex/plugins/cache/m/p/1.0/skills/h", "description: x")
    assert skills(make(config=off)) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("# none\n", "front matter"),
        ("", "front matter"),
        ("\n---\nname: a\ndescription: x\n---\n", "front matter"),
        ("\ufeff---\nname: a\ndescription: x\n---\n", "front matter"),
        ("---\nname: a\ndescription: x\n", "front matter"),
        ("---\nname: a\n---\n", "no description"),
        ('---\nname: a\ndescription: ""\n---\n', "no description"),
        (f"---\nname: {'n' * 65}\ndescription: x\n---\n", "64 characters"),
        (b"---\nname: a\ndescription: \xe9\n---\n", "UTF-8"),
    ],
)
def test_what_codex_rejects_is_rejected(
    make: Make, tmp_path: Path, content: str | bytes, why: str
) -> None:
    write(tmp_path / "person/.codex/skills/s/SKILL.md", content)
    (item,) = skills(make())
    assert item.is_rejected
    assert why in item.why


def test_a_long_description_is_rejected_by_old_releases_alone(make: Make, tmp_path: Path) -> None:
    skill(tmp_path / "person/.codex/skills/s", f"description: {'x' * 1025}")
    assert [skills(make(version=version))[0].fate for version in ("0.130.0", "0.142.0", "")] == [
        Fate.invalid,
        Fate.used,
        Fate.used,
    ]


def test_a_skill_is_disabled_by_name_or_file_and_never_by_its_folder(
    make: Make, tmp_path: Path
) -> None:
    path = skill(tmp_path / "person/.codex/skills/s", "name: n\ndescription: x")
    for entry, fate in (
        ({"name": "n"}, Fate.disabled),
        ({"path": str(path)}, Fate.disabled),
        ({"path": str(path.parent)}, Fate.used),
        ({"name": "other"}, Fate.used),
    ):
        here = make(user={"skills": {"config": [{**entry, "enabled": False}]}})
        assert skills(here)[0].fate is fate


def test_bundled_skills_can_be_switched_off(make: Make, tmp_path: Path) -> None:
    skill(tmp_path / "person/.codex/skills/.system/s", "description: x")
    here = make(user={"skills": {"bundled": {"enabled": False}}})
    assert skills(here)[0].fate is Fate.off


def test_hidden_and_deep_folders_and_other_names_are_none(make: Make, tmp_path: Path) -> None:
    root = tmp_path / "person/.codex/skills"
    skill(root / "1/2/3/4/5/6", "name: six\ndescription: x")
    skill(root / "1/2/3/4/5/6/7", "name: seven\ndescription: x")
    skill(root / ".hidden", "name: hidden\ndescription: x")
    write(root / "lower/skill.md", "---\ndescription: x\n---\n")
    assert list(by_name(make())) == ["six"]


def test_a_loop_of_links_ends(make: Make, tmp_path: Path) -> None:
    root = tmp_path / "person/.codex/skills"
    skill(root / "a", "description: x")
    (root / "a" / "again").symlink_to(root)
    assert list(by_name(make())) == ["a"]


def test_two_of_one_name_are_both_used_and_said_to_share_it(make: Make, tmp_path: Path) -> None:
    for place in ("project/.agents", "person/.codex"):
        skill(tmp_path / place / "skills" / "s", "name: same\ndescription: x")
    found = skills(make())
    assert [item.fate for item in found] == [Fate.used, Fate.used]
    assert {item.why for item in found} == {"2 skills have this name"}


def test_one_that_wants_to_be_named_says_so(make: Make, tmp_path: Path) -> None:
    path = skill(tmp_path / "person/.codex/skills/s", "description: x")
    write(path.parent / "agents/openai.yaml", "policy:\n  allow_implicit_invocation: false\n")
    assert skills(make())[0].fate is Fate.by_name


def test_codexs_word_goes_before_ours(make: Make, tmp_path: Path) -> None:
    here = make()
    names = ("fine", "off", "bad", "unseen", "both-bad")
    paths = {name: skill(here.home / "skills" / name, "description: x") for name in names}
    paths["both-bad"].write_text("none")
    said = {
        "skills": [
            {"name": "fine", "description": "d", "path": str(paths["fine"]), "scope": "user",
             "enabled": True},
            {"name": "off", "description": "d", "path": str(paths["off"]), "scope": "repo",
             "enabled": False},
        ],
        "errors": [{"path": str(paths["bad"]), "message": "no good"}],
    }  # fmt: skip
    found = {item.name: item for item in skills_by(said, skills(here), here.home)}
    assert {name: item.fate for name, item in found.items()} == {
        "fine": Fate.used,
        "off": Fate.disabled,
        "bad": Fate.invalid,
        "unseen": Fate.not_read,
        "both-bad": Fate.invalid,
    }
    assert found["bad"].why == "Codex rejects it: no good"
    assert found["off"].owner is Owner.project


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("description: >-\n  one\n  two", "one two"),
        ("description: |\n  one\n  two", "one two"),
        ("description: one\n  two", "one two"),
        ("description: 'it''s'", "it's"),
        ('description: "a \\"b\\""', 'a "b"'),
        ("description: a: b", "a: b"),
        ("description: x # remark", "x"),
        ("metadata:\n  description: inner\ndescription: x", "x"),
    ],
)
def test_a_description_is_read_in_its_usual_forms(head: str, said: str) -> None:
    assert (front_matter(f"---\r\n{head}\r\n---\r\n") or {})["description"] == said
