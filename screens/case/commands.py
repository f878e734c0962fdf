"""The keys of a case. A move's key stands only while the move is possible."""

from typing import TYPE_CHECKING

from callcenter.i18n import N_

from ..commands import Command

if TYPE_CHECKING:
    from .screen import CaseScreen

MOVES = N_("Move the case")
SAYS = N_("Say something about it")
BELONGS = N_("What belongs together")

OF_MOVE = {
    "route": "case.send",
    "send_elsewhere": "case.send-elsewhere",
    "solve_on_phone": "case.resolve",
    "resolve": "case.resolve",
    "accept": "case.answer",
    "decline": "case.answer",
    "receive": "case.go-on",
    "resume": "case.go-on",
    "expect": "case.expected",
    "wait": "case.wait",
    "close": "case.close",
    "reopen": "case.reopen",
    "cancel": "case.cancel",
    "merge": "case.merge",
}
"""The command by which an agent makes each move."""


def _has_promises(screen: "CaseScreen") -> bool:
    return screen.case is not None and any(one.state == "open" for one in screen.case.promises)


ACTIONS = (
    Command("case.undo", "z", N_("undo"),
            N_("Undo your last move (10 s), later a link, merge or split"), 0, MOVES,
            when=lambda screen: screen.can_undo or screen.can_part),
    Command("case.seen", "a", N_("alarm seen"), N_("You have seen the safety alarm"), 98, SAYS,
            when=lambda screen: screen.case is not None and screen.case.alarm_id is not None),
    Command("case.take-back", "t", N_("take back"), N_("Take the offer back before it leaves"), 0, MOVES,
            when=lambda screen: screen.is_held),
    Command("case.send", "x", N_("send…"), N_("Send it to a service point"), 0, MOVES,
            when=lambda screen: screen.may("route")),
    Command("case.answer", "h", N_("point says…"), N_("What the service point answers on the phone"), 0,
            MOVES, when=lambda screen: screen.can_hear),
    Command("case.go-on", "g", N_("received"), N_("The item has arrived, or the wait is over"), 0, MOVES,
            when=lambda screen: screen.may("receive", "resume")),
    Command("case.resolve", "r", N_("resolved…"), N_("It is solved: the outcome and the work"), 0, MOVES,
            when=lambda screen: screen.may("resolve", "solve_on_phone")),
    Command("case.expected", "d", N_("date…"), N_("When the service point says that it is ready"), 0, MOVES,
            when=lambda screen: screen.may("expect")),
    Command("case.appointment", "q", N_("appointment…"),
            N_("Book a time at the service point, move or cancel it"), 0, MOVES,
            when=lambda screen: screen.can_book),
    Command("case.told-by", "e", N_("told by…"),
            N_("How the customer wants to be told of cases"), 0, SAYS,
            when=lambda screen: screen.can_tell),
    Command("case.close", "f", N_("close…"), N_("Close the solved case"), 0, MOVES,
            when=lambda screen: screen.may("close")),
    Command("case.tried", "y", N_("tried…"), N_("You tried to reach the customer"), 76, SAYS,
            when=lambda screen: screen.case is not None and screen.case.state == "resolved"),
    Command("case.wait", "w", N_("waiting…"), N_("It waits for the customer or for parts"), 0, MOVES,
            when=lambda screen: screen.may("wait")),
    Command("case.send-elsewhere", "x", N_("send elsewhere…"),
            N_("Send it to another service point"), 0, MOVES,
            when=lambda screen: screen.may("send_elsewhere")),
    Command("case.chaser", "u", N_("chaser"), N_("Somebody asks how it stands"), 66, SAYS,
            when=lambda screen: screen.case is not None and not screen.is_merged),
    Command("case.note", "m", N_("note"), N_("Write a note"), 64, SAYS,
            when=lambda screen: screen.case is not None),
    Command("case.take", "o", N_("take it"), N_("The case is yours from now on"), 0, MOVES,
            when=lambda screen: screen.is_open and not screen.is_mine),
    Command("case.reopen", "i", N_("reopen…"), N_("It is not solved: open it again"), 0, MOVES,
            when=lambda screen: screen.may("reopen")),
    Command("case.settle", "k", N_("promise kept…"), N_("A promise was kept or missed"), 46, SAYS,
            when=_has_promises),
    Command("case.promise", "p", N_("promise…"), N_("Write down what you promise, and by when"), 44, SAYS,
            when=lambda screen: screen.is_open),
    Command("case.read-back", "s", N_("read back"), N_("What to say to the caller"), 35,
            when=lambda screen: screen.is_open),
    Command("case.cover", "c", N_("cover…"), N_("Who pays, and what cost was told and agreed"), 30, SAYS,
            when=lambda screen: screen.is_open),
    Command("case.log", "n", N_("log"), N_("Log another problem of the same caller"), 25,
            when=lambda screen: screen.case is not None and screen.case.customer_id is not None),
    Command("case.linked", "j", N_("linked case"), N_("To a case that belongs to this one"), 48, BELONGS,
            when=lambda screen: screen.is_linked),
    Command("case.link", "l", N_("link…"), N_("Another case belongs to it, or no longer does"), 20, BELONGS,
            when=lambda screen: screen.case is not None and not screen.is_merged),
    Command("case.merge", "b", N_("merge…"), N_("Another case is the same: make them one"), 18, BELONGS,
            when=lambda screen: screen.may("merge")),
    Command("case.split", "v", N_("split…"), N_("It holds two problems: make two cases of it"), 16, BELONGS,
            when=lambda screen: screen.is_open),
    Command("case.cancel", "delete", N_("cancel…"), N_("Cancel the case, with a reason"), 0, MOVES,
            when=lambda screen: screen.may("cancel")),
    Command("case.timeline", "1", N_("timeline"), N_("To what happened"), 0),
    Command("case.facts", "2", N_("facts"), N_("To what is so now"), 0),
)  # fmt: skip
