"""Which host a model provider of Codex's config.toml stands for, for `server.address`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

# Codex's built-in provider when it is used with an API key.
_BUILT_IN = {"openai": "api.openai.com"}


def provider_addresses(config_toml: Path) -> dict[str, str]:
    """Map provider ids to host names; what cannot be read is simply not known."""
    try:
        config = tomllib.loads(config_toml.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    providers = config.get("model_providers")
    addresses = dict(_BUILT_IN)
    for name, provider in providers.items() if isinstance(providers, dict) else ():
        base = provider.get("base_url") if isinstance(provider, dict) else None
        host = _host(base) if isinstance(base, str) else None
        if host:
            addresses[name] = host
    return addresses


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
