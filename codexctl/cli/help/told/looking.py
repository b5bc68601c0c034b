"""Commands that show traces and the state of the setup."""

from __future__ import annotations

from codexctl.cli.help.told import told

_WHICH = (
    "since until session trace model status cwd tool tier origin workspace environment agent_id"
    " user team"
)

TOLD = {
    "trace": told(
        "traces",
        ("The newest turns", "codexctl trace list"),
        ("The newest one as a tree", "codexctl trace show last"),
        ("What did the last month cost?", "codexctl trace stats --since 30d"),
    ),
    "trace list": told(
        "traces",
        ("The newest turns", "codexctl trace list"),
        ("What failed this week", "codexctl trace list --since 7d --status failed"),
        ("In this folder, at most twenty", "codexctl trace list --cwd . --limit 20"),
        ("As JSON, for a program", "codexctl trace list --since 7d --json"),
        sections={"Which turns": f"{_WHICH} search limit"},
    ),
    "trace show": told(
        "traces",
        ("The newest turn as a tree", "codexctl trace show"),
        ("By the beginning of its id", "codexctl trace show dce2"),
        (
            ("With the whole of long texts, without a pager"),
            "codexctl trace show last --full --no-pager",
        ),
        ("Its spans as JSON", "codexctl trace show last --json"),
    ),
    "trace search": told(
        "traces",
        ("Turns that contain both words", "codexctl trace search price test"),
        (
            "A phrase, only in what people asked",
            "codexctl trace search '\"in the basket\"' --in prompts --since 30d",
        ),
        ("Words with this beginning", "codexctl trace search 'migrat*' --in commands --cwd ."),
        sections={"Which turns": f"kinds {_WHICH} limit cursor"},
    ),
    "trace stats": told(
        "traces",
        ("Tokens, cost and failures by model", "codexctl trace stats"),
        ("Day by day for a month", "codexctl trace stats --by day --since 30d"),
        (
            "What the newest turn and its subagents cost",
            "codexctl trace stats --by agent --trace last",
        ),
        ("Which tools fail?", "codexctl trace stats --by tool --since 7d"),
        ("As JSON, for a program", "codexctl trace stats --by project --json"),
        sections={"Which turns": _WHICH},
    ),
    "trace limits": told(
        "traces",
        ("How much is left before a limit", "codexctl trace limits"),
        ("As JSON, for a program", "codexctl trace limits --json"),
    ),
    "trace convert": told(
        "traces",
        ("All sessions of this machine as trees", "codexctl trace convert ~/.codex/sessions"),
        (
            "As OTLP/JSON without any text",
            "codexctl trace convert ~/.codex/sessions --format otlp-json --capture metadata",
        ),
        (
            "Figures of each turn, one object a line",
            "codexctl trace convert ~/.codex/sessions --format summary-json",
        ),
    ),
    "trace export": told(
        "traces",
        ("Deliver what is left after an outage", "codexctl trace export"),
        (
            "How many turns from before setup are there?",
            "codexctl trace export --all --dry-run",
        ),
        ("Also turns of the last week", "codexctl trace export --since 7d"),
        ("Find out why something is not delivered", "codexctl trace export --debug"),
    ),
    "trace retry": told(
        "troubleshooting",
        ("Send again what a backend refused", "codexctl trace retry"),
        ("As JSON, for a program", "codexctl trace retry --json"),
    ),
    "trace save": told(
        "traces",
        ("A session as a page to share", "codexctl trace save 01a1fb3c -o session.html"),
        ("What would be masked in it?", "codexctl trace save 01a1fb3c --dry-run"),
        (
            "For the viewer at ui.perfetto.dev",
            "codexctl trace save dce2 --format perfetto -o turn.trace.json",
        ),
    ),
    "trace delete": told(
        "privacy",
        ("One session, after a look", "codexctl trace delete --session 01a1fb3c"),
        ("Everything before a date", "codexctl trace delete --before 2026-01-31 --yes"),
        ("How many turns would that be?", "codexctl trace delete --before 2026-01-31 --dry-run"),
    ),
    "trace watch": told(
        "traces",
        ("A line for each turn as it ends", "codexctl trace watch"),
        ("A JSON object for each turn", "codexctl trace watch --json"),
        ("Only look at the file of a service for it", "codexctl trace watch --service print"),
    ),
    "view": told(
        "view",
        ("Open the page in your browser", "codexctl view"),
        ("On a given port, without a browser", "codexctl view --port 8137 --no-open"),
        ("Sessions from a backup", "codexctl view --read ~/.codex/sessions --no-open"),
    ),
    "status": told(
        "troubleshooting",
        ("Each check, and what to do about it", "codexctl status"),
        ("Without a request to anybody", "codexctl status --offline"),
        ("As JSON, for a program", "codexctl status --offline --json"),
    ),
    "doctor": told(
        "troubleshooting",
        ("Why is there no trace?", "codexctl doctor"),
        ("Show the fix, then apply it", "codexctl doctor --fix"),
        ("Without a request to anybody", "codexctl doctor --offline"),
    ),
}
