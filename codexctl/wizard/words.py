"""The wizard's texts: plain words, one sentence for each choice, at most 76 columns.

The text before a choice's first colon is its name, and only this is in the summary.
"""

from __future__ import annotations

INTRO = (
    "{count} steps, then a diff; nothing changes until you confirm it.",
    "At the end, a test turn checks that it works.",
)
STEP = "{at} of {count}"
# A question that follows from an answer in the same step: 2.1 comes after 2.
FURTHER = "{at}.{further}"
NOTHING_SAID = "none"
TITLE_WIDTH = 24
NOT_AVAILABLE = "{text} (not available: {why})"
KEYS = {
    "one": ("↑↓ move", "Enter accepts"),
    "several": ("↑↓ move", "Space selects", "Enter continues"),
    "line": ("Enter accepts",),
    "secret": ("Enter accepts",),
}
ANSWERS = "or press {keys}"
NOT_CHOSEN = "Space selects {name}. Enter again continues with: {taken}."
KEEPS_SECRET = "Enter on its own keeps what you typed"  # noqa: S105 - says which key does that
GOES_BACK = "Esc goes back"
LEAVES = "Ctrl-C quits"
PLAIN_KEYS = {
    "one": "a number",
    "several": "numbers, with spaces between them (- for none)",
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
    GO_ON: "Continue: show what would change in which file",
    CHANGE: "Change an answer",
    LEAVE: "Cancel: nothing is changed",
}
HIDDEN = "{lines} of this list not shown; move to see the rest"
CHANGE_WHICH = "Which answer?"
LEFT = "nothing was changed"
WHERE = "Where should traces of your Codex turns go?"
WHERE_TITLE = "Traces go to"
LOCAL = "This machine: a database in your own folder, nothing is sent"
OTLP = "Another OpenTelemetry backend (OTLP/HTTP), at an address that you enter"
SHORT = {"local": "this machine", "otlp": "another backend (otlp)"}
AT_LEAST_ONE = "Choose at least one with the space bar."
ENDPOINT = "{name}: its address for traces:"
PROJECT = "{name}: project{help}:"
PARAMETER = "{name}: {parameter} ({help}):"
NEEDED = "This is required."
AT_MOST = "At most {most}: {who}"
KEY = "{name}: where is its key?"
KEY_CHOICES = {
    "type": "I enter it now; it is stored in your system's keyring",
    "keep": "Keep it where it is now: {source}",
    "variable": "In an environment variable",
    "command": "From a program that prints it",
    "none": "No key: it needs none, or I add it later (codexctl auth set)",
}
KEY_SHORT = {
    "type": "entered now, stored in the keyring",
    "keep": "from {source}",
    "variable": "from a variable",
    "command": "from a program",
    "none": "no key",
}
ITS_KEY, ITS_ADDRESS, ITS_PROJECT = "{name}: key", "{name}: address", "{name}: project"
ITS_PARAMETER, ITS_VARIABLE = "{name}: {parameter}", "{name}: variable"
ITS_PROGRAM, ITS_CONTENT, ITS_HEADERS = "{name}: program", "{name}: content", "{name}: headers"
KEY_TYPED = "{name}: the key (it is not shown):"
KEY_VARIABLE = "{name}: name of the variable:"
KEY_COMMAND = "{name}: the program and its arguments:"
QUOTE_OPEN = "A quote is not closed."
NOT_A_VARIABLE = "Enter the variable's name (letters, digits, _), not the key itself."
TAKE_OVER_TITLE, HOOKS_OFF_TITLE = "Other tracer", "Codex's hooks on"
CAPTURE_TITLE, SCOPE_TITLE = "Content", "Turns"
TRIGGER_TITLE, TRUST_TITLE = "Codex calls", "Trust"
MORE_TITLE, EXCLUDE_TITLE, FEATURES_TITLE = "Set more", "Left out", "Features"
TAKE_OVER = "{names} traces your turns. Use its settings and remove its hooks?"
CAPTURE = "How much may a trace contain?"
CAPTURE_MODES = {
    "metadata": "Metadata: models, tokens, times, statuses; no texts, paths or commands",
    "redacted": "Redacted: texts too, with secrets masked as far as patterns find them",
    "full": "Full: everything unchanged, including secrets",
}
# What a span contains in each mode after the command: curl -H "Authorization: Bearer sk-live-…"
CAPTURE_EXAMPLES = {
    "metadata": "contains: execute_tool exec_command, exit code 0, 412 ms",
    "redacted": "contains: curl -H 'Authorization: Bearer [redacted:…]'",
    "full": "contains: curl -H 'Authorization: Bearer sk-live-51H…'",
}
SCOPE = "Which turns?"
SCOPE_CHOICES = {
    "global": "All of your turns",
    "project": "Only this repository's, if you trust it in Codex",
}
TRIGGER = "What should Codex call after a turn?"
TRIGGER_CHOICES = {
    "auto": "Automatic: the hook, or notify if an administrator allows no hooks",
    "hook": "The hook: five events, a millisecond each",
    "notify": "notify: after completed turns; your own program is still called",
    "plugin": "The plugin: the hook in codexctl's plugin for Codex",
}
TRUST = "Codex runs only trusted hooks. How should codexctl's hook become trusted?"
TRUST_CHOICES = {
    "this-hook": "This hook: record its exact hash, as Codex's review does",
    "ask": "Ask me: record nothing; Codex asks when you next start it",
}
HOOKS_OFF = "Codex's hooks are disabled in config.toml. Enable them?"
MORE = "Change more settings: content to leave out, labels, features and others?"
EXCLUDE = "What else should traces not contain?"
CATEGORIES = {
    "prompts": "prompts: what you write",
    "responses": "responses: what the model answers",
    "reasoning": "reasoning: summaries of its reasoning",
    "tool_arguments": "tool arguments: commands, patches, queries",
    "tool_results": "tool results: output of commands, contents of files",
    "instructions": "instructions: system prompts, AGENTS.md, skills",
    "paths": "paths: folders, file names, repositories",
}
CAPTURE_FOR = "{name}: how much of this content may it receive?"
CAPTURE_SAME = "All of it"
FEATURE_FORM = "write it as name=on or name=off"
HEADERS = "{name}: headers that are not secret, as NAME=VALUE (empty for none):"
FEATURES = "Codex features to change, as name=on or name=off (empty for none):"
