"""How to connect to an address: through which proxy, and which certificate authorities count.

The sources are the administrator's policy, variables for a destination, and the machine. The choice
is made here, so that no library chooses by itself.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from codexctl.settings.destinations import otel_env

NO_PROXY = "none"
_AUTHORITIES = (
    f"{otel_env.PREFIX}TRACES_CERTIFICATE",
    f"{otel_env.PREFIX}CERTIFICATE",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)
# Variables that a resolver or a library would use; our processes hide them.
_NEVER = (
    "all_proxy",
    "ALL_PROXY",
    "HOSTALIASES",
    "LOCALDOMAIN",
    "RES_OPTIONS",
    "OPENSSL_CONF",
    "SSLKEYLOGFILE",
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a policy says about connections.

    `proxy` is an address, `none`, or empty if the policy does not set it; `certificate` is a file
    with the only authorities that count; `fixed` means that variables are ignored.
    """

    proxy: str = ""
    certificate: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """Proxies by scheme (None: the machine's), and certificate authorities (empty: the machine's).

    With `only_file`, the file replaces all of the machine's authorities, as in OpenTelemetry.
    Without it, the file replaces the machine's file and the folder its folder, as in OpenSSL.
    """

    proxies: Mapping[str, str] | None = None
    ca_file: str = ""
    ca_folder: str = ""
    only_file: bool = False


FREE = Rules()


def is_this_machine(endpoint: str) -> bool:
    """Whether an address is certainly this machine's own.

    That is `localhost` or a loopback address. Other names may resolve to one today, and to another
    machine tomorrow.
    """
    try:
        host = (urlsplit(endpoint).hostname or "").removesuffix(".")
    except ValueError:
        return False
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_in_the_clear(endpoint: str) -> bool:
    """Whether data for this address is sent to another machine without encryption."""
    # Anything that is not plainly https counts as readable.
    return not endpoint.lower().startswith("https://") and not is_this_machine(endpoint)


def way_to(
    endpoint: str, environ: Mapping[str, str], rules: Rules = FREE, ca_file: str = ""
) -> Way:
    """Decide how to connect to an address; to this machine, never through a proxy.

    `ca_file` is the file of authorities from OpenTelemetry's own variable; empty for none.
    """
    proxies = _proxies(endpoint, environ, rules)
    if rules.certificate:
        return Way(proxies, rules.certificate, only_file=True)
    if rules.fixed:
        return Way(proxies)
    if ca_file:
        return Way(proxies, ca_file, only_file=True)
    return Way(proxies, environ.get("SSL_CERT_FILE", ""), environ.get("SSL_CERT_DIR", ""))


def named_by(environ: Mapping[str, str]) -> Iterator[str]:
    """The variables here that could change how we connect, even those that we ignore."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        for spelling in (name, name.upper()):
            if environ.get(spelling):
                yield spelling
    others = (*_AUTHORITIES, *_NEVER)
    yield from (n for n in others if environ.get(n) and n.lower() != "all_proxy")


def is_heard(name: str, rules: Rules) -> bool:
    """Whether a variable is used under these rules.

    `name` is one of those that `named_by` returns.
    """
    if rules.fixed or name in _NEVER:
        return False
    return not (rules.proxy if name.lower().endswith("_proxy") else rules.certificate)


def _proxies(endpoint: str, environ: Mapping[str, str], rules: Rules) -> Mapping[str, str] | None:
    # An empty mapping means no proxy at all; None would let the library look for the machine's.
    if is_this_machine(endpoint) or rules.proxy == NO_PROXY:
        return {}
    if rules.proxy:
        return {"http": rules.proxy, "https": rules.proxy}
    if rules.fixed:
        return {}
    scheme = urlsplit(endpoint).scheme
    # The lower-case name has precedence, as in curl and Python's own library.
    found = environ.get(f"{scheme}_proxy", environ.get(f"{scheme}_proxy".upper(), ""))
    if found and not _is_bypassed(endpoint, environ):
        return {scheme: found}
    return {} if found or scheme + "_proxy" in environ else None


def _is_bypassed(endpoint: str, environ: Mapping[str, str]) -> bool:
    """Whether no_proxy names the host, by the rules of Python's own library."""
    from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

    said = environ.get("no_proxy", environ.get("NO_PROXY", ""))
    return bool(proxy_bypass_environment(urlsplit(endpoint).netloc, {"no": said}))
