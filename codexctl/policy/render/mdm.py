"""The same files for macOS device management: base64 in the preferences of Codex's domain.

Domain and keys are documented by OpenAI under "Managed configuration"; only macOS reads them.
"""

from __future__ import annotations

import base64
import plistlib
import uuid
from collections.abc import Mapping
from typing import Any

DOMAIN = "com.openai.codex"
REQUIREMENTS_KEY, CONFIG_KEY = "requirements_toml_base64", "config_toml_base64"
MOBILECONFIG, PLIST, VALUES = "mobileconfig", "plist", "values"
FORMATS = (MOBILECONFIG, PLIST, VALUES)
_IDENTIFIER = "com.codexctl.policy"


def preferences(requirements: str, managed_config: str) -> dict[str, str]:
    """The keys of Codex's preference domain, with the two files as their values.

    Both arguments are the texts of the files; the values are their base64.
    """
    return {REQUIREMENTS_KEY: _encoded(requirements), CONFIG_KEY: _encoded(managed_config)}


def rendered(values: Mapping[str, str], form: str) -> str:
    """Write the preferences as a profile, a plain property list, or lines of `key=value`.

    `form` is one of FORMATS. A property list is XML.
    """
    if form == VALUES:
        return "".join(f"{key}={value}\n" for key, value in values.items())
    content = dict(values) if form == PLIST else _profile(values)
    return plistlib.dumps(content, sort_keys=False).decode()


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _profile(values: Mapping[str, str]) -> dict[str, Any]:
    """A configuration profile for the whole device.

    Its ids never change, so that a newer profile replaces it.
    """
    return {
        **_payload("Configuration", _IDENTIFIER, "Codex, as codexctl's policy wants it"),
        "PayloadScope": "System",
        "PayloadRemovalDisallowed": True,
        "PayloadContent": [
            {**_payload(DOMAIN, f"{_IDENTIFIER}.{DOMAIN}", "Codex"), **values},
        ],
    }


def _payload(kind: str, identifier: str, name: str) -> dict[str, Any]:
    return {
        "PayloadType": kind,
        "PayloadVersion": 1,
        "PayloadIdentifier": identifier,
        # Made from the identifier, so that the same profile has the same id on every machine.
        "PayloadUUID": str(uuid.uuid5(uuid.NAMESPACE_DNS, identifier)).upper(),
        "PayloadDisplayName": name,
    }
