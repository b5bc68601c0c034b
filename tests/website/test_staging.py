"""Pages are laid out so that each link of the repository leads somewhere on the site."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.website.nav import CONFIG
from tests.website.staging import REPOSITORY, configured, pages, stage

ROOT = Path(__file__).parents[2]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    for name, text in {
        "docs/setup.md": "[a](adr/0001-one.md#why) [b](../CONTRIBUTING.md) [c](../templates/x)",
        "docs/adr/index.md": "# Decisions",
        "docs/adr/0001-one.md": "[d](../setup.md) [e](../../README.md) [f](../../schemas/s.json)",
        "docs/pictures/p.svg": "<svg/>",
        "docs/site/zensical.toml": "",
        "docs/site/assets/own.css": "",
        "CONTRIBUTING.md": "[g](docs/setup.md) [h](docs/adr/) [i](#here) [j](https://example.com)",
        "SECURITY.md": "",
        "CHANGELOG.md": "",
        "README.md": "",
        "templates/x/file": "",
        "schemas/s.json": "",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def staged(root: Path) -> Path:
    stage(root, root / "out")
    return root / "out"


def test_links_between_pages_stay_and_those_to_other_files_become_addresses(
    repository: Path,
) -> None:
    out = staged(repository)
    assert (out / "setup.md").read_text() == (
        f"[a](adr/0001-one.md#why) [b](contributing.md) [c]({REPOSITORY}/tree/main/templates/x)"
    )
    assert (out / "adr/0001-one.md").read_text() == (
        f"[d](../setup.md) [e](../index.md) [f]({REPOSITORY}/blob/main/schemas/s.json)"
    )


def test_a_link_to_a_page_that_is_gone_stays_one_so_that_the_builder_finds_it(
    repository: Path,
) -> None:
    (repository / "docs/setup.md").write_text("[a](gone.md)")
    assert (staged(repository) / "setup.md").read_text() == "[a](gone.md)"


def test_files_beside_docs_become_pages_with_links_from_there(repository: Path) -> None:
    text = (staged(repository) / "contributing.md").read_text()
    assert text == "[g](setup.md) [h](adr/index.md) [i](#here) [j](https://example.com)"


def test_pictures_and_the_sites_own_files_come_along_and_nothing_that_was_there_before(
    repository: Path,
) -> None:
    (repository / "out").mkdir()
    (repository / "out" / "old.md").write_text("old")
    out = staged(repository)
    assert (out / "pictures/p.svg").exists()
    assert (out / "site/assets/own.css").exists()
    assert not (out / "old.md").exists()


def test_a_page_that_names_everything_is_left_out_of_the_search(repository: Path) -> None:
    for name in ("modules", "checks"):
        (repository / "docs/reference").mkdir(exist_ok=True)
        (repository / f"docs/reference/{name}.md").write_text(f"# {name}\n")
    out = staged(repository)
    assert "exclude: true" in (out / "reference/modules.md").read_text()
    assert (out / "reference/checks.md").read_text() == "# checks\n"


def test_the_configuration_is_written_out() -> None:
    text = (ROOT / CONFIG).read_text("utf-8")
    project = tomllib.loads(configured(text, pages(ROOT), site_dir="web"))["project"]
    assert project["site_dir"] == "web"
    decisions = next(entry["Decisions"] for entry in project["nav"] if "Decisions" in entry)
    there = sorted(path.name for path in (ROOT / "docs/adr").glob("0*.md"))
    assert decisions == ["adr/index.md", *(f"adr/{name}" for name in there)]
