"""What SARIF 2.1.0 (OASIS, sarif-schema-2.1.0.json) says of the parts that we write, and no more.

Stricter than the standard's own schema: a member that we do not write is refused.
"""

from __future__ import annotations

from typing import Any


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


_TEXT = {"type": "string", "minLength": 1}
_MESSAGE = _object(["text"], text=_TEXT)
_RULE = _object(
    ["id", "shortDescription", "fullDescription", "help", "defaultConfiguration"],
    id={"type": "string", "pattern": "^[a-z-]+$"},
    name={"type": "string", "pattern": "^[A-Za-z]+$"},
    shortDescription=_MESSAGE,
    fullDescription=_MESSAGE,
    help=_object(["text", "markdown"], text=_TEXT, markdown=_TEXT),
    defaultConfiguration=_object(["level"], level={"enum": ["none", "note", "warning", "error"]}),
    properties=_object(["tags"], tags={"type": "array", "items": _TEXT, "uniqueItems": True}),
)
_LOCATION = {
    "oneOf": [
        _object(
            ["physicalLocation"],
            physicalLocation=_object(
                ["artifactLocation"],
                artifactLocation=_object(
                    ["uri"], uri={"type": "string", "pattern": "^file:///[!-~]*$"}
                ),
                region=_object(["startLine"], startLine={"type": "integer", "minimum": 1}),
            ),
        ),
        _object(
            ["logicalLocations"],
            logicalLocations={
                "type": "array",
                "minItems": 1,
                "items": _object(["fullyQualifiedName"], fullyQualifiedName=_TEXT),
            },
        ),
    ]
}
_RESULT = _object(
    ["ruleId", "ruleIndex", "level", "kind", "message", "partialFingerprints"],
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    # Section 3.27.10: where kind is `fail`, the level says how bad it is.
    level={"enum": ["note", "warning", "error"]},
    kind={"const": "fail"},
    message=_MESSAGE,
    partialFingerprints={
        "type": "object",
        "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "minProperties": 1,
    },
    locations={"type": "array", "minItems": 1, "items": _LOCATION},
    properties=_object(["remedy", "codexHome"], remedy=_TEXT, codexHome=_TEXT),
)
_DRIVER = _object(
    ["name", "version", "semanticVersion", "rules"],
    name={"const": "codexctl"},
    version=_TEXT,
    semanticVersion={"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
    fullDescription=_MESSAGE,
    rules={"type": "array", "items": _RULE, "uniqueItems": True},
)
_RUN = _object(
    ["tool", "results"],
    tool=_object(["driver"], driver=_DRIVER),
    invocations={
        "type": "array",
        "items": _object(
            ["executionSuccessful"],
            executionSuccessful={"type": "boolean"},
            exitCode={"type": "integer"},
        ),
    },
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    automationDetails=_object(["id"], id=_TEXT),
    results={"type": "array", "items": _RESULT},
    properties=_object(["policyId"], policyId={"type": ["string", "null"]}),
)
SARIF = _object(
    ["$schema", "version", "runs"],
    **{
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "items": _RUN},
    },
)
