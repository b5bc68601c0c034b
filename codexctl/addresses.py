"""The project's addresses: the repository, the documentation site, the schemas.

All addresses that codexctl prints or writes come from here; `[project.urls]` in pyproject.toml
repeats them, and a test compares the two.
"""

from __future__ import annotations

REPOSITORY = "https://github.com/codexctl/codexctl"
SITE = "https://codexctl.github.io/codexctl/"
ISSUES = f"{REPOSITORY}/issues"
CHANGELOG = f"{REPOSITORY}/blob/main/CHANGELOG.md"


def page(name: str) -> str:
    """The address of a page of the documentation: `page("setup")` is that of docs/setup.md."""
    return f"{SITE}{name}/"


def schema(name: str) -> str:
    """The address of a schema: its path below `schemas/`, for example `policy.schema.json`."""
    return f"{SITE}schemas/{name}"
