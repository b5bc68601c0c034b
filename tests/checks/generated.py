"""Files that are made from the code are what the code makes; `--write` makes them anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from codexctl.settings.redaction import rule_file
from tests.checks.pages import (
    audit_ids,
    check_ids,
    commands_page,
    fleet_sizes,
    keys_page,
    man_pages,
    modules,
    output_page,
    pictures,
    policy_schema,
    presets_page,
    settings_page,
    settings_schema,
)
from tests.checks.reference import environment, errors, files, policy_keys, schemas, spans

ROOT = Path(__file__).parents[2]


def rules_as_one() -> str:
    """All rule files parsed, one rule a line, so that a change of one is a change of a line."""
    return json.dumps(rule_file(), ensure_ascii=False).replace('{"name"', '\n{"name"') + "\n"


MAKERS: Mapping[str, Callable[[], str]] = {
    "schemas/policy.schema.json": policy_schema.text,
    "schemas/settings.schema.json": settings_schema.text,
    "docs/pictures/house.svg": pictures.house,
    "docs/pictures/flows.svg": pictures.flows,
    "docs/policy.md": audit_ids.text,
    "docs/reference/checks.md": check_ids.text,
    "docs/reference/commands.md": commands_page.text,
    "docs/reference/environment.md": environment.text,
    "docs/reference/errors.md": errors.text,
    "docs/reference/files.md": files.text,
    "docs/reference/fleet-sizes.md": fleet_sizes.text,
    "docs/reference/codex-keys.md": keys_page.text,
    "docs/reference/modules.md": modules.text,
    "docs/reference/output.md": output_page.text,
    "docs/reference/policy-keys.md": policy_keys.text,
    "docs/reference/presets.md": presets_page.text,
    "docs/reference/schemas.md": schemas.text,
    "docs/reference/settings.md": settings_page.text,
    "docs/reference/spans.md": spans.text,
    "templates/redaction/rules.json": rules_as_one,
    **man_pages.makers(),
}


def findings(root: Path = ROOT) -> Iterator[str]:
    """Name every file that is not what the code makes now."""
    for name, make in MAKERS.items():
        path = root / name
        if not path.exists() or path.read_text("utf-8") != make():
            yield f"{name}: is out of date; renew it: python -m tests.checks --write"
    for path in (root / man_pages.FOLDER).glob("*"):
        if f"{man_pages.FOLDER}/{path.name}" not in MAKERS:
            yield f"{man_pages.FOLDER}/{path.name}: is the page of no command"


def write(root: Path = ROOT) -> None:
    """Make them all."""
    for name, make in MAKERS.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(), "utf-8")
