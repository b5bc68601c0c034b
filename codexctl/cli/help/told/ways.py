"""Profiles, permissions, providers, and the texts that guide Codex."""

from __future__ import annotations

from codexctl.cli.help.told import told

TOLD = {
    "profiles": told(
        "config",
        ("List all profiles", "codexctl profiles list"),
        (
            "Make one for hard questions",
            "codexctl profiles create hard model_reasoning_effort=high",
        ),
    ),
    "profiles list": told(
        "config",
        ("All, and which your Codex reads", "codexctl profiles list"),
        ("As JSON, for a program", "codexctl profiles list --json"),
    ),
    "profiles show": told(
        "config",
        ("What is different with it?", "codexctl profiles show deep"),
        ("As JSON, for a program", "codexctl profiles show deep --json"),
    ),
    "profiles create": told(
        "config",
        (
            "With two keys; the diff comes first",
            "codexctl profiles create hard model=gpt-5.5 model_reasoning_effort=high",
        ),
        (
            "Only look at the diff",
            "codexctl profiles create quick model_reasoning_effort=low --dry-run",
        ),
    ),
    "profiles copy": told(
        "config",
        ("A copy to change", "codexctl profiles copy deep deeper"),
        ("Only look at the diff", "codexctl profiles copy deep deeper --dry-run"),
    ),
    "profiles delete": told(
        "config",
        ("After a look at the diff", "codexctl profiles delete deep"),
        ("Only look", "codexctl profiles delete deep --dry-run"),
    ),
    "profiles use": told(
        "config",
        ("For every run, if your Codex can do that", "codexctl profiles use deep"),
        ("No longer for every run", "codexctl profiles use --none"),
    ),
    "permissions": told(
        "config",
        ("What may Codex do here?", "codexctl permissions show"),
        (
            "Codex asks before it does more than it may",
            "codexctl permissions set --approval on-request",
        ),
        ("Trust this repository", "codexctl permissions trust"),
    ),
    "permissions show": told(
        "config",
        ("Sandbox, approval, trusted folders", "codexctl permissions show"),
        ("As JSON, for a program", "codexctl permissions show --json"),
    ),
    "permissions set": told(
        "config",
        (
            "Commands write only here and have no network",
            "codexctl permissions set --sandbox workspace-write --network off",
        ),
        ("One more folder to write to", "codexctl permissions set --writable ~/data"),
        ("Only look at the diff", "codexctl permissions set --approval never --dry-run"),
    ),
    "permissions trust": told(
        "config",
        ("This repository", "codexctl permissions trust"),
        ("Another folder; only look at the diff", "codexctl permissions trust ~/data --dry-run"),
    ),
    "permissions untrust": told(
        "config",
        ("This repository", "codexctl permissions untrust"),
        ("Another folder", "codexctl permissions untrust ~/data"),
    ),
    "permissions forget": told(
        "config",
        ("Codex asks again", "codexctl permissions forget ."),
        ("Only look at the diff", "codexctl permissions forget . --dry-run"),
    ),
    "permissions prune": told(
        "config",
        ("Which folders no longer exist?", "codexctl permissions prune --dry-run"),
        ("Remove their entries; the diff comes first", "codexctl permissions prune"),
    ),
    "providers": told(
        "config",
        ("Which providers can Codex use?", "codexctl providers list"),
        (
            "A server of your own",
            "codexctl providers add local --base-url http://localhost:8000/v1",
        ),
        ("Does it answer?", "codexctl providers test gateway"),
    ),
    "providers list": told(
        "config",
        ("Built-in providers and yours", "codexctl providers list"),
        ("As JSON, for a program", "codexctl providers list --json"),
    ),
    "providers add": told(
        "config",
        (
            "A server of your own",
            "codexctl providers add local --base-url http://localhost:8000/v1",
        ),
        (
            "Azure, its key in a variable",
            (
                "codexctl providers add azure --base-url https://NAME.openai.azure.com/openai"
                " --query api-version=2025-04-01-preview --env-key AZURE_OPENAI_API_KEY"
            ),
        ),
        (
            "A gateway, with a key that you enter and that is kept in the keyring",
            "codexctl providers add company --base-url https://llm.example.com/v1 --secret --use",
        ),
        sections={
            "The provider": "base_url title headers query",
            "Its key": "env_key secret secret_stdin",
        },
    ),
    "providers use": told(
        "config",
        ("From now on", "codexctl providers use acme"),
        ("Back to OpenAI; only look at the diff", "codexctl providers use openai --dry-run"),
    ),
    "providers key": told(
        "config",
        ("A new key, which you enter", "codexctl providers key acme"),
        (
            "Read from another program",
            'printf %s "$TOKEN" | codexctl providers key acme --secret-stdin',
        ),
    ),
    "providers test": told(
        "config",
        ("The one that Codex uses now", "codexctl providers test"),
        ("Another one, with this model", "codexctl providers test gateway --model gpt-5.5"),
    ),
    "providers remove": told(
        "config",
        ("With its key; the diff comes first", "codexctl providers remove acme"),
        ("Only look at the diff", "codexctl providers remove acme --dry-run"),
    ),
    "instructions": told(
        "config",
        ("What tells Codex how to work here?", "codexctl instructions"),
        ("Only from the files, as JSON", "codexctl instructions --offline --json"),
    ),
    "skills": told(
        "config",
        ("Why is my skill not offered?", "codexctl skills"),
        ("Only from the files, as JSON", "codexctl skills --offline --json"),
    ),
    "rules": told(
        "config",
        ("Does Codex read my rules?", "codexctl rules"),
        ("Only from the files, as JSON", "codexctl rules --offline --json"),
    ),
    "prompts": told(
        "config",
        ("Are my prompts still offered?", "codexctl prompts"),
        ("As JSON, for a program", "codexctl prompts --json"),
    ),
}
