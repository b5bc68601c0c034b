"""The addresses of the project are the same wherever they stand."""

from __future__ import annotations

import tomllib
from pathlib import Path

from codexctl import addresses

ROOT = Path(__file__).parents[2]


def test_the_package_names_the_addresses_that_the_program_prints() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["urls"] == {
        "Homepage": addresses.SITE,
        "Documentation": addresses.SITE,
        "Source": addresses.REPOSITORY,
        "Issues": addresses.ISSUES,
        "Changelog": addresses.CHANGELOG,
    }


def test_a_page_is_a_folder_of_the_site_and_a_schema_a_file_of_it() -> None:
    assert addresses.page("setup") == "https://codexctl.github.io/codexctl/setup/"
    assert addresses.schema("policy.schema.json").endswith("/codexctl/schemas/policy.schema.json")
