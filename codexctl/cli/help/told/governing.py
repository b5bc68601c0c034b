"""Commands for administrators: the policy, and the roll-out to a fleet."""

from __future__ import annotations

from codexctl.cli.help.told import told

_ROLLED_OUT = "policy python script only managed_config service seal replace"

TOLD = {
    "policy": told(
        "policy",
        ("Write a policy to start from", "codexctl policy init --out new-policy.toml"),
        ("Which limits apply to me, and which line sets them?", "codexctl policy show"),
        ("Does this machine comply with it?", "codexctl policy check --policy policy.toml"),
    ),
    "policy init": told(
        "policy",
        ("With every key, commented", "codexctl policy init --out new-policy.toml"),
        (
            "Masked content at most, to only one address",
            (
                "codexctl policy init --max redacted --allow https://otel.example.com/"
                " --contact security@example.com"
            ),
        ),
    ),
    "policy show": told(
        "policy",
        ("The policy of this machine", "codexctl policy show"),
        ("As if this file were the policy", "codexctl policy show --policy policy.toml"),
    ),
    "policy explain": told(
        "policy",
        ("One key: meaning, values, current value", "codexctl policy explain capture.max"),
        ("All keys", "codexctl policy explain"),
        ("What would be masked in a text?", "codexctl policy explain --sample notes.txt"),
    ),
    "policy check": told(
        "policy",
        (
            "This machine, by a policy that is not in place yet",
            "codexctl policy check --policy policy.toml",
        ),
        (
            "For code scanning",
            "codexctl policy check --policy policy.toml --format sarif --out audit.sarif",
        ),
        (
            "A given Codex home, as JSON",
            "codexctl policy check --policy policy.toml --codex-home ~/.codex --json",
        ),
    ),
    "policy render": told(
        "policy",
        (
            "What users cannot change in Codex",
            "codexctl policy render requirements --policy policy.toml",
        ),
        (
            "A profile for macOS device management",
            "codexctl policy render mdm --policy policy.toml --out codex.mobileconfig",
        ),
        ("The script that managed hooks run", "codexctl policy render hook"),
    ),
    "fleet": told(
        "rollout",
        (
            "What would a roll-out change in an image?",
            "codexctl fleet plan --policy policy.toml --root image",
        ),
        ("Carry it out", "codexctl fleet apply --policy policy.toml --root image --yes"),
        ("What would machines send to?", "codexctl fleet render"),
    ),
    "fleet plan": told(
        "rollout",
        (
            "The tree of an image, as one diff",
            "codexctl fleet plan --policy policy.toml --root image",
        ),
        (
            "With a timer that delivers after an outage, as JSON",
            "codexctl fleet plan --policy policy.toml --root image --service --json",
        ),
        sections={"What is rolled out": _ROLLED_OUT, "Where": "root platform"},
    ),
    "fleet apply": told(
        "rollout",
        (
            "Into the tree of an image",
            "codexctl fleet apply --policy policy.toml --root image --yes",
        ),
        (
            "Sealed, without any other hooks; only look at the diff",
            (
                "codexctl fleet apply --policy policy.toml --root image --seal --managed-hooks-only"
                " --dry-run"
            ),
        ),
        sections={"What is rolled out": _ROLLED_OUT, "Where": "root platform"},
    ),
    "fleet verify": told(
        "rollout",
        ("A test turn as yourself", "codexctl fleet verify --me"),
        ("As JSON, for a program", "codexctl fleet verify --me --json"),
    ),
    "fleet remove": told(
        "rollout",
        ("What would be undone?", "codexctl fleet remove --root image --dry-run"),
        ("Undo the roll-out", "codexctl fleet remove --root image --yes"),
    ),
    "fleet render": told(
        "fleet",
        ("List the files and their names", "codexctl fleet render"),
        (
            "Write them, with the cap of a policy",
            (
                "codexctl fleet render --policy policy.toml --out engine --yes"
                " --name issuer=https://login.example.com/company"
            ),
        ),
        (
            "With Kafka, for one issuer of tokens",
            (
                "codexctl fleet render --kafka --name issuer=https://login.example.com/"
                " --out engine --dry-run"
            ),
        ),
        sections={"What is rendered": "words auth policy kafka metrics out force"},
    ),
}
