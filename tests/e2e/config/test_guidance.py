"""What codexctl lists of documents, skills and rules is what Codex itself makes of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e


@pytest.fixture(params=["0.130.0", "0.142.0", "0.169.0"])
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    with Lab(codex_binary(request.param)) as running:
        running.git("init", "-q")
        yield running


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def listed(lab: Lab, command: str, *more: str, code: int = 0) -> list[dict[str, Any]]:
    """What a list says, where Codex was asked unless it is to be left alone."""
    cwd = lab.home.work / "below"
    cwd.mkdir(exist_ok=True)
    done = Installed(lab).call(command, "--json", *more, cwd=cwd)
    assert done.returncode == code, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert said["asked"] is ("--offline" not in more), done.stderr
    return list(said["items"])


def states(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {row["file"]: row["state"] for row in rows}


def config(lab: Lab, head: str, tail: str = "") -> None:
    path = lab.home.codex / "config.toml"
    path.write_text(f"{head}\n{path.read_text()}\n{tail}")


def test_the_documents_that_are_used_are_what_the_model_is_sent(lab: Lab) -> None:
    work, home = lab.home.work, lab.home.codex
    put(home / "AGENTS.md", "Words of the home\n")
    put(work / "AGENTS.override.md", "Words of the root\n")
    put(work / "AGENTS.md", "Words that are hidden\n")
    put(work / "below" / "NOTES.md", "Zebras grazing\n")
    put(home / "base.md", "Words of the base\n")
    config(lab, 'project_doc_fallback_filenames = ["NOTES.md"]\nproject_doc_max_bytes = 28\n'
                'developer_instructions = "Words of the developer"\n'
                'model_instructions_file = "base.md"')  # fmt: skip
    rows = listed(lab, "instructions")
    assert states(rows) == states(listed(lab, "instructions", "--offline"))
    assert [(Path(row["file"]).name.partition(":")[0], row["state"]) for row in rows] == [
        ("base.md", "used"), ("config.toml", "used"), ("AGENTS.md", "used"),
        ("AGENTS.override.md", "used"), ("AGENTS.md", "shadowed"), ("NOTES.md", "cut"),
    ]  # fmt: skip
    lab.script(say("Done."))
    ran = lab.exec("Hello", "-C", str(work / "below"))
    sent = json.dumps(ran.requests[0].body)
    for words in ("of the home", "of the root", "of the developer", "of the base"):
        assert f"Words {words}" in sent, words
    assert "hidden" not in sent
    assert "Zebras gra" in sent
    assert "Zebras graz" not in sent


def test_documents_of_an_untrusted_folder_are_as_codex_takes_them(lab: Lab) -> None:
    put(lab.home.work / "AGENTS.md", "Words of the root\n")
    Installed(lab).run("permissions", "untrust", str(lab.home.work), "--yes")
    online = listed(lab, "instructions")
    assert states(online) == states(listed(lab, "instructions", "--offline"))
    lab.script(say("Done."))
    ran = lab.exec("Hello", "-c", 'sandbox_mode="read-only"')
    is_sent = "Words of the root" in json.dumps(ran.requests[0].body)
    assert (online[0]["state"] == "used") is is_sent


def test_no_mcp_server_is_started_by_asking(lab: Lab) -> None:
    put(lab.home.work / "AGENTS.md", "Words\n")
    mark = lab.home.root / "started"
    config(lab, "", f'[mcp_servers.a]\ncommand = "sh"\nargs = ["-c", "touch {mark}; cat"]\n')
    assert listed(lab, "instructions")[0]["used"]
    assert not mark.exists()


HEADS = {
    "fine": "name: fine\ndescription: x",
    "unnamed": "description: x",
    "undescribed": "name: undescribed",
    "long-name": f"name: {'n' * 65}\ndescription: x",
    "long": f"name: long\ndescription: {'x' * 1025}",
    "off": "name: off\ndescription: x",
    "by-file": "name: by-file\ndescription: x",
    "folded": "name: folded\ndescription: >-\n  one\n  two",
    "one/2/3/4/5/6": "name: deep\ndescription: x",
    "one/2/3/4/5/6/7": "name: deeper\ndescription: x",
}


def test_the_files_alone_tell_of_skills_what_codex_tells(lab: Lab) -> None:
    home, work = lab.home.codex, lab.home.work
    for name, head in HEADS.items():
        put(home / "skills" / name / "SKILL.md", f"---\n{head}\n---\nbody\n")
    put(home / "skills" / "none" / "SKILL.md", "nothing\n")
    for place in (".codex", ".agents", "below/.agents"):
        put(work / place / "skills/s/SKILL.md", f"---\nname: {place[-6:]}\ndescription: x\n---\n")
    put(home.parent / ".agents/skills/p/SKILL.md", "---\nname: fine\ndescription: x\n---\n")
    plugin = home / "plugins/cache/m/p/1.0"
    put(plugin / ".codex-plugin/plugin.json", '{"name": "p", "version": "1.0", "description": "d"}')
    put(plugin / "skills/q/SKILL.md", "---\nname: q\ndescription: x\n---\n")
    by_file = home / "skills/by-file/SKILL.md"
    config(lab, "", f'[[skills.config]]\nname = "off"\nenabled = false\n[[skills.config]]\n'
                    f'path = "{by_file}"\nenabled = false\n[plugins."p@m"]\nenabled = true\n'
    )  # fmt: skip
    theirs = listed(lab, "skills", code=1)
    ours = listed(lab, "skills", "--offline", code=1)
    assert states(theirs) == states(ours)
    shown = {row["name"]: row for row in theirs}
    assert shown["p:q"]["layer"] == "plugin"
    assert shown["off"]["state"] == shown["by-file"]["state"] == "disabled"
    assert "deeper" not in shown
    keys = ("file", "name", "layer", "description", "size")
    fine = [[{key: row[key] for key in keys} for row in rows if row["used"]
             and row["layer"] != "bundled"] for rows in (theirs, ours)]  # fmt: skip
    assert sorted(map(str, fine[0])) == sorted(map(str, fine[1]))


def test_a_broken_file_of_rules_is_named_with_its_line(lab: Lab) -> None:
    good = 'prefix_rule(pattern=["git", "push"], decision="forbidden")\n'
    home, work = lab.home.codex, lab.home.work
    put(home / "rules/good.rules", good)
    put(work / ".codex/rules/theirs.rules", good)
    Installed(lab).run("permissions", "trust", str(work), "--yes")
    assert set(states(listed(lab, "rules")).values()) == {"used"}
    put(work / ".codex/rules/theirs.rules", f'{good}prefix_rule(pattern=["a"], decision="maybe")\n')
    rows = {Path(row["file"]).name: row for row in listed(lab, "rules", code=1)}
    assert rows["theirs.rules"]["why"] == "Codex rejects it: line 2: invalid decision: maybe"
    assert rows["good.rules"]["state"] == "dropped"
    Installed(lab).run("permissions", "untrust", str(work), "--yes")
    assert sorted(states(listed(lab, "rules")).values()) == ["untrusted", "used"]


def test_a_file_of_instructions_that_is_missing_is_named_where_codex_does_not_start(
    lab: Lab,
) -> None:
    config(lab, 'model_instructions_file = "gone.md"')
    done = Installed(lab).call("instructions", "--json")
    assert done.returncode == 1
    rows = json.loads(done.stdout)["items"]
    assert states(rows) == {str(lab.home.codex / "gone.md"): "missing"}
