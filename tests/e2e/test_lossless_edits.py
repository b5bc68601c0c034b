"""Twenty thousand random edits of random documents, each checked, applied to a file and undone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.document.hooks_documents import EVENTS, GROUPS, hook_files
from tests.edit.test_round_trip import config_round_trip, hooks_round_trip

pytestmark = pytest.mark.e2e

many = settings(max_examples=20_000, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(st.data())
def test_config_toml_comes_back_every_time(data: st.DataObject) -> None:
    config_round_trip(data)


@many
@given(hook_files(), st.sampled_from(EVENTS), GROUPS)
def test_hooks_json_comes_back_every_time(text: str, event: str, group: dict[str, Any]) -> None:
    hooks_round_trip(text, event, group)
