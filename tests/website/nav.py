"""Which pages the site has, by its configuration."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

CONFIG = "docs/site/zensical.toml"


def entries(config: str) -> list[str]:
    """The pages that the navigation names, in its order; those with a star stand for several."""
    return list(_flat(tomllib.loads(config)["project"]["nav"]))


def findings(config: str, pages: list[str]) -> Iterator[str]:
    """What the navigation lacks, names without there being such a page, or names twice."""
    named: list[str] = []
    for entry in entries(config):
        found = matching(entry, pages)
        if not found:
            yield f"{CONFIG}: names {entry}, which is not there"
        named += found
    for page in sorted({*pages} - {*named}):
        yield f"docs/{page}: is not in the navigation; add it to `nav` in {CONFIG}"
    for page in sorted({page for page in named if named.count(page) > 1}):
        yield f"{CONFIG}: names {page} twice"


def matching(entry: str, pages: list[str]) -> list[str]:
    """The pages that an entry stands for."""
    return sorted(page for page in pages if fnmatchcase(page, entry))


def _flat(items: list[Any]) -> Iterator[str]:
    for item in items:
        for value in item.values() if isinstance(item, dict) else [item]:
            if isinstance(value, list):
                yield from _flat(value)
            else:
                yield value
