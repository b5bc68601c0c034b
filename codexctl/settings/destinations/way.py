"""The way to an address: a proxy on it, the authorities that vouch for it, and who names them.

Three voices: the administrator's policy, a destination's own settings in the environment, the
machine. Which of them count is decided here, so that no library looks for itself.
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
# Where a resolver or a library would look on the way; no process of ours lets them.
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
    """What a policy says of the way.

    `proxy` is an address, `none`, or empty where nothing is said; `certificate` a file with the
    only authorities that count; `fixed` means that the environment has no say.
    """

    proxy: str = ""
    certificate: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How to go: proxies by scheme (None: the machine's own), authorities (empty: the machine's).

    `only_file` says that the file replaces the machine's authorities in full, as OpenTelemetry
    has it; else file and folder replace one of the two each, as OpenSSL has it.
    """

    proxies: Mapping[str, str] | None = None
    ca_file: str = ""
    ca_folder: str = ""
    only_file: bool = False


FREE = Rules()


def is_this_machine(endpoint: str) -> bool:
    """Whether an address is this machine's own, in one of the ways that leave no doubt.

    `localhost` or a loopback address; a name that only resolves to one may change.
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
    """Whether what is sent there can be read on its way to another machine."""
    # Anything that is not plainly https counts as readable.
    return not endpoint.lower().startswith("https://") and not is_this_machine(endpoint)


def way_to(
    endpoint: str, environ: Mapping[str, str], rules: Rules = FREE, ca_file: str = ""
) -> Way:
    """Decide how to go to an address; nothing is ever sent to this machine by a detour.

    `ca_file` has the authorities that OpenTelemetry's own variable names.
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
    """The variables that name another way, whether or not they are heard."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        for spelling in (name, name.upper()):
            if environ.get(spelling):
                yield spelling
    others = (*_AUTHORITIES, *_NEVER)
    yield from (n for n in others if environ.get(n) and n.lower() != "all_proxy")


def is_heard(name: str, rules: Rules) -> bool:
    """Whether such a variable has a say.

    `name` is one that `named_by` gives.
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
    # The lower-case name goes first, as in curl and Python's own library.
    found = environ.get(f"{scheme}_proxy", environ.get(f"{scheme}_proxy".upper(), ""))
    if found and not _is_bypassed(endpoint, environ):
        return {scheme: found}
    return {} if found or scheme + "_proxy" in environ else None


def _is_bypassed(endpoint: str, environ: Mapping[str, str]) -> bool:
    """Whether no_proxy names the host, by the rules that Python's own library has for it."""
    from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

    said = environ.get("no_proxy", environ.get("NO_PROXY", ""))
    return bool(proxy_bypass_environment(urlsplit(endpoint).netloc, {"no": said}))
