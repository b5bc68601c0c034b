"""Export: a session or a trace as a file, after a preview of what is masked in it."""

from __future__ import annotations

import time
from collections.abc import Mapping

from codexctl.deliver.store.shown import capture_for_views
from codexctl.errors import CodexctlError
from codexctl.settings.capture import CaptureMode
from codexctl.trace.capture.filter import Capture
from codexctl.view.export.forms import FORMS, HTML, Saved, saved
from codexctl.view.export.gather import Gathered, chosen, gather
from codexctl.view.export.review import by_kind
from codexctl.view.web.pages.page import Download, NotThere, Sheet, Visit


def show(visit: Visit) -> Sheet:
    """What the file would contain and what is masked in it, before it is made."""
    form, wish = _form(visit.query), _wish(visit.query)
    capture = _capture(visit, wish)
    found = _found(visit, capture)
    file = _file(form, found, capture)
    return Sheet(
        "export.html.j2",
        {
            "found": found,
            "file": file,
            "form": form,
            "forms": FORMS,
            "capture": wish,
            "modes": [mode.name for mode in CaptureMode if mode < capture.limits.mode or wish],
            "masked": by_kind(file.review.masked),
            "left": by_kind(file.review.left),
            "token": visit.form_token,
        },
        title="Export",
    )


def download(visit: Visit) -> Download:
    """The file, made under the limits that apply now."""
    form, wish = _form(visit.form), _wish(visit.form)
    capture = _capture(visit, wish)
    file = _file(form, _found(visit, capture), capture)
    return Download(b"".join(file.pieces()), file.media, file.name)


def _form(said: Mapping[str, str]) -> str:
    return said["format"] if said.get("format") in FORMS else HTML


def _wish(said: Mapping[str, str]) -> str:
    """The capture mode that the address asks for; it can only be stricter than the current one."""
    return said["capture"] if said.get("capture") in CaptureMode.__members__ else ""


def _capture(visit: Visit, wish: str) -> Capture:
    if not wish:
        return visit.capture
    return capture_for_views(visit.locations, visit.environ, wish)


def _found(visit: Visit, capture: Capture) -> Gathered:
    if visit.store is None:
        raise NotThere("there are no turns yet", "codexctl status")
    try:
        what = chosen(visit.store, visit.given["ident"])
    except CodexctlError as error:
        raise NotThere(error.message, error.hint) from None
    return gather(visit.store, capture, what, visit.prices())


def _file(form: str, found: Gathered, capture: Capture) -> Saved:
    return saved(form, found, capture, time.time_ns())
