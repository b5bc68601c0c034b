"""What the wizard says: plain words, one honest sentence a choice, 76 columns at most."""

from __future__ import annotations

WHERE = "Where shall traces of your Codex turns go?"
HOW_TO_CHOOSE = "(space to choose, enter to go on)"
LOCAL = "This machine: a database in your own folder, nothing is sent"
OTLP = "Another OpenTelemetry backend (OTLP/HTTP), at an address you name"
AT_LEAST_ONE = "Choose at least one with the space bar."
ENDPOINT = "{name}: its address for traces:"
PROJECT = "{name}: project{help}:"
PARAMETER = "{name}: {parameter} ({help}):"
NEEDED = "This one is needed."
IS_THE_KEY = "that is the secret key: it is asked for next"
KEY = "{name}: where is its key?"
KEY_CHOICES = {
    "type": "I type it now; it goes into the keyring of this system",
    "keep": "Where it is now: {source}",
    "variable": "In an environment variable",
    "command": "A program prints it",
    "none": "Nowhere: it needs none, or I bring it later (codexctl auth set)",
}
KEY_TYPED = "{name}: the key (nobody sees it):"
KEY_VARIABLE = "{name}: name of the variable:"
KEY_COMMAND = "{name}: the program and its arguments:"
QUOTE_OPEN = "A quote is not closed."
NOT_A_VARIABLE = "Name the variable (letters, digits, _), not the key itself."
TAKE_OVER = "{names} traces your turns here. Take its settings over, remove its hooks?"
CAPTURE = "How much may a trace hold?"
CAPTURE_MODES = {
    "metadata": "Metadata: models, tokens, times, statuses; no text, path or command",
    "redacted": "Redacted: text too, secrets masked as far as patterns find them",
    "full": "Full: everything as it is, secrets included if any were said",
}
# What a span then holds of: curl -H "Authorization: Bearer sk-live-…" https://…
CAPTURE_EXAMPLES = {
    "metadata": "a span holds: execute_tool exec_command, exit code 0, 412 ms",
    "redacted": "a span holds: curl -H 'Authorization: Bearer [REDACTED]' …",
    "full": "a span holds: curl -H 'Authorization: Bearer sk-live-51Hx…' …",
}
SCOPE = "Which turns?"
SCOPE_CHOICES = {
    "global": "All of yours",
    "project": "Only those in this repository, once you trust it in Codex",
}
TRIGGER = "What shall Codex call after a turn?"
TRIGGER_CHOICES = {
    "auto": "The hook, or notify where an administrator allows no hook",
    "hook": "The hook: five events, a millisecond each",
    "notify": "notify: after completed turns; your own program is still called",
}
TRUST = "Codex runs only hooks that it trusts. How shall ours come to that?"
TRUST_CHOICES = {
    "this-hook": "This hook: record the hash of exactly it, as Codex's review does",
    "ask": "Ask me: record nothing; Codex shows it when you next start it",
    "bypass": "Bypass: a switch that no Codex version tried has honoured",
}
HOOKS_OFF = "Codex's hooks are switched off in config.toml. Switch them on?"
MORE = "Set more: what to leave out, labels, less for some, features?"
HOW_TO_LEAVE_OUT = "(space to choose, enter to go on; none is fine)"
EXCLUDE = "What shall no trace hold, on top of that?"
CATEGORIES = {
    "prompts": "prompts: what you write",
    "responses": "responses: what the model answers",
    "reasoning": "reasoning: what it says of its thoughts",
    "tool_arguments": "tool arguments: commands, patches, queries",
    "tool_results": "tool results: what commands print, what files hold",
    "instructions": "instructions: system prompts, AGENTS.md, skills",
    "paths": "paths: folders, file names, repositories",
}
CAPTURE_FOR = "{name}: how much of that may it get?"
CAPTURE_SAME = "As much as that"
A_BOUND = "a number from 1, or all"
NOT_UNDERSTOOD = "That is no value for it."
FEATURES = "Codex features to switch, as name=on or name=off (empty for none):"
