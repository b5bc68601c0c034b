"""A page taken apart by its headings."""

from __future__ import annotations

import re


def sections(page: str, level: int = 2) -> dict[str, str]:
    """What stands below each heading of a level, up to the next of that level or above."""
    ends = r"(?=^#{1," + str(level) + r"} |\Z)"
    form = rf"^{'#' * level} (.+?)\n(.*?){ends}"
    return dict(re.findall(form, page, re.MULTILINE | re.DOTALL))


def rows(section: str) -> dict[str, list[str]]:
    """The rows of its tables, by what stands in the first cell as code."""
    found = re.findall(r"^\| `([^`]+)` \| (.+) \|$", section, re.MULTILINE)
    return {name: rest.split(" | ") for name, rest in found}
