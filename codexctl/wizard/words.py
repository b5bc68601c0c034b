"""What the wizard says: plain words, one honest sentence a choice, 76 columns at most.

What stands before the first colon of a choice is its name, which is all that the summary repeats.
"""

from __future__ import annotations

INTRO = (
    "{count} steps, then the changes; your yes applies them.",
    "At the end a marked turn proves that it works.",
)
STEP = "{at} of {count}"
# A question that an answer of the same step brought up: 2.1 comes after 2.
FURTHER = "{at}.{further}"
NOTHING_SAID = "none"
TITLE_WIDTH = 24
NOT_AVAILABLE = "{text} (not available: {why})"
KEYS = {
    "one": ("↑↓ move", "Enter takes it"),
    "several": ("↑↓ move", "Space chooses", "Enter goes on"),
    "line": ("Enter takes it",),
    "secret": ("Enter takes it",),
}
ANSWERS = "or press {keys}"
NOT_CHOSEN = "Space chooses {name}. Enter again goes on with: {taken}."
KEEPS_SECRET = "Enter alone keeps what you typed"  # noqa: S105 - says which key does that
GOES_BACK = "Esc goes back"
LEAVES = "Ctrl-C leaves"
PLAIN_KEYS = {
    "one": "a number",
    "several": "numbers, with blanks between them (- for none)",
    "line": "a line (- for none)",
    "secret": "the key, which is not shown",
}
PLAIN_EMPTY = "-"
PLAIN_DEFAULT = "Enter for {default}"
PLAIN_KEPT = "what you typed before"
PLAIN_BACK = "< to go back"
PLAIN_NUMBERS = "numbers from 1 to {count} are choices"
YES, NO = "yes", "no"
YES_OR_NO = {YES: "Yes", NO: "No"}
SUMMARY_TITLE = "Your answers:"
SUMMARY = "Is that right?"
GO_ON, CHANGE, LEAVE = "on", "change", "leave"
SUMMARY_CHOICES = {
    GO_ON: "Go on: show what would change in which file",
    CHANGE: "Change an answer",
    LEAVE: "Leave: nothing is changed",
}
HIDDEN = "{count} lines of this list are not shown; move to see them"
CHANGE_WHICH = "Which answer?"
LEFT = "nothing was changed"
WHERE = "Where shall traces of your Codex turns go?"
WHERE_TITLE = "Traces go to"
LOCAL = "This machine: a database in your own folder, nothing is sent"
OTLP = "Another OpenTelemetry backend (OTLP/HTTP), at an address you name"
SHORT = {"local": "this machine", "otlp": "another backend (otlp)"}
AT_LEAST_ONE = "Choose at least one with the space bar."
ENDPOINT = "{name}: its address for traces:"
PROJECT = "{name}: project{help}:"
PARAMETER = "{name}: {parameter} ({help}):"
NEEDED = "This one is needed."
AT_MOST = "At most {most}: {who}"
KEY = "{name}: where is its key?"
KEY_CHOICES = {
    "type": "I type it now; it goes into the keyring of this system",
    "keep": "Where it is now: {source}",
    "variable": "In an environment variable",
    "command": "A program prints it",
    "none": "Nowhere: it needs none, or I bring it later (codexctl auth set)",
}
KEY_SHORT = {
    "type": "typed now, goes into the keyring",
    "keep": "from {source}",
    "variable": "from a variable",
    "command": "from a program",
    "none": "no key",
}
ITS_KEY, ITS_ADDRESS, ITS_PROJECT = "{name}: key", "{name}: address", "{name}: project"
ITS_PARAMETER, ITS_VARIABLE = "{name}: {parameter}", "{name}: variable"
ITS_PROGRAM, ITS_CONTENT, ITS_HEADERS = "{name}: program", "{name}: content", "{name}: headers"
KEY_TYPED = "{name}: the key (nobody sees it):"
KEY_VARIABLE = "{name}: name of the variable:"
KEY_COMMAND = "{name}: the program and its arguments:"
QUOTE_OPEN = "A quote is not closed."
NOT_A_VARIABLE = "Name the variable (letters, digits, _), not the key itself."
TAKE_OVER_TITLE, HOOKS_OFF_TITLE = "Other tracer", "Codex's hooks on"
CAPTURE_TITLE, SCOPE_TITLE = "Content", "Turns"
TRIGGER_TITLE, TRUST_TITLE = "Codex calls", "Trust"
MORE_TITLE, EXCLUDE_TITLE, FEATURES_TITLE = "Set more", "Left out", "Features"
TAKE_OVER = "{names} traces your turns here. Take its settings over, remove its hooks?"
CAPTURE = "How much may a trace hold?"
CAPTURE_MODES = {
    "metadata": "Metadata: models, tokens, times, statuses; no text, path or command",
    "redacted": "Redacted: text too, secrets masked as far as patterns find them",
    "full": "Full: everything as it is, secrets included if any were said",
}
# What a span then holds of: curl -H "Authorization: Bearer sk-live-…"
CAPTURE_EXAMPLES = {
    "metadata": "it holds: execute_tool exec_command, exit code 0, 412 ms",
    "redacted": "it holds: curl -H 'Authorization: Bearer [redacted:…]'",
    "full": "it holds: curl -H 'Authorization: Bearer sk-live-51H…'",
}
SCOPE = "Which turns?"
SCOPE_CHOICES = {
    "global": "All of yours",
    "project": "This repository's: only those, once you trust it in Codex",
}
TRIGGER = "What shall Codex call after a turn?"
TRIGGER_CHOICES = {
    "auto": "What fits: the hook, or notify where an administrator allows none",
    "hook": "The hook: five events, a millisecond each",
    "notify": "notify: after completed turns; your own program is still called",
    "plugin": "The plugin: the hook that codexctl's plugin for Codex brings",
}
TRUST = "Codex runs only hooks that it trusts. How shall ours come to that?"
TRUST_CHOICES = {
    "this-hook": "This hook: record the hash of exactly it, as Codex's review does",
    "ask": "Ask me: record nothing; Codex shows it when you next start it",
}
HOOKS_OFF = "Codex's hooks are switched off in config.toml. Switch them on?"
MORE = "Set more: what to leave out, labels, less for some, features?"
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
FEATURE_FORM = "write it as name=on or name=off"
HEADERS = "{name}: headers that are no secrets, as NAME=VALUE (empty for none):"
FEATURES = "Codex features to switch, as name=on or name=off (empty for none):"
