"""Renders templates to HTML: everything is escaped, and text from others cannot hide or reorder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from codexctl.view.web import figures
from codexctl.view.web.pages.filters import address
from codexctl.view.web.pages.page import Page, Sheet


def render(
    sheet: Sheet,
    pages: Sequence[Page],
    path: str,
    *,
    of_files: bool,
    is_being_read: bool,
    keys: Mapping[str, str],
) -> str:
    """The HTML of a page.

    `pages` are for the navigation, `path` is the path of the shown page's row (empty: none of
    them), `keys` are listed by `?`, `of_files` is as in `Visit`, `is_being_read` means that there
    may be more turns soon.
    """
    here = next((page for page in pages if page.path == path), None)
    template = _environment().get_template(sheet.template)
    title = sheet.title or (here.title if here else "")
    navigation = [page for page in pages if page.key]
    paths = {page.path for page in pages}
    frame = {
        "navigation": navigation,
        "paths": paths,
        "here": path,
        "title": title,
        "keys": keys,
        "of_files": of_files,
        "is_being_read": is_being_read,
    }
    return template.render({**frame, **sheet.values})


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("codexctl.templates", "web"),
        autoescape=select_autoescape(enabled_extensions=("j2", "html"), default=True),
        # All output of a template goes through here, so no template can forget it.
        finalize=figures.visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(figures.FILTERS)
    environment.globals["address"] = address
    return environment


def warm() -> dict[str, Any]:
    """Compile every template, so that no page waits for it; returns them by name."""
    environment = _environment()
    return {name: environment.get_template(name) for name in environment.list_templates(["j2"])}
