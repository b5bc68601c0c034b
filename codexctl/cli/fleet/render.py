"""`codexctl fleet render`: writes the files of the engine that machines send to."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.editing import Wishes, carry_out, editing
from codexctl.cli.fleet.listed import listed
from codexctl.cli.fleet.prices import price_rows
from codexctl.cli.help.command import Command
from codexctl.cli.render import print_json, tell
from codexctl.cli.words.choices import Choice
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import locate
from codexctl.policy.render.fleet.names import NAMES, chosen

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan
    from codexctl.policy.file.model import Policy
    from codexctl.settings.capture import CaptureLimits

SCHEMA = "codexctl.fleet-render/1"
OIDC = "oidc"
AUTHS = (OIDC, "mtls")
_ISSUER = "--name issuer=https://login.example.com/company, or --auth mtls"
_MODE, _FOLDER_MODE = 0o644, 0o755


@click.command(epilog=f"Names: {', '.join(NAMES)}.", cls=Command)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Write the files there. Default: only list them.")  # fmt: skip
@click.option("--name", "words", multiple=True, metavar="KEY=VALUE",
              help="Replace the default of a name; may be repeated.")  # fmt: skip
@click.option("--auth", type=Choice(AUTHS), default=AUTHS[0], show_default=True,
              help="How the gateway authenticates senders.")  # fmt: skip
@click.option("--policy", type=click.Path(path_type=Path), metavar="FILE",
              help="The policy that the gateway enforces. Default: the machine's.")  # fmt: skip
@click.option("--kafka", is_flag=True, help="With Kafka between gateways and writers.")
@click.option("--metrics", is_flag=True, help="With a pipeline for metrics.")
@click.option("--force", is_flag=True, help="Overwrite files that are not as they would be made.")
@editing
def command(
    *,
    out: Path | None,
    words: tuple[str, ...],
    auth: str,
    policy: Path | None,
    kafka: bool,
    metrics: bool,
    force: bool,
    wishes: Wishes,
) -> int:
    """Write the engine that machines send to: Collector, ClickHouse tables, dashboards, alerts.

    The gateway drops what the policy's cap forbids, whatever a machine sends; without a policy it
    drops all content. With oidc it needs a name for the issuer.
    """
    from codexctl.policy.render.fleet.files import Engine, rendered

    found = _policy(policy)
    limits, resource = _cap(found)
    engine = Engine(chosen(words), limits, resource, listed(), auth, kafka, metrics, price_rows())
    made = rendered(engine)
    lacks_issuer = auth == OIDC and not any(word.startswith("issuer=") for word in words)
    if out is None:
        _list(made, as_json=wishes.as_json, more=f", with {_ISSUER}" if lacks_issuer else "")
        return 0
    if lacks_issuer:
        # With the example value, the gateway would accept no token at all.
        raise UsageError(
            "the gateway needs the issuer of the tokens that it accepts", f"add {_ISSUER}"
        )
    return _written(made, out.absolute(), wishes, force=force)


def _policy(path: Path | None) -> Policy | None:
    """The policy of a file, or the machine's; None if there is none."""
    from codexctl.policy.file.here import policy_on
    from codexctl.policy.file.read import read

    found = policy_on(locate(os.environ)) if path is None else read(path.absolute(), owner=None)
    if path is not None and found is None:
        raise CodexctlError(f"{path}: there is no such policy", "codexctl policy init")
    if found is not None and found.problem:
        raise CodexctlError(f"the policy cannot be used: {found.problem}", "codexctl policy show")
    return found


def _cap(policy: Policy | None) -> tuple[CaptureLimits, tuple[str, ...] | None]:
    """What the gateway lets through: without a policy, no content."""
    from codexctl.settings.capture import CaptureLimits, CaptureMode

    if policy is None:
        return CaptureLimits(CaptureMode.metadata), None
    if policy.resource is None:
        return policy.capture, None
    return policy.capture, (*policy.resource, *dict(policy.chosen.resource))


def _list(made: dict[str, str], *, as_json: bool, more: str) -> None:
    if as_json:
        files = [
            {
                "path": path,
                "bytes": len(text.encode()),
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
            }
            for path, text in made.items()
        ]
        print_json({"schema": SCHEMA, "files": files})
        return
    for path, text in made.items():
        click.echo(f"{len(text.encode()):>8,} bytes  {path}")
    tell(f"codexctl: nothing was written; --out DIR writes them{more}", err=True)


def _written(made: dict[str, str], out: Path, wishes: Wishes, *, force: bool) -> int:
    from codexctl.edit.files.read import read
    from codexctl.edit.plan import FileEdit, Plan

    def plan() -> Plan:
        edits = []
        for name, text in made.items():
            path, after = out / name, text.encode()
            before = read(path)
            if before == after:
                continue
            if before is not None and not force:
                raise CodexctlError(
                    f"{path} exists with different content",
                    "--force overwrites it; --dry-run --force shows what would change",
                )
            edits.append(FileEdit(path, before, after, _MODE, folder_mode=_FOLDER_MODE))
        return Plan(tuple(edits), "fleet render")

    return carry_out(plan, locate(os.environ), wishes)
