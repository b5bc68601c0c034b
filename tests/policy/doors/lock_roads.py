"""Ways to have spans take another road to an address that the policy lists.

Each goes to `FAR`, or to a server on this machine that is not what it says; what is heard by
somebody in between counts. `@` stands for that one's port.
"""

from __future__ import annotations

from tests.policy.doors.lock_doors import Door
from tests.policy.doors.lock_lacks import CLEAR, FRONT, WAY, Lack
from tests.policy.doors.lock_ways import EXPORT, WORKER

# A name that no resolver knows: nothing is sent unless somebody else is asked for the way.
FAR = "http://collector.invalid:4318/v1/traces"
FAR_TLS = "https://collector.invalid/v1/traces"
HERE_TLS = "https://127.0.0.1:@/v1/traces"
# It is for the person to say to which of these their spans go; the policy lists them all.
LISTED = """\
version = 1
[destinations]
allow = [
  "http://collector.invalid:4318/", "https://collector.invalid/", "https://127.0.0.1:@/",
  "http://127.0.0.1:@/",
]
plain_http = true
"""
_EVIL = "http://127.0.0.1:@"
_WITH_A_NAME = "http://a:b@127.0.0.1:@"
_MACHINE = '"$PY" -I -E -P -m codexctl.deliver\n'


def road(
    endpoint: str, doors: str, /, lack: Lack = WAY, first: str = "", **variables: str
) -> tuple[str, Door]:
    return endpoint, Door(doors, variables, {}, first, lacks=(lack,))


ROADS: dict[str, tuple[str, Door]] = {
    "http_proxy": road(FAR, EXPORT, http_proxy=_EVIL),
    "HTTP_PROXY": road(FAR, WORKER, HTTP_PROXY=_EVIL),
    "http_proxy, in the machine's worker": road(FAR, _MACHINE, http_proxy=_EVIL),
    "http_proxy with a name and a password": road(FAR, EXPORT, http_proxy=_WITH_A_NAME),
    "http_proxy without its scheme": road(FAR, WORKER, http_proxy=_EVIL.removeprefix("http://")),
    "http_proxy for an export by several processes": road(
        FAR, "codexctl trace export --all --processes 2\n", http_proxy=_EVIL
    ),
    "http_proxy, with no_proxy for others": road(FAR, WORKER, http_proxy=_EVIL, no_proxy="a.eu"),
    "http_proxy, testing the key": road(FAR, "codexctl auth test far\n", http_proxy=_EVIL),
    "https_proxy": road(FAR_TLS, EXPORT, https_proxy=_EVIL),
    "HTTPS_PROXY": road(FAR_TLS, WORKER, HTTPS_PROXY=_EVIL),
    "OpenTelemetry's certificate": road(
        HERE_TLS, EXPORT, OTEL_EXPORTER_OTLP_CERTIFICATE="~/between.pem"
    ),
    "OpenTelemetry's certificate for traces": road(
        HERE_TLS, _MACHINE, OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE="~/between.pem"
    ),
    "SSL_CERT_FILE": road(HERE_TLS, EXPORT, SSL_CERT_FILE="~/between.pem"),
    "SSL_CERT_FILE, in the machine's worker": road(
        HERE_TLS, _MACHINE, SSL_CERT_FILE="~/between.pem"
    ),
    "SSL_CERT_DIR": road(
        HERE_TLS, WORKER, SSL_CERT_DIR="~/cas",
        first="mkdir -p ~/cas; cp ~/between.pem ~/cas; openssl rehash ~/cas",
    ),
}  # fmt: skip
# An address behind which there are many servers: a header would say which of them is meant.
_SHARED = "http://127.0.0.1:@/v1/traces"
_SETTINGS = "~/.config/codexctl/settings.toml"
_OLD = f"touch -d @0 {_SETTINGS}"
_HOST = f"printf '[destinations.headers]\\n%s = \"evil.example\"\\n' {{}} >>{_SETTINGS}; {_OLD}"
_KEY = (
    'printf \'api_key_header = "host"\\napi_key_prefix = ""\\napi_key_env = "EVIL"\\n\''
    f" >>{_SETTINGS}"
)
ROADS |= {
    "Host among a destination's headers": road(_SHARED, EXPORT, FRONT, _HOST.format("Host")),
    "HOST among them, by the worker": road(_SHARED, WORKER, FRONT, _HOST.format("HOST")),
    "Host as the header of the key": road(_SHARED, EXPORT, FRONT, _KEY, EVIL="evil.example"),
    "Host in OpenTelemetry's headers, in the machine's worker": road(
        "", _MACHINE, FRONT, _OLD, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:@",
        OTEL_EXPORTER_OTLP_HEADERS="ho%73t=evil.example",
    ),
}  # fmt: skip
# In the clear to another machine, which is this one by a name that only looks like another's.
CLEAR_ROADS: dict[str, tuple[str, Door]] = {
    "plain http to another machine": road("http://127.1:@/v1/traces", EXPORT, CLEAR),
    "plain http, by the worker": road("http://0.0.0.0:@/v1/traces", WORKER, CLEAR),
    "plain http, in the machine's worker": road("http://0x7f.1:@/v1/traces", _MACHINE, CLEAR),
    "plain http by OpenTelemetry's variable": road(
        "", EXPORT, CLEAR, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="http://127.1:@/v1/traces"
    ),
}  # fmt: skip
CLEAR_LISTED = 'version = 1\n[destinations]\nallow = ["http://*:@/"]\n'
