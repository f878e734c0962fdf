"""A number is rung from the screen, or handed over where nobody rings it; no click vanishes."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from callcenter.calls import dialling
from callcenter.desk.agent import AgentDesk
from callcenter.errors import Invalid, NotFound
from callcenter.people.sign_in import sit_down
from callcenter.settings import Settings
from callcenter.store.models import Event
from callcenter.store.store import Store
from tests.calls.conftest import WANG, Board, switchboard
from tests.seats import key

EXTENSIONS = MappingProxyType(
    {"+862158881234": "wangfang", "PJSIP/201": "wangfang", "021 5888 1234": "lilei"}
)


def desk(board: Board, login: str = "wangfang", host: str = "pbx.example") -> AgentDesk:
    plain = Settings(region="CN", extensions=EXTENSIONS)
    settings = replace(plain, ami=MappingProxyType({**plain.ami, "host": host}))
    return AgentDesk(board.store, settings, sit_down(board.store, login, board.now))


def manned(board: Board, *, since: timedelta = timedelta()) -> None:
    with board.store.write() as connection:
        assert dialling.man(connection, "one", board.now - since)


def taken(board: Board, later: timedelta = timedelta()) -> list[tuple[str, str]]:
    with board.store.write() as connection:
        return [(one.extension, one.number) for one in dialling.take(connection, board.now + later)]


def test_a_number_is_rung_at_the_agents_own_telephone_once(board: Board) -> None:
    manned(board)
    wang, request = board.customer("王小明", WANG), key()
    asked = desk(board).dial(request, "139 1234 5678", customer_id=wang)
    assert (asked.way, asked.number, asked.extension) == ("telephone", WANG, "201")
    assert desk(board).dial(request, "139 1234 5678", customer_id=wang) == asked
    assert desk(board).dial_outcome(asked.dial_id or 0).state == "waiting"
    assert taken(board) == [("201", WANG)]
    assert taken(board) == [], "nobody else takes it"
    assert desk(board).dial_outcome(asked.dial_id or 0).state == "ringing"
    with board.store.write() as connection:
        dialling.sent(connection, asked.dial_id or 0, board.now)
        dialling.done(connection, asked.dial_id or 0, None, board.now)
        dialling.done(connection, asked.dial_id or 0, "busy", board.now)
    assert desk(board).dial_outcome(asked.dial_id or 0).state == "connected"
    verbs = [row.verb for row in board.rows(Event) if row.entity == "dial"]
    assert verbs == ["dial.asked", "dial.connected"]


@pytest.mark.parametrize(
    ("login", "host", "silent_s", "number", "given"),
    [
        ("wangfang", "", 0, WANG, WANG),
        ("lilei", "pbx.example", 0, WANG, WANG),
        ("wangfang", "pbx.example", 15, WANG, WANG),
        ("wangfang", "pbx.example", 0, "8812", "8812"),
        ("wangfang", "pbx.example", 0, "1391\r\nAction: Originate", "1391\r\nAction: Originate"),
    ],
    ids=["no telephone system", "no extension", "nobody heard of", "a short number", "no number"],
)
def test_what_nobody_can_ring_is_handed_over(
    sqlite_board: Board, login: str, host: str, silent_s: int, number: str, given: str
) -> None:
    manned(sqlite_board, since=timedelta(seconds=silent_s))
    asked = desk(sqlite_board, login, host).dial(key(), number)
    assert (asked.way, asked.number, asked.dial_id) == ("clipboard", given, None)
    assert taken(sqlite_board) == []


def test_what_nobody_took_or_nobody_told_of_is_said(
    sqlite_board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = sqlite_board
    manned(board)
    untaken = desk(board).dial(key(), WANG).dial_id or 0
    lost = desk(board).dial(key(), WANG).dial_id or 0
    with board.store.read() as connection:
        assert dialling.outcome(connection, untaken, board.now + dialling.PATIENCE).failed == "untaken"
    assert len(taken(board)) == 2
    with board.store.read() as connection:
        assert dialling.outcome(connection, lost, board.now + dialling.LONGEST).failed == "lost"
    late = desk(board).dial(key(), WANG).dial_id or 0
    assert taken(board, dialling.PATIENCE) == [], "it would ring when nobody thinks of it any more"
    assert desk(board).dial_outcome(late).failed == "untaken"
    with board.store.write() as connection:
        assert dialling.prune(connection, board.now + dialling.KEPT + timedelta(seconds=1)) == 3
    with pytest.raises(NotFound):
        desk(board).dial_outcome(late)


def test_one_hand_dials_and_another_takes_over(sqlite_board: Board) -> None:
    board = sqlite_board
    manned(board)
    with board.store.write() as connection:
        assert not dialling.man(connection, "other", board.now)
        assert dialling.man(connection, "other", board.now + dialling.HEARTBEAT)
        dialling.unman(connection, "one", board.now)
        assert dialling.is_manned(connection, board.now + dialling.HEARTBEAT)
        dialling.unman(connection, "other", board.now)
        assert not dialling.is_manned(connection, board.now)


def test_what_is_no_number_or_no_case_is_refused(sqlite_board: Board) -> None:
    manned(sqlite_board)
    with pytest.raises(Invalid):
        desk(sqlite_board).dial(key(), " - ")
    with pytest.raises(NotFound):
        desk(sqlite_board).dial(key(), WANG, case_id=4711)


@pytest.fixture
def sqlite_board(sqlite_store: Store, at: Any) -> Board:
    return switchboard(sqlite_store, at)
