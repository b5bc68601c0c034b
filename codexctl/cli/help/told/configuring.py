"""Commands that edit Codex's configuration: keys, features, hooks, notify."""

from __future__ import annotations

from codexctl.cli.help.told import told

TOLD = {
    "config": told(
        "config",
        ("What does the file say?", "codexctl config get model"),
        ("Change a key; the diff comes first", "codexctl config set model gpt-5.5"),
        ("Why does Codex use another one?", "codexctl config explain model"),
    ),
    "config get": told(
        "config",
        ("One key", "codexctl config get model"),
        ("A table with everything in it", "codexctl config get history"),
        (
            "A key of this repository's file",
            "codexctl config get model_reasoning_effort --scope project --json",
        ),
    ),
    "config set": told(
        "config",
        ("A text needs no quotes", "codexctl config set model gpt-5.5"),
        ("Several keys as one edit", "codexctl config set model=gpt-5.5 history.persistence=none"),
        (
            "A list, as TOML writes it; only look at the diff",
            "codexctl config set tui.notifications '[\"agent-turn-complete\"]' --dry-run",
        ),
    ),
    "config unset": told(
        "config",
        ("Delete one key", "codexctl config unset history.max_bytes"),
        ("Delete a table; only look at the diff", "codexctl config unset history --dry-run"),
    ),
    "config edit": told(
        "config",
        ("In your editor, checked when you save", "codexctl config edit"),
        ("This repository's file", "codexctl config edit --scope project"),
    ),
    "config path": told(
        "config",
        ("Where is config.toml?", "codexctl config path"),
        ("All files that count, as JSON", "codexctl config path --json"),
    ),
    "config validate": told(
        "config",
        ("What does Codex reject or ignore?", "codexctl config validate"),
        ("Another file, before it is put in place", "codexctl config validate ./new.toml"),
        ("Only from the files", "codexctl config validate --offline"),
    ),
    "config diff": told(
        "config",
        ("What have other programs changed?", "codexctl config diff"),
        ("Since a snapshot", "codexctl config diff before"),
        ("As JSON, for a program", "codexctl config diff --json"),
    ),
    "config explain": told(
        "config",
        ("Which layer decides this key?", "codexctl config explain model"),
        ("As in a run with these arguments", "codexctl config explain model -- -c model=gpt-6"),
        ("Every key that is set", "codexctl config explain"),
    ),
    "config effective": told(
        "config",
        ("What results from all files", "codexctl config effective"),
        ("With a profile", "codexctl config effective --profile deep"),
        ("As JSON, for a program", "codexctl config effective --json"),
    ),
    "config apply": told(
        "config",
        ("Apply a file, for dotfiles and images", "codexctl config apply --file wanted.toml"),
        ("Only look at the diff", "codexctl config apply --file wanted.toml --dry-run"),
    ),
    "config snapshot": told(
        "config",
        ("Save the current state", "codexctl config snapshot today"),
        ("List all snapshots", "codexctl config snapshot"),
        ("Delete one", "codexctl config snapshot before --delete"),
    ),
    "config restore": told(
        "config",
        ("What would change?", "codexctl config restore before --dry-run"),
        ("Restore it; the diff comes first", "codexctl config restore before"),
    ),
    "config watch": told(
        "config",
        ("Who rewrites my configuration?", "codexctl config watch"),
        ("Undo changes by others", "codexctl config watch --undo"),
    ),
    "config upgrade": told(
        "config",
        ("What should be updated for my Codex?", "codexctl config upgrade --dry-run"),
        ("For a later release", "codexctl config upgrade --to 0.169"),
        (
            "Also remove what it no longer knows",
            "codexctl config upgrade --to 0.169 --remove --dry-run",
        ),
    ),
    "features": told(
        "config",
        ("List all flags", "codexctl features list"),
        ("Switch one on; the diff comes first", "codexctl features enable apps"),
    ),
    "features list": told(
        "config",
        ("All flags with their values", "codexctl features list"),
        ("Those with this word in their name", "codexctl features list hook"),
        ("As JSON, for a program", "codexctl features list --json"),
    ),
    "features enable": told(
        "config",
        ("For all your sessions", "codexctl features enable apps"),
        ("Only look at the diff", "codexctl features enable apps --dry-run"),
    ),
    "features disable": told(
        "config",
        ("For all your sessions", "codexctl features disable apps"),
        ("Only in this repository", "codexctl features disable apps --scope project"),
    ),
    "hooks": told(
        "config",
        ("Which hooks run, and which are skipped?", "codexctl hooks list"),
        ("Add one, trusted at once", "codexctl hooks add Stop 'notify-send Codex' --trust"),
        ("Are the files of hooks correct?", "codexctl hooks validate"),
    ),
    "hooks list": told(
        "config",
        ("All hooks and whether they are trusted", "codexctl hooks list"),
        ("With what Codex says about them", "codexctl hooks list --ask"),
        ("As JSON, for a program", "codexctl hooks list --json"),
    ),
    "hooks add": told(
        "config",
        ("After each turn", "codexctl hooks add Stop 'notify-send Codex' --trust"),
        (
            "Before each command, for at most ten seconds",
            "codexctl hooks add PreToolUse ./check.sh --matcher '^Bash$' --timeout 10",
        ),
        (
            "Only look at the diff",
            "codexctl hooks add SessionStart 'date >> log' --dry-run",
        ),
        sections={
            "The hook": (
                "matcher timeout async_ status_message context_limit command_windows server tool"
            ),
            "Where it is written": "at inline scope trust",
        },
    ),
    "hooks remove": told(
        "config",
        ("By its command", "codexctl hooks remove 'notify-send Codex'"),
        ("By its place; only look at the diff", "codexctl hooks remove stop:0:0 --dry-run"),
    ),
    "hooks trust": told(
        "config",
        ("One hook, by its command", "codexctl hooks trust 'notify-send Codex'"),
        ("All that are not trusted yet, after a look", "codexctl hooks trust --all"),
        ("Those that were only moved", "codexctl hooks trust --shifted"),
    ),
    "hooks untrust": told(
        "config",
        ("Codex skips it from now on", "codexctl hooks untrust stop:0:0"),
        ("Only look at the diff", "codexctl hooks untrust --all --dry-run"),
    ),
    "hooks validate": told(
        "config",
        ("Your files and this repository's", "codexctl hooks validate"),
        ("Another file", "codexctl hooks validate ./hooks.json"),
    ),
    "notify": told(
        "config",
        ("What does Codex call after a turn?", "codexctl notify show"),
        ("Make it call a program", "codexctl notify set -- notify-send Codex"),
    ),
    "notify show": told(
        "config",
        ("The program, quoted for a shell", "codexctl notify show"),
        ("As JSON, for a program", "codexctl notify show --json"),
    ),
    "notify set": told(
        "config",
        ("A program and its arguments", "codexctl notify set -- notify-send --urgency=low Codex"),
        ("Only look at the diff", "codexctl notify set --dry-run -- ./after-turn.sh"),
    ),
    "notify unset": told(
        "config",
        ("No longer call a program", "codexctl notify unset"),
        ("Only look at the diff", "codexctl notify unset --dry-run"),
    ),
}
