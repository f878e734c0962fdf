"""The page of the keys is what the commands say, and no screen gives one key to two things at once."""

from pathlib import Path

import pytest

from screens import keys_page
from screens.commands import Command, known
from screens.keymap import ALIKE, keys_of

PAGE = Path(__file__).parents[2] / "docs" / "keys.md"
ANYWHERE = {
    "slash": "the desk's field, or the queue's filter",
    "question_mark": "help",
    "m": "Write a note",
    "t": "Take the offer back before it leaves",
    "escape": "One step back; nothing typed is lost",
}


def of_ours() -> dict[str, Command]:
    keys_page.import_all()
    return {name: one for name, one in known().items() if one.scope in keys_page.PLACES}


def test_the_page_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == keys_page.page(), "make docs writes it anew"


def test_the_page_says_what_z_takes_back_later() -> None:
    undo = next(row for row in keys_page.page().splitlines() if "`case.undo`" in row)
    assert "later a link, merge or split" in undo


def test_every_scope_is_on_the_page() -> None:
    keys_page.import_all()
    ours = {type(one).__module__ for one in known().values()}
    assert ours == {"screens.commands"}
    strange = {one.scope for one in known().values()} - set(keys_page.PLACES)
    assert strange <= {"demo", "other"}, "a new scope needs its place in keys_page.PLACES"


@pytest.mark.parametrize(
    ("key", "words"), [(key, words) for key, words in ANYWHERE.items() if words[0].isupper()]
)
def test_what_everybody_learns_first_is_the_same_everywhere(key: str, words: str) -> None:
    said = {one.help for one in of_ours().values() if key in keys_of(one.keys)}
    assert said == {words}


@pytest.mark.parametrize(
    ("words", "key"),
    [("log", "n"), ("chaser", "u"), ("undo", "z"), ("take it", "o"), ("find", "slash"), ("alarm seen", "a")],
)
def test_a_word_of_the_footer_has_one_key(words: str, key: str) -> None:
    assert {keys_of(one.keys)[0] for one in of_ours().values() if one.label == words} == {key}


def test_no_key_that_old_terminals_do_not_send() -> None:
    for one in of_ours().values():
        for key in keys_of(one.keys):
            assert key not in ALIKE, one.id
            assert not key.startswith(("alt+", "super+", "ctrl+shift+")), one.id


def test_every_command_that_is_looked_for_has_a_sentence() -> None:
    for one in of_ours().values():
        assert one.help.strip(), one.id
        assert one.help[0].isupper(), one.id
        assert len(one.help) <= 60, one.id
