"""The hosts and ports of model providers in config.toml: `server.address` and `server.port`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from codexctl.bounded_toml import loads
from codexctl.safe_read import read_text

# A host name and a port.
Address = tuple[str, int]
# Codex's built-in provider when it is used with an API key.
_BUILT_IN: dict[str, Address] = {"openai": ("api.openai.com", 443)}
_PORTS = {"https": 443, "http": 80}


def provider_addresses(config_toml: Path) -> dict[str, Address]:
    """Map provider ids to host and port; empty if `config_toml` cannot be read.

    Providers without a valid `base_url` are left out. Never raises.
    """
    try:
        # utf-8-sig: Codex skips a byte order mark.
        config = loads(read_text(config_toml, encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}
    providers = config.get("model_providers")
    addresses = dict(_BUILT_IN)
    elsewhere = config.get("openai_base_url")  # the built-in provider at another address
    address = _address(elsewhere) if isinstance(elsewhere, str) else None
    if address:
        addresses["openai"] = address
    for name, provider in providers.items() if isinstance(providers, dict) else ():
        base = provider.get("base_url") if isinstance(provider, dict) else None
        address = _address(base) if isinstance(base, str) else None
        if address:
            addresses[name] = address
    return addresses


def _address(url: str) -> Address | None:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None
