"""The program itself, and commands that set up tracing."""

from __future__ import annotations

from codexctl.cli.help.told import told

TOLD = {
    "": told(
        "command-line",
        ("Try everything first, in a temporary home", "codexctl demo"),
        ("Set up tracing: questions, one diff, a test", "codexctl setup"),
        ("What did Codex do?", "codexctl trace list"),
        ("The help of one command", "codexctl help trace show"),
    ),
    "setup": told(
        "setup",
        ("Ask, show one diff, apply it, test it", "codexctl setup"),
        (
            "Without questions: traces stay on this machine",
            "codexctl setup --destination local --yes",
        ),
        (
            "Traces go to a Collector and also stay here",
            (
                "codexctl setup --destination local --destination otlp"
                " --endpoint http://127.0.0.1:4318/v1/traces --yes"
            ),
        ),
        (
            "A backend with its key in a variable; only look at the diff",
            "codexctl setup --destination honeycomb --api-key-env HONEYCOMB_KEY --dry-run",
        ),
        (
            "No text of prompts, answers or commands is kept",
            "codexctl setup --capture metadata --yes",
        ),
        sections={
            "Where traces go": "destination endpoint param header metrics metrics_endpoint",
            "Keys": "api_key_env api_key_command api_key_stdin",
            "How much content": "capture capture_for exclude",
            "Labels of the traces": "project workspace environment agent_id user team",
            "What Codex calls": "trigger trust take_over feature scope",
            "How it works afterwards": (
                "auto_sync traceparent keep_days keep_mb quiet_seconds unseen_quiet_seconds debug"
            ),
        },
    ),
    "demo": told(
        "setup",
        ("Your own files are not touched", "codexctl demo"),
        ("With every line of every diff", "codexctl demo --verbose"),
    ),
    "auth": told(
        "keys",
        ("Which key does each destination use?", "codexctl auth list"),
        ("Put a key, which you enter, into the keyring", "codexctl auth set honeycomb"),
        ("Does the backend accept the key?", "codexctl auth test honeycomb"),
    ),
    "auth set": told(
        "keys",
        ("You enter it; it is not shown while you type", "codexctl auth set honeycomb"),
        (
            "Copied from a variable of this shell",
            "codexctl auth set honeycomb --api-key-env HONEYCOMB_KEY",
        ),
        (
            "Read from another program",
            'printf %s "$HONEYCOMB_KEY" | codexctl auth set honeycomb --api-key-stdin',
        ),
    ),
    "auth list": told(
        "keys",
        ("Where each key is found, never the key itself", "codexctl auth list"),
        ("As JSON, for a program", "codexctl auth list --json"),
    ),
    "auth test": told(
        "keys",
        ("One real request to each destination", "codexctl auth test"),
        ("Only this one", "codexctl auth test honeycomb"),
    ),
    "auth delete": told(
        "keys",
        ("Remove a key from the keyring", "codexctl auth delete honeycomb"),
        ("Is another key left elsewhere?", "codexctl auth delete honeycomb && codexctl auth list"),
    ),
    "selftest": told(
        "troubleshooting",
        ("Does a turn arrive everywhere?", "codexctl selftest"),
        ("With more time for a slow backend", "codexctl selftest --timeout 60"),
        ("As JSON, for a program", "codexctl selftest --json"),
    ),
    "run": told(
        "ci",
        ("One traced run, without editing Codex's files", "codexctl run -- codex exec 'Hello'"),
        (
            "Codex's own options work as always",
            "codexctl run -- codex exec --model gpt-5.5 'Fix the failing test'",
        ),
        (
            "In a workflow of GitHub: what failed, and what it cost",
            "codexctl run --github -- codex exec 'Fix the failing test'",
        ),
    ),
    "help": told(
        "command-line",
        ("All commands", "codexctl help"),
        ("One command of a group", "codexctl help trace show"),
    ),
    "completion": told(
        "command-line",
        ("Install it for your shell", "codexctl completion bash --install"),
        ("Only look at the script", "codexctl completion zsh"),
        ("What would be written?", "codexctl completion fish --install --dry-run"),
    ),
}
