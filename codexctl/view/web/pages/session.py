"""Session: its turns as a conversation; agents' work is folded into the call that began it."""

from __future__ import annotations

import shlex

from codexctl.locations import locate
from codexctl.view.queries.session import Session, session
from codexctl.view.queries.turn_page import kinds_hidden
from codexctl.view.web.pages.page import NotThere, Sheet, Visit, heading


def show(visit: Visit) -> Sheet:
    """The session that the address names, from its beginning or from `from`."""
    session_id = visit.given["session_id"]
    found = None
    if visit.store:
        cursor = visit.query.get("from", "")
        found = session(visit.store, visit.capture, session_id, visit.prices(), cursor=cursor)
    if found is None:
        raise NotThere("this session is not in the store", "see the list of turns")
    first = found.exchanges[0] if found.exchanges else None
    values = {
        "session": found,
        "hidden": kinds_hidden(visit.capture),
        "resume": _resume(visit, found),
        "project": first.line.cwd if first else "",
    }
    return Sheet("session.html.j2", values, _title(found))


def _title(found: Session) -> str:
    prompt = next((one.line.prompt for one in found.exchanges if one.line.prompt), "")
    return heading(prompt) or f"Session {found.session_id[:8]}"


def _resume(visit: Visit, found: Session) -> str:
    """The command that resumes a session, with its Codex home if that is not the default."""
    command = f"codex resume {shlex.quote(found.session_id)}"
    home = next((one.line.home for one in found.exchanges if one.line.home), "")
    usual = str(locate({"HOME": str(visit.locations.home)}).codex_home)
    is_elsewhere = home.startswith("/") and home != usual
    return f"CODEX_HOME={shlex.quote(home)} {command}" if is_elsewhere else command
