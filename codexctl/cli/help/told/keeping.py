"""Commands that update codexctl or undo edits."""

from __future__ import annotations

from codexctl.cli.help.told import told

TOLD = {
    "sync": told(
        "troubleshooting",
        ("After codexctl was upgraded or moved", "codexctl sync"),
        ("From now on, automatically", "codexctl sync --enable-auto-sync"),
    ),
    "update": told(
        "install",
        ("How was codexctl installed, and which command upgrades it?", "codexctl update --dry-run"),
        ("As JSON, for a program", "codexctl update --json"),
    ),
    "history": told(
        "config",
        ("What has codexctl edited?", "codexctl history"),
        ("As JSON, for a program", "codexctl history --json"),
    ),
    "undo": told(
        "config",
        ("What would be undone?", "codexctl undo --dry-run"),
        ("The last edit; the diff comes first", "codexctl undo"),
    ),
    "uninstall": told(
        "setup",
        ("What would be undone?", "codexctl uninstall --dry-run"),
        ("Everything that setup changed", "codexctl uninstall"),
        ("Also traces, keys, receipts and logs", "codexctl uninstall --purge"),
    ),
}
