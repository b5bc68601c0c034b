"""Every page of the view, one row each, in the order of the navigation."""

from __future__ import annotations

from codexctl.view.web.pages import turns
from codexctl.view.web.pages.page import Page

PAGES: tuple[Page, ...] = (Page("/", "Turns", "t", turns.show),)
