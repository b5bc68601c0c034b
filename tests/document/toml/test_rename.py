from __future__ import annotations

from codexctl.document.toml.rename import rename_key


def test_a_key_gets_another_name_where_it_stands() -> None:
    text = "[a]\n  old  = 1 # why\nother = 2\n"
    assert rename_key(text, ("a", "old"), "new") == "[a]\n  new  = 1 # why\nother = 2\n"


def test_only_the_last_part_of_a_dotted_key_changes() -> None:
    assert rename_key("a.old = 1\n", ("a", "old"), "n.w") == 'a."n.w" = 1\n'


def test_what_is_no_pair_of_its_own_is_left_to_others() -> None:
    assert rename_key("a = { old = 1 }\n", ("a", "old"), "new") is None
    assert rename_key("[a.old]\nx = 1\n", ("a", "old"), "new") is None
