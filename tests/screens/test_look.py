"""What a newcomer stumbled over: reasons that tell nothing, words cut off without a sign, keys that lead nowhere."""

from datetime import UTC, date, datetime

import log_world as w
from log_world import BRAKES, STALLS, logging

from callcenter.desk.views import Candidate, Choice, Proposal
from callcenter.i18n import Phrase
from screens.log.screen import LogScreen
from screens.send.points import telling
from screens.send.sending import leaving
from screens.widgets.ledger import Ledger


def point(point_id: int, *reasons: str, webhook: bool = False) -> Candidate:
    return Candidate(
        point_id=point_id, external_id=None, name=f"P{point_id}", city="", address="", phone=None, metres=3000.0,
        open=True, opens_at=None, closes_at=None, room=None, capacity=None, work_on=date(2026, 3, 2), matches=(),
        reasons=tuple(Phrase(f"reason.{one}") for one in reasons), has_webhook=webhook,
    )  # fmt: skip


def told(row: Candidate, *rows: Candidate) -> list[str]:
    return [one.code.removeprefix("reason.") for one in telling(row, rows)]


def test_a_reason_that_every_row_or_another_column_gives_is_left_out() -> None:
    first = point(1, "nearest", "usual", "language")
    second = point(2, "farther", "open_now", "language")
    third = point(3, "farther", "usual", "language")
    assert told(first, first, second, third) == ["nearest", "usual"]
    assert told(second, first, second, third) == ["farther"], "where nothing else is said, how far it is"
    assert told(third, first, second, third) == ["usual"]
    assert told(second, second, point(4, "farther")) == ["language"], "it tells the two apart"


def test_what_becomes_of_the_offer_is_said_as_it_is() -> None:
    rows = (point(1, webhook=True), point(2))
    proposal = Proposal(rows, (), at=datetime(2026, 3, 2, tzinfo=UTC))
    assert leaving(Choice(1, proposal)) == "about to leave to P1"
    assert leaving(Choice(2, proposal, override="sooner")) == "P2 is to be told by phone"


async def test_the_safety_question_is_whole_on_a_narrow_screen(world: w.World) -> None:
    async with logging(world, size=(80, 24)) as hands:
        await hands.say(BRAKES + "，还有汽油味和冒烟，后备箱也打不开，方向盘很重")
        words = " ".join(hands.text.split())
        assert "…" not in words.partition("! Safety")[2].partition("Answer")[0]
        assert "?" in words.partition("! Safety")[2].partition("Answer")[0]


async def test_a_fresh_start_keeps_what_the_form_was_opened_for(world: w.World) -> None:
    async with logging(world) as hands:
        before = hands.screen.issue.form.item_id
        await hands.say(STALLS)
        await hands.press("ctrl+n", "y")
        assert hands.screen.issue.form.description == ""
        assert hands.screen.issue.form.item_id == before


async def test_the_slash_leads_to_the_desks_field_and_the_words_are_kept(world: w.World) -> None:
    async with logging(world) as hands:
        await hands.say(STALLS)
        assert "/ find" not in w.footer(hands), "in the words it is a letter"
        app = hands.pilot.app
        hands.screen.query_one(Ledger).focus()
        await hands.press("slash")
        assert type(app.screen).__name__ == "DeskScreen"
        assert app.focused is app.screen.query_one("#find")
        app.go("log", 1, calling="", item_id=1)
        await w.settle(hands.pilot)
        assert isinstance(app.screen, LogScreen)
        assert STALLS in w.shown(app)
