"""Lines in a narrow terminal: folded between words, and nothing that is copied is torn."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.cli.words.folded import folded, hung

WORD = st.text("abcé世/-.", min_size=1, max_size=30)
PATH = "/home/ada/.local/share/codexctl/receipts/20261126-183120-d512f3.json"


def test_a_line_that_fits_stays_as_it_is() -> None:
    assert list(folded("✓ hooks.runs  it has run", 24)) == ["✓ hooks.runs  it has run"]


def test_the_last_column_goes_on_below_itself() -> None:
    assert list(folded("✓ hooks.runs  the hook script can run; last run today", 34)) == [
        "✓ hooks.runs  the hook script can",
        "              run; last run today",
    ]


def test_a_further_column_is_still_one() -> None:
    assert list(folded("capture.exclude   nothing           by default", 40)) == [
        "capture.exclude   nothing",
        "                  by default",
    ]


def test_a_sentence_goes_on_a_little_further_in() -> None:
    assert list(folded("codexctl: this is not one of those", 20)) == [
        "codexctl: this is",
        "  not one of those",
    ]


@pytest.mark.parametrize("command", ["codexctl setup --endpoint otlp:URL", "npm install -g codex"])
def test_a_command_is_never_torn_but_given_all_the_room(command: str) -> None:
    assert list(folded(f"                    → {command}", 30)) == [f"  → {command}"]


def test_a_remedy_in_words_goes_on_below_its_own_beginning() -> None:
    assert list(folded("    → check the network, then: codexctl auth test x; it waits", 34)) == [
        "    → check the network, then:",
        "      codexctl auth test x; it",
        "      waits",
    ]


def test_a_remedy_with_a_path_that_has_no_room_begins_further_to_the_left() -> None:
    assert list(folded(f"                   → fix {PATH}", len(PATH) + 8)) == [f"  → fix {PATH}"]
    assert list(folded(f"       → fix {PATH}", len(PATH))) == ["  → fix", f"    {PATH}"]


def test_a_hint_that_is_a_command_stays_one_line() -> None:
    hint = f"hint: codexctl undo --file {PATH} --yes --offline"
    assert list(folded(hint, 30)) == [hint]


def test_the_command_at_the_end_of_a_hint_has_a_line_of_its_own() -> None:
    assert list(folded("hint: did you mean --destination? codexctl setup --help", 40)) == [
        "hint: did you mean --destination?",
        "  codexctl setup --help",
    ]
    assert list(folded("hint: did you mean one or the other? codexctl setup --help", 40)) == [
        "hint: did you mean one or the other?",
        "  codexctl setup --help",
    ]


def test_a_hint_with_several_commands_is_folded_between_its_words() -> None:
    assert list(
        folded("hint: codexctl config set KEY VALUE, or KEY=VALUE, or --from FILE", 44)
    ) == [
        "hint: codexctl config set KEY VALUE, or",
        "  KEY=VALUE, or --from FILE",
    ]


def test_a_hint_in_words_is_folded_between_them() -> None:
    assert list(folded("hint: events are PreToolUse, PostToolUse, Stop", 30)) == [
        "hint: events are PreToolUse,",
        "  PostToolUse, Stop",
    ]


def test_a_path_stays_whole() -> None:
    lines = list(folded(f"codexctl: {PATH} cannot be read", 40))
    assert any(PATH in line for line in lines)


def test_a_path_that_has_no_room_in_its_column_stands_below_it() -> None:
    assert list(folded(f"✓ codex.found        {PATH}", len(PATH) + 4)) == [
        "✓ codex.found",
        f"    {PATH}",
    ]


def test_a_colour_takes_no_room() -> None:
    line = "\x1b[32m✓\x1b[0m hooks.runs  it has run"
    assert list(folded(line, 24)) == [line]


def test_a_line_of_a_diff_goes_on_further_in_and_without_its_sign() -> None:
    line = '+      "command": "/home/ada/.codexctl/hook.sh Stop",  # ours'
    assert list(hung(line, 50)) == [
        '+      "command": "/home/ada/.codexctl/hook.sh',
        '           Stop",  # ours',
    ]
    assert list(hung(line, 100)) == [line]


def test_a_tab_in_a_diff_takes_the_room_that_it_has_on_a_terminal() -> None:
    assert list(hung("+\tone two", 14)) == ["+       one", "       two"]


@given(st.lists(WORD, min_size=1, max_size=12), st.integers(24, 80), st.sampled_from("+- "))
def test_no_word_of_a_diff_is_lost_or_torn(words: list[str], width: int, sign: str) -> None:
    first, *more = hung(sign + "  " + " ".join(words), width)
    assert first.startswith(sign)
    assert " ".join([first[1:], *more]).split() == words
    assert all(line.startswith("    ") for line in more)


@given(st.lists(WORD, min_size=1, max_size=12), st.integers(24, 80))
def test_no_word_is_lost_torn_or_moved_and_only_a_long_one_is_too_wide(
    words: list[str], width: int
) -> None:
    lines = list(folded(" ".join(words), width))
    assert re.split(r"\s+", " ".join(lines).strip()) == words
    for line in lines:
        wide = sum(2 if char == "世" else 1 for char in line)
        assert wide <= width or len(line.split()) == 1


def test_columns_that_have_room_stay_beside_each_other_and_the_last_goes_below() -> None:
    assert list(folded("docs    enabled   user   /usr/bin/python -I server.py", 34)) == [
        "docs    enabled   user",
        "        /usr/bin/python -I",
        "        server.py",
    ]
    assert list(folded(f"capture.max   redacted   {PATH}", len(PATH) + 4)) == [
        "capture.max   redacted",
        f"    {PATH}",
    ]


def test_a_command_amid_words_is_not_torn() -> None:
    assert list(folded("It is in the keyring; try it: codexctl auth test honeycomb", 50)) == [
        "It is in the keyring; try it:",
        "  codexctl auth test honeycomb",
    ]
    assert list(folded("A file was changed; codexctl config undo undoes all of it.", 36)) == [
        "A file was changed;",
        "  codexctl config undo undoes all of",
        "  it.",
    ]


def test_the_programs_name_alone_is_no_command() -> None:
    assert list(folded("Codex lists nothing of codexctl any more", 34)) == [
        "Codex lists nothing of codexctl",
        "  any more",
    ]


def test_a_number_stays_with_its_unit() -> None:
    assert list(folded("user /home/ada/.codex/AGENTS.md, 10 bytes", 36)) == [
        "user /home/ada/.codex/AGENTS.md,",
        "  10 bytes",
    ]


def test_a_key_keeps_its_equals_sign() -> None:
    assert list(hung(' trusted_hash = "sha256:8de84a6868e386fe37f5"', 32)) == [
        " trusted_hash =",
        '     "sha256:8de84a6868e386fe37f5"',
    ]
