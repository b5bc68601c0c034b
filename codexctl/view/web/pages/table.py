"""Every page of the view, one row each, in the order of the navigation."""

from __future__ import annotations

from codexctl.view.web.pages import compare, export, search, session, stats, status, turn, turns
from codexctl.view.web.pages.page import Page

PAGES: tuple[Page, ...] = (
    Page("/", "Turns", "t", turns.show),
    Page("/search", "Search", "s", search.show),
    Page("/stats", "Stats", "f", stats.show),
    Page("/compare", "Compare", "c", compare.show),
    Page("/session/{session_id}", "Session", "", session.show),
    Page("/turn/{trace_id}", "Turn", "", turn.show),
    Page("/turn/{trace_id}/rows", "Steps of a turn", "", turn.rows),
    Page("/turn/{trace_id}/step/{span_id}", "Step", "", turn.step),
    Page("/turn/{trace_id}/otlp.json", "Turn as OTLP", "", turn.otlp_json),
    Page("/turn/{trace_id}/perfetto.json", "Turn as trace events", "", turn.perfetto_json),
    Page("/export/{ident}", "Export", "", export.show, export.download),
    Page("/status", "Status", "a", status.show),
)
