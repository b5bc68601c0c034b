"""What the wizard says: plain words, one honest sentence a choice, 76 columns at most."""

from __future__ import annotations

WHERE = "Where shall traces of your Codex turns go?"
HOW_TO_CHOOSE = "(space to choose, enter to go on)"
DESTINATIONS = {
    "local": "This machine: a database in your own folder, nothing is sent",
    "otlp": "An OpenTelemetry backend (OTLP/HTTP), at an address you name",
}
AT_LEAST_ONE = "Choose at least one with the space bar."
ENDPOINT = "Its address for traces:"
KEY = "Name of the environment variable with its key (empty: none):"
NOT_A_VARIABLE = "Name the variable (letters, digits, _), not the key itself."
CAPTURE = "How much may a trace hold?"
CAPTURE_MODES = {
    "metadata": "Metadata: models, tokens, times, statuses; no text, path or command",
    "redacted": "Redacted: text too, secrets masked as far as patterns find them",
    "full": "Full: everything as it is, secrets included if any were said",
}
TRUST = "Codex runs only hooks that it trusts. How shall ours come to that?"
TRUST_CHOICES = {
    "this-hook": "This hook: record the hash of exactly it, as Codex's review does",
    "ask": "Ask me: record nothing; Codex shows it when you next start it",
    "bypass": "Bypass: a switch that no Codex version tried has honoured",
}
HOOKS_OFF = "Codex's hooks are switched off in config.toml. Switch them on?"
