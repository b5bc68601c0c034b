"""Names that an administrator chooses: hosts, files, databases; each must have a certain form.

The values are put into YAML, SQL and JSON without quoting, so no form allows quotes, spaces or
anything else that could end the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from codexctl.errors import UsageError
from codexctl.wording import did_you_mean

_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})"
_PORT = r"(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
_PLACE = rf"{_HOST}:{_PORT}"
_LISTEN = rf"(?:{_HOST}|\[[0-9A-Fa-f:]{{2,45}}\]):{_PORT}"
_PATH = r"/[A-Za-z0-9._/-]{1,200}"
_WORD = r"[A-Za-z_][A-Za-z0-9_]{0,62}"
_CLAIM = r"[A-Za-z][A-Za-z0-9_-]{0,62}"
_NUMBER = r"[1-9][0-9]{0,11}"
_LABEL = r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}"
_HTTPS = rf"https://{_HOST}(?::{_PORT})?(?:/[A-Za-z0-9._~/-]{{0,200}})?"
# The balancer sets these, so a header that a machine can set is not safe here.
_HEADER = r"[a-z][a-z0-9-]{0,62}"


@dataclass(frozen=True, slots=True)
class Name:
    """One name: what it is for, its default, and its form (a regular expression)."""

    meaning: str
    default: str
    form: str


NAMES: Mapping[str, Name] = {
    "listen": Name("where the gateway takes OTLP over HTTP", "0.0.0.0:4318", _LISTEN),
    "health": Name("where health checks are answered", "0.0.0.0:13133", _LISTEN),
    "telemetry_host": Name("where the Collector's own metrics are served", "127.0.0.1", _HOST),
    "telemetry_port": Name("their port", "8888", _PORT),
    "issuer": Name("the OIDC issuer", "https://login.example.com/company", _HTTPS),
    "audience": Name("the audience that tokens are for", "codexctl-fleet", _LABEL),
    "user_claim": Name("the claim that says who", "sub", _CLAIM),
    "team_claim": Name("the claim that says which team", "team", _CLAIM),
    "tenant_claim": Name("the claim that says which tenant", "tenant", _CLAIM),
    "user_header": Name("mtls: the balancer's header that says who", "x-client-user", _HEADER),
    "team_header": Name("mtls: its header for the team", "x-client-team", _HEADER),
    "tenant_header": Name("mtls: its header for the tenant", "x-client-tenant", _HEADER),
    "certificate": Name("the Collector's certificate", "/etc/otelcol/tls/tls.crt", _PATH),
    "key": Name("its key", "/etc/otelcol/tls/tls.key", _PATH),
    "ca": Name("the authority of the servers behind it", "/etc/otelcol/tls/ca.crt", _PATH),
    "client_ca": Name("the authority of its clients", "/etc/otelcol/tls/clients.crt", _PATH),
    "queue": Name("the folder of the persistent queue", "/var/lib/otelcol/queue", _PATH),
    "queue_bytes": Name("how much it may contain", "10000000000", _NUMBER),
    "max_body": Name("the largest request, in bytes", "20971520", _NUMBER),
    "store": Name("ClickHouse's native port with TLS", "clickhouse.internal:9440", _PLACE),
    "database": Name("the database", "otel", _WORD),
    "cluster": Name("the cluster; empty for a single server", "", rf"(?:{_WORD})?"),
    "table": Name("the exporter's table", "otel_traces", _WORD),
    "content_table": Name("the table of sampled turns with content", "otel_content", _WORD),
    "raw_days": Name("how long spans are kept as they came", "14", r"[1-9][0-9]{0,3}"),
    "content_days": Name("how long content is kept", "30", r"[1-9][0-9]{0,3}"),
    "days": Name("how long typed spans are kept", "400", r"[1-9][0-9]{0,3}"),
    "late_days": Name("for how many days spans may still come", "14", r"[1-9][0-9]{0,2}"),
    "datasource": Name("the uid of Grafana's ClickHouse data source", "clickhouse", _LABEL),
    "percent": Name(
        "how much of the content is kept beside errors", "5", r"[0-9]{1,2}(?:\.[0-9])?"
    ),
    "slow_ms": Name("from when on a turn is slow, in milliseconds", "300000", _NUMBER),
    "sampler": Name("the samplers' name in DNS", "codexctl-sampler.internal", _HOST),
    "sampler_listen": Name("where a sampler takes OTLP over gRPC", "0.0.0.0:4317", _LISTEN),
    "brokers": Name(
        "Kafka's brokers, by commas", "kafka.internal:9093", rf"{_PLACE}(?:,{_PLACE})*"
    ),
    "topic": Name("its topic", "codexctl_spans", _WORD),
}


def chosen(words: Iterable[str]) -> dict[str, str]:
    """All names with their values: those in `words` (`KEY=VALUE`), and defaults for the others.

    Raises UsageError for a word that is not a pair, an unknown key, a key that is given twice, and
    a value that does not have the required form.
    """
    said: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or key not in NAMES:
            hint = did_you_mean(key, NAMES, f"one of {', '.join(NAMES)}")
            hint = f"write --name {key}=VALUE" if key in NAMES else hint
            raise UsageError(f"--name {key!r}: no such name", hint)
        if key in said:
            raise UsageError(f"--name {key}: is given twice", "codexctl fleet render --help")
        if not re.fullmatch(NAMES[key].form, value, re.ASCII) or ".." in value:
            raise UsageError(
                f"--name {key}: {value!r} is not valid ({NAMES[key].meaning})",
                f"for example {NAMES[key].default or 'fleet'}",
            )
        said[key] = value
    return {key: name.default for key, name in NAMES.items()} | said
