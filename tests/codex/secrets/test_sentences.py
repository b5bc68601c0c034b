"""What Codex says of a value that does not fit (0.171.0), and what is told of it."""

from __future__ import annotations

import pytest

from codexctl.codex.config.schema_errors import misfits
from codexctl.codex.secrets.sentences import without_value

KEY = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            'invalid type: string "hunter", expected a map',
            'invalid type: string "*****", expected a map',
        ),
        (
            "invalid type: integer `990099`, expected a string",
            "invalid type: integer `*****`, expected a string",
        ),
        (
            "invalid type: integer `5`, expected a boolean",
            "invalid type: integer `5`, expected a boolean",
        ),
        (f"unknown variant `{KEY}`, expected `a`", "unknown variant `*****`, expected `a`"),
        ("unknown variant `on-reqest`, expected `a`", "unknown variant `on-reqest`, expected `a`"),
        (f"unknown field `{KEY}`", "unknown field `*****`"),
    ],
)
def test_codex_is_quoted_without_what_may_be_a_secret(said: str, told: str) -> None:
    assert without_value(said) == told


def test_a_finding_of_ours_names_no_value_that_may_be_one() -> None:
    place = ("mcp_servers", "a", "env", "PIN")
    (number,) = misfits(990099, place)
    assert str(number).endswith("takes text, not *****")
    (word,) = misfits(KEY, ("sandbox_mode",))
    assert str(word).endswith('not "*****"')
    (typed,) = misfits("read-onli", ("sandbox_mode",))
    assert str(typed).endswith('not "read-onli"')
