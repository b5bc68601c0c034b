"""The engine's files for given names: for the Collector, ClickHouse, Grafana, and the alerts.

A template is a file below `templates/fleet/`. In it, `@{NAME}` is a value, and a line that begins
with `#%` (`--%` in SQL) is a statement of the template: `#% if kafka`. A file whose name begins
with `_` is a part of others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codexctl.policy.render.fleet.cap import (
    IDENTITY_KEYS,
    TEAM,
    TENANT,
    USER,
    Listed,
    metric_statements,
    span_statements,
)
from codexctl.policy.render.fleet.rows import PriceRow
from codexctl.settings.capture import CaptureLimits, CaptureMode

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from jinja2 import Environment

OIDC, MTLS = "oidc", "mtls"
AUTHS = (OIDC, MTLS)
_GATEWAY, _SAMPLER, _WRITER = "gateway.yaml", "sampler.yaml", "writer.yaml"


@dataclass(frozen=True, slots=True)
class Engine:
    """The choices for the engine.

    `limits` is the most that the gateway lets through, `resource` the resource attributes that the
    policy lists (None: it lists none), `names` has a value for each name of `names.py`. `prices`
    are the first rows of the table of prices.
    """

    names: Mapping[str, str]
    limits: CaptureLimits
    resource: tuple[str, ...] | None
    listed: Listed
    auth: str = OIDC
    kafka: bool = False
    metrics: bool = False
    prices: tuple[PriceRow, ...] = ()

    @property
    def has_content(self) -> bool:
        """Whether the gateway lets content through, so that it can be sampled."""
        return self.limits.mode is not CaptureMode.metadata


def rendered(engine: Engine) -> dict[str, str]:
    """The text of every file by its path, sorted by path; the same for equal engines."""
    from importlib.resources import files  # here: rarely needed, and takes 5 ms

    root = files("codexctl.templates").joinpath("fleet")
    # Templates by their paths: a template can include others of its folder.
    found = dict(_templates(root, ""))
    made = {}
    for path in sorted(found):
        folder, _, name = path.rpartition("/")
        if name.startswith("_") or not folder or not _is_wanted(engine, name):
            continue
        within = {key.rpartition("/")[2]: text for key, text in found.items()
                  if key.rpartition("/")[0] == folder}  # fmt: skip
        made[path] = _environment(within, name).get_template(name).render(_values(engine, name))
    return made


def _is_wanted(engine: Engine, name: str) -> bool:
    return {_SAMPLER: engine.has_content, _WRITER: engine.kafka}.get(name, True)


def _templates(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _templates(entry, f"{path}{entry.name}/")
        elif entry.is_file():
            yield f"{path}{entry.name}", entry.read_text("utf-8")


def _environment(within: Mapping[str, str], name: str) -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined

    return Environment(  # noqa: S701 - no HTML: names.py's forms are what keeps values in their place
        loader=DictLoader(within),
        undefined=StrictUndefined,
        variable_start_string="@{",
        variable_end_string="}",
        line_statement_prefix="--%" if name.endswith(".sql") else "#%",
        # The rendered files may contain braces and percent signs themselves.
        block_start_string="@{%",
        block_end_string="%}@",
        comment_start_string="@{#",
        comment_end_string="#}@",
        keep_trailing_newline=True,
    )


def _values(engine: Engine, name: str) -> dict[str, Any]:
    names = dict(engine.names)
    is_sampler = name == _SAMPLER
    return {
        **names,
        "brokers": json.dumps(names["brokers"].split(",")),
        "table": names["content_table"] if is_sampler else names["table"],
        "sampler_port": names["sampler_listen"].rpartition(":")[2],
        "auth": engine.auth,
        "kafka": engine.kafka,
        "metrics": engine.metrics and not is_sampler,
        "content": engine.has_content,
        "cap_said": _said(engine.limits),
        "identity_keys": IDENTITY_KEYS,
        "identity": _identity(engine),
        "cap": span_statements(engine.listed, engine.limits, engine.resource),
        "metadata": span_statements(
            engine.listed, CaptureLimits(CaptureMode.metadata), engine.resource
        ),
        "content_keys": sorted(engine.listed.content),
        "prices": engine.prices,
        "metric_cap": metric_statements(engine.listed, engine.resource),
    }


def _said(limits: CaptureLimits) -> str:
    left_out = ", ".join(sorted(limits.exclude))
    return limits.mode.name + (f" without {left_out}" if left_out else "")


def _identity(engine: Engine) -> list[tuple[str, tuple[str, ...]]]:
    """Which attribute comes from which part of the credential.

    Releases of the OIDC extension use either `auth.NAME` or `auth.claims.NAME` for a claim. Both
    come from the credential, and a missing one changes nothing.
    """
    names = engine.names
    if engine.auth == MTLS:
        return [
            (USER, (f"metadata.{names['user_header']}",)),
            (TEAM, (f"metadata.{names['team_header']}",)),
            (TENANT, (f"metadata.{names['tenant_header']}",)),
        ]
    claims = ((TEAM, names["team_claim"]), (TENANT, names["tenant_claim"]))
    return [
        (USER, ("auth.subject",)),
        *((key, (f"auth.claims.{claim}", f"auth.{claim}")) for key, claim in claims),
    ]
