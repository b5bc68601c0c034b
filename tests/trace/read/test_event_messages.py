"""What lines of the type event_msg say of a turn."""

from __future__ import annotations

import pytest

from codexctl.trace.read.event_messages import error_kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (None, ""),
        ("text", ""),
        ({}, "other"),
        ({"codex_error_info": "usage_limit_exceeded"}, "usage_limit_exceeded"),
        ({"codex_error_info": {"a": {"b": 1}}}, "a"),
        ({"codex_error_info": {}}, "other"),
        ({"codex_error_info": ""}, "other"),
    ],
)
def test_an_errors_kind_is_a_word_or_the_key_of_an_object(error: object, kind: str) -> None:
    assert error_kind(error) == kind
