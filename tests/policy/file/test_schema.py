"""The published schema and the reader accept the same files."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from codexctl.policy.file.chosen import ANY, FREE, MEMBERS
from codexctl.policy.file.fields import FIELDS, TABLES, TOP
from codexctl.policy.file.parse import problem_of
from tests.policy.file.test_read import EVERYTHING

SCHEMA = json.loads((files("codexctl.schemas") / "policy.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

_WORDS = st.sampled_from(
    ["metadata", "full", "everything", "paths", "prompts", "iban", "all", "Iban", "", "a\n", "ü"]
)
_URLS = st.sampled_from(
    ["https://h/", "http://h:4318/v1", "https://*.a.com", "https://*", "https://[::1]/x", "https://h\n",
     "https://u@h/", "ftp://h/", "https://h/%2e", "https://h:123456/", "//h/", "https://h/?q", "HTTPS://h/"]
)  # fmt: skip
_ANY = st.one_of(
    st.booleans(),
    st.integers(-1, 40000),
    st.just(1.5),
    _WORDS,
    _URLS,
    st.lists(_WORDS, max_size=2),
    st.lists(_URLS, max_size=2),
    st.just({}),
    st.just([]),
)
_TEXTS = st.lists(st.sampled_from(["a", "", "b"]), max_size=2)
_RULE = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("name", "pattern", "back", "check"), _WORDS),
        **dict.fromkeys(("anchors", "shapes", "yes", "no"), st.one_of(_TEXTS, _WORDS)),
        **dict.fromkeys(("token", "optional", "colour"), st.one_of(st.booleans(), _WORDS)),
    },
)
_NAMES = st.sampled_from(["company", "cost_center", "host.group", "a b", "", "-a", "x\n"])
_KEYED = st.sampled_from(
    ["/opt/x", "x", "a:b", ":", "C:\\x", "hash", "env:X", "env:", "a" * 9, "a\n"]
)
_DESTINATION = st.one_of(
    st.fixed_dictionaries(
        {},
        optional={
            "surprise": _ANY,
            **dict.fromkeys(
                MEMBERS, st.one_of(_ANY, _KEYED, st.lists(_KEYED, max_size=2), st.just("otlp"))
            ),
            "preset": st.sampled_from(["langfuse", "", "phoenix", "nobody", 1]),
            "headers": st.sampled_from([{}, {"a": "b"}, {"a": 1}, []]),
        },
    ),
    _ANY,
)
_FEATURES = st.dictionaries(st.sampled_from(["hooks", "Hooks", "a b", "x\n"]), _ANY, max_size=2)


def _table(name: str) -> st.SearchStrategy[Any]:
    keys = [key.partition(".")[2] for key in FIELDS if key.startswith(name + ".")]
    values = dict.fromkeys((*keys, "surprise"), _ANY)
    special = {"rule": st.lists(_RULE, max_size=2), "features": _FEATURES}
    if name in FREE:
        return st.one_of(
            st.dictionaries(_NAMES, _DESTINATION if name == "destination" else _ANY), _ANY
        )
    if name in ("user", "setup"):
        values |= dict.fromkeys(keys, st.one_of(_ANY, _KEYED))
    values |= {key: st.one_of(_ANY, special[key]) for key in special if key in values}
    return st.one_of(st.fixed_dictionaries({}, optional=values), _ANY)


_POLICIES = st.fixed_dictionaries(
    {"version": st.sampled_from([1, 1, 1, 2, "1", True])},
    optional={"sealed": _ANY, "surprise": _ANY, **{name: _table(name) for name in TABLES}},
)


@given(_POLICIES)
@example({})
@example(
    {"version": 1, "capture": {"rule": [{"name": "a", "pattern": "", "yes": [""], "no": ["x"]}]}}
)
def test_the_schema_and_the_reader_agree(data: dict[str, Any]) -> None:
    assert (problem_of(data) == "") == VALIDATOR.is_valid(data)


def test_what_the_reader_reads_fits_the_schema() -> None:
    data = tomllib.loads(EVERYTHING)
    assert problem_of(data) == ""
    assert VALIDATOR.is_valid(data)


def test_the_schema_and_the_table_of_keys_name_the_same_keys() -> None:
    described = {
        f"{table}.{key}"
        for table in TABLES
        for key in SCHEMA["properties"][table].get("properties", [ANY])
    }
    assert described == set(FIELDS)
    members = SCHEMA["properties"]["destination"]["additionalProperties"]["properties"]
    assert set(members) == set(MEMBERS)
    assert set(SCHEMA["properties"]) == TABLES | set(TOP)


@pytest.mark.parametrize("key", sorted(FIELDS))
def test_every_key_is_explained(key: str) -> None:
    assert FIELDS[key].must
    assert FIELDS[key].meaning.endswith(".")
