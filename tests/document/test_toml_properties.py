"""Any edit of any document: the data changes as asked, and no other line does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.document.toml_documents import Edit, documents, edits
from tests.document.toml_oracle import check_edit


@settings(deadline=None)
@given(st.data())
def test_a_random_edit_changes_the_data_as_asked_and_no_other_line(data: st.DataObject) -> None:
    text = data.draw(documents())
    check_edit(text, data.draw(edits(text)))


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("\ufeff[b]\n[a]\na = 1003\n[b.a]\n", Edit(("b", "b"), 0)),
        ("[b]\n[b.a]\n", Edit(("b", "b"), 0)),
    ],
)
def test_documents_that_a_search_once_stumbled_over(text: str, edit: Edit) -> None:
    check_edit(text, edit)
