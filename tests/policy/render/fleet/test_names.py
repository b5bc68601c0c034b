"""Names are checked: what is put into YAML, SQL and JSON cannot end what it stands in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.errors import UsageError
from codexctl.policy.render.fleet.names import NAMES, chosen


def test_every_default_has_its_own_form() -> None:
    said = [f"{key}={name.default}" for key, name in NAMES.items()]
    assert chosen(said) == chosen([])


@pytest.mark.parametrize(
    "word",
    [
        *("database=otel; DROP TABLE x", "database=otel`", "database='otel'", "database="),
        *("cluster=a b", "issuer=http://login.example.com", 'issuer=https://a.example.com/"x'),
        *(
            "issuer=https://user:pass@a.example.com",
            "store=clickhouse",
            "store=a:0",
            "store=a:65536",
            "listen=:4318",
        ),
        *("certificate=tls.crt", "certificate=/etc/../root/x", "certificate=/etc/a b", "days=0"),
        *("days=1e9", "days=-1", "percent=100%", "brokers=a:1,,b:2", "brokers=a:1, b:2"),
        *("user_header=X-User", "topic=a-b", "topic=a\n", "team_claim=team\ninsecure: true"),
        *("nothing=1", "database", "=1", "Database=otel", "database=ötel", "days=١٤"),
    ],
)
def test_a_value_without_its_form_is_refused(word: str) -> None:
    with pytest.raises(UsageError):
        chosen([word])


def test_a_name_that_is_said_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="twice"):
        chosen(["days=1", "days=2"])


@given(st.sampled_from(sorted(NAMES)), st.text(max_size=40))
def test_no_accepted_value_has_a_sign_that_means_something_in_yaml_sql_or_json(
    key: str, value: str
) -> None:
    try:
        taken = chosen([f"{key}={value}"])[key]
    except UsageError:
        return
    assert not re.search(r"""[\s"'`\\{}$#;&*!|>%@<?()]""", taken)
    assert taken.isascii()


@given(st.sampled_from(sorted(NAMES)), st.data())
def test_whatever_has_the_form_is_taken_as_it_is(key: str, data: st.DataObject) -> None:
    value = data.draw(st.from_regex(re.compile(NAMES[key].form, re.ASCII), fullmatch=True))
    if ".." not in value:
        assert chosen([f"{key}={value}"])[key] == value
