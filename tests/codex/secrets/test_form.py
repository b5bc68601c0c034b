"""What passes for plain is what the rules leave."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codexctl.codex.secrets.form import is_plain
from codexctl.settings.redaction import secrets_masker

WORD = st.one_of(
    st.from_regex(r"-{0,2}[a-z]{1,12}([-_./@][a-z]{1,9}[0-9]{0,2}){0,3}", fullmatch=True),
    st.from_regex(r"([a-z]{1,5}-)?v?[0-9]{1,3}(\.[0-9]{1,3}){1,3}|[0-9]{1,6}", fullmatch=True),
    st.sampled_from(["model", "codex", "codexctl", "gpt-5.5", "~/.codex/config.toml", "true"]),
)
LINE = st.builds(
    lambda words, between: between.join(words),
    st.lists(WORD, min_size=1, max_size=6),
    st.sampled_from([" ", " = ", '" = "', ", ", ": ", "'='", "\n+"]),
)


@given(st.lists(LINE, max_size=4))
def test_no_rule_masks_what_is_plain(lines: list[str]) -> None:
    if is_plain(lines):
        text = "\n".join(lines)
        assert secrets_masker().mask(text) == text
        assert secrets_masker().mask_all(lines) == lines


def test_what_most_files_say_is_plain() -> None:
    assert is_plain(['model = "gpt-5.5"\n', "[tui]\n", "notifications = true\n", "# mine\n"])
    assert is_plain(['[projects."/home/me/work/site"]\n', 'trust_level = "trusted"\n'])


def test_what_names_a_secret_is_not() -> None:
    assert not is_plain(["my token is word"])
    assert not is_plain(["ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"])
