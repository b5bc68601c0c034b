from __future__ import annotations

import pytest

from codexctl.codex.config.features import ALIASES
from codexctl.codex.config.known_keys import ANY_NAME, ITEM, Key, known, line_of
from codexctl.codex.config.schemas import known_paths

NEWEST = known()
ALL = tuple(NEWEST.everything())
LINES = NEWEST.lines


def test_release_lines_from_0_130_on_are_known() -> None:
    assert LINES[0] == "0.130"
    assert len(LINES) >= 6
    assert list(LINES) == sorted(LINES, key=lambda line: [int(part) for part in line.split(".")])


def test_no_key_ends_before_it_begins() -> None:
    for key in ALL:
        first = LINES.index(key.since) if key.since else 0
        last = LINES.index(key.until) if key.until else len(LINES) - 1
        assert first <= last, key


def test_every_key_is_known_to_a_line_or_refused_by_one() -> None:
    tables = [known(line) for line in LINES]
    for key in ALL:
        assert key.refused or any(table.holds(key) for table in tables), key


def test_every_kind_is_one_of_the_words_for_kinds() -> None:
    words = {"str", "bool", "int", "num", "list", "table", "map", "any"}
    assert {kind for key in ALL for kind in key.kinds} <= words
    assert all(key.kinds for key in ALL)


def test_only_text_has_words() -> None:
    assert [key.path for key in ALL if key.values and "str" not in key.kinds] == []


@pytest.mark.parametrize("line", LINES)
def test_an_older_name_stands_for_one_that_the_line_knows(line: str) -> None:
    table = known(line)
    for key in table:
        if key.alias_of:
            target = table.find((*key.path[:-1], key.alias_of))
            assert target is not None, key
            assert not target.alias_of, key


def test_what_stands_above_a_key_takes_keys() -> None:
    for key in ALL:
        above = NEWEST.anywhere(key.path[:-1]) if len(key.path) > 1 else None
        if above is not None:
            wanted = {"list"} if key.path[-1] == ITEM else {"table", "map", "any"}
            assert wanted & set(above.kinds), key


def test_the_aliases_of_features_are_those_that_setup_goes_by() -> None:
    rows = {key.path[1]: key.alias_of for key in ALL if key.path[0] == "features" and key.alias_of}
    assert ALIASES.items() <= {**rows, "web_search": "web_search_request"}.items()


# Of a key that is a switch or a table Codex does not say what members it has: only what is taken
# with the plainest values was found.
NOT_FOUND = {("tools", "web_search", "context_size"), ("client_search_provider",)}


def test_the_newest_line_knows_what_the_schema_names() -> None:
    missing = {path for path in known_paths() if NEWEST.anywhere(path) is None}
    assert missing <= NOT_FOUND


def test_names_of_ones_own_are_found_under_the_star() -> None:
    key = NEWEST.find(("mcp_servers", "my server", "command"))
    assert key is not None
    assert (key.path, key.kinds) == (("mcp_servers", ANY_NAME, "command"), ("str",))
    assert NEWEST.find(("skills", "config", "3", "path")) is not None


@pytest.mark.parametrize(
    "table", ["mcp_servers.docs", "model_providers.lab", "skills.config.0", "permissions.work"]
)
def test_names_that_are_keys_elsewhere_are_none_of_a_table(table: str) -> None:
    """Codex in strict mode names each: `unknown configuration field mcp_servers.docs.error`."""
    for name in ("error", "inputSchema", "annotations", "mimeType"):
        assert NEWEST.find((*table.split("."), name)) is None
    assert NEWEST.find(("tui", "mimeType")) is None


def test_a_name_with_a_dot_is_one_name() -> None:
    key = known("0.130").find(("notice", "hide_gpt-5.1-codex-max_migration_prompt"))
    assert key is not None
    assert key.kinds == ("bool",)


@pytest.mark.parametrize(
    ("version", "line"),
    [("0.130.0", "0.130"), ("0.141.3", "0.130"), ("0.142.0", "0.142"), ("0.155.1", "0.150"),
     ("0.117.0", "0.130"), ("1.2.3", LINES[-1]), ("", LINES[-1])],
)  # fmt: skip
def test_a_version_is_taken_for_the_line_before_it(version: str, line: str) -> None:
    assert line_of(version) == line


def test_an_older_release_lacks_what_came_later() -> None:
    newer = [key for key in ALL if key.since == "0.150"]
    assert newer
    assert all(known("0.142").find(key.path) is None for key in newer)
    assert known("0.142").anywhere(newer[0].path) is not None


def test_the_selector_of_profiles_is_refused_after_the_first_line() -> None:
    assert known("0.130").find(("profile",)) is not None
    assert known("0.142").find(("profile",)) is None


def test_words_are_those_of_the_line() -> None:
    def words(version: str) -> tuple[str, ...]:
        key = known(version).find(("approval_policy",))
        assert key is not None
        return key.values

    assert "untrusted" in words("0.142")
    assert "untrusted" not in words("0.150")


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (("modle",), ("model",)),
        (("approvalPolicy",), ("approval_policy",)),
        (("history", "persistance"), ("history", "persistence")),
        (("mcp_servers", "mine", "comand"), ("mcp_servers", "mine", "command")),
        (("persistence",), ("history", "persistence")),
        (("something else entirely",), None),
    ],
)
def test_did_you_mean(written: tuple[str, ...], wanted: tuple[str, ...] | None) -> None:
    assert NEWEST.suggest(written) == wanted


def test_keys_are_completed_one_step_at_a_time() -> None:
    assert "model" in NEWEST.complete("mod")
    assert NEWEST.complete("history.") == ("history.max_bytes", "history.persistence")
    assert "mcp_servers.docs.command" in NEWEST.complete("mcp_servers.docs.com")
    assert NEWEST.complete("no such table.") == ()


def test_values_are_completed_where_there_are_only_some() -> None:
    assert NEWEST.values(("sandbox_mode",)) == (
        "read-only", "workspace-write", "danger-full-access",
    )  # fmt: skip
    assert NEWEST.values(("check_for_update_on_startup",)) == ("true", "false")
    assert NEWEST.values(("model",)) == ()


def test_below_a_table_of_free_shape_everything_is_known() -> None:
    key = NEWEST.find(("hooks", "Stop"))
    assert isinstance(key, Key)
