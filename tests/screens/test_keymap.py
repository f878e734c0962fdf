"""Remapping keys: what is used, and the sentence for each line that can't be."""

import frame_demo as frame
import pytest

from callcenter import i18n
from screens import keymap
from screens.commands import Command, key_text, known
from screens.widgets.ledger import Ledger

COMMANDS = {
    one.id: one
    for one in (
        Command("app.help", "question_mark,f1", "help", "Help"),
        Command("case.note", "m", "note", "Note"),
        Command("case.link", "l", "link", "Link"),
        Command("queue.mine", "m", "mine", "Mine"),
    )
}


@pytest.mark.parametrize(
    ("keys", "good", "sentence"),
    [
        ({"case.note": "k"}, {"case.note": "k"}, None),
        ({"case.note": "?"}, {}, "Keys: “case.note” and “app.help” both want ?; “case.note” keeps its own."),
        ({"case.note": "f5, ctrl+n"}, {"case.note": "f5,ctrl+n"}, None),
        ({"queue.mine": "l"}, {"queue.mine": "l"}, None),
        ({"case.note": "l"}, {}, "Keys: “case.note” and “case.link” both want l; “case.note” keeps its own."),
        ({"case.nota": "k"}, {}, "Keys: there is no command “case.nota”; did you mean “case.note”?"),
        ({"zzz": "k"}, {}, "Keys: there is no command “zzz”; the help (F1) names them."),
        (
            {"case.note": "ctrl+m"},
            {},
            "Keys: “ctrl+m” for “case.note” is the same as enter on many terminals; take another.",
        ),
        ({"case.note": "hyper"}, {}, "Keys: “hyper” for “case.note” is no key."),
        ({"case.note": " "}, {}, "Keys: “case.note” is given no key; leave the line out to keep its own."),
    ],
)
def test_each_fault_is_one_sentence(keys: dict[str, str], good: dict[str, str], sentence: str | None) -> None:
    used, faults = keymap.check(keys, COMMANDS)
    assert used == good
    assert [i18n.sentence(fault) for fault in faults] == ([sentence] if sentence else [])


def test_two_commands_may_change_keys_with_each_other() -> None:
    used, faults = keymap.check({"case.note": "l", "case.link": "m"}, COMMANDS)
    assert used == {"case.note": "l", "case.link": "m"}
    assert faults == []


def test_no_key_of_ours_is_one_that_old_terminals_cant_send() -> None:
    for command in known().values():
        keys = keymap.keys_of(command.keys)
        assert keys
        assert not set(keys) & set(keymap.ALIKE), command.id
        assert not {"ctrl+enter", "ctrl+z"} & set(keys), command.id


@pytest.mark.parametrize(
    ("key", "shown"),
    [("ctrl+s", "^s"), ("question_mark", "?"), ("f1", "F1"), ("enter", "Enter"), ("slash", "/"), ("n", "n")],
)
def test_keys_are_shown_as_agents_know_them(key: str, shown: str) -> None:
    assert key_text(key) == shown


async def test_a_remapped_key_acts_and_the_footer_says_so() -> None:
    app = frame.make(keys={"demo.find-again": "k", "demo.find-agian": "j"})
    async with app.run_test(size=(120, 24)) as pilot:
        await frame.settle(pilot)
        app._check_keys()
        assert "did you mean “demo.find-again”?" in frame.message(app)
        app.screen.query_one(Ledger).focus()
        await pilot.pause()
        assert "k find again" in frame.footer(app)
        await pilot.press("f")
        assert app.focused is app.screen.query_one(Ledger)
        await pilot.press("k")
        assert app.focused is app.screen.query_one("#word")
