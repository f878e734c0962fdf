"""One row a call, whatever comes late, twice, in any order, or not at all."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlmodel import col

from callcenter.callers.models import Customer, Phone
from callcenter.calls import reaper
from callcenter.calls.models import Call
from callcenter.calls.progress import Progress, advanced
from callcenter.calls.views import CallEvent
from callcenter.people.models import Agent
from callcenter.store import again
from callcenter.store.models import Change, Event

START = datetime(2026, 3, 2, 2, 40, tzinfo=UTC)
WANG = "+8613912345678"


def told(type_: str, after: float = 0, **more: Any) -> CallEvent:
    values: dict[str, Any] = {
        "source": "zammad", "call_id": "c1", "type": type_, "direction": "in", "number": "8613912345678",
        "at": START + timedelta(seconds=after),
    }  # fmt: skip
    return CallEvent(**(values | more))


RING, ANSWER = told("ringing", queue="Service"), told("answered", 8, agent="201")
END = told("ended", 68, agent="201", cause="normal")


def facts(board: Any) -> dict[str, Any]:
    return {name: value for name, value in board.call._mapping.items() if name != "id"}


def test_a_call_rings_is_answered_and_ends(board: Any) -> None:
    wang = board.customer("王小明", WANG)
    board.tell(RING)
    assert (board.call.state, board.call.customer_id, board.call.e164) == ("ringing", wang, WANG)
    board.tell(ANSWER, END)
    call = board.call
    (agent,) = (one.id for one in board.rows(Agent) if one.login == "wangfang")
    assert (call.state, call.agent_id, call.cause) == ("ended", agent, "normal")
    assert call.queue_id is not None
    assert (call.ringing_at, call.answered_at, call.ended_at) == (RING.at, ANSWER.at, END.at)


def test_any_order_and_any_repeat_end_in_the_same_row(board: Any) -> None:
    board.customer("王小明", WANG)
    board.tell(RING, ANSWER, END)
    right = facts(board)
    for n, order in enumerate(itertools.permutations((RING, ANSWER, END, ANSWER))):
        other = [replace(event, call_id=f"x{n}") for event in order]
        board.tell(*other)
    for call in board.calls:
        assert {name: value for name, value in call._mapping.items() if name not in ("id", "call_id")} == {
            name: value for name, value in right.items() if name != "call_id"
        }


times = st.integers(0, 600).map(lambda s: START + timedelta(seconds=s))
tellings = st.lists(
    st.builds(
        CallEvent, source=st.just("s"), call_id=st.just("c"), direction=st.sampled_from(["in", "out"]), at=times,
        type=st.sampled_from(["ringing", "answered", "ended"]), cause=st.sampled_from(["", "normal", "voicemail"]),
        started_at=st.none() | times, talk_s=st.none() | st.integers(0, 300),
    ),
    min_size=1, max_size=7,
)  # fmt: skip


@given(tellings, st.randoms(use_true_random=False))
def test_the_times_of_a_call_are_the_same_in_any_order(tellings: list[CallEvent], chance: Any) -> None:
    def times_of(events: list[CallEvent]) -> Progress:
        now = Progress()
        for event in events:
            now = advanced(now, event)
        return now

    right = times_of(tellings)
    mixed = [*tellings, *chance.sample(tellings, chance.randint(0, len(tellings)))]
    chance.shuffle(mixed)
    assert times_of(mixed) == right
    in_order = [one for one in (right.ringing_at, right.answered_at, right.ended_at) if one]
    assert in_order == sorted(in_order)


@given(tellings)
def test_a_call_never_goes_back(tellings: list[CallEvent]) -> None:
    order = {"ringing": 0, "answered": 1, "ended": 2, "missed": 2}
    now, reached = Progress(), 0
    for event in tellings:
        now = advanced(now, event)
        assert order[now.state("in")] >= reached
        reached = order[now.state("in")]


def test_a_repeat_writes_nothing_and_tells_nobody(board: Any) -> None:
    board.tell(RING)
    before = len(board.rows(Change)), len(board.rows(Event))
    board.tell(RING, RING)
    assert (len(board.rows(Change)), len(board.rows(Event))) == before
    board.tell(ANSWER)
    assert [one.verb for one in board.rows(Event) if one.entity == "call"] == [
        "call.ringing",
        "call.answered",
    ]
    assert [one.topic for one in board.rows(Change)].count("call") == 2


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ((RING, told("ended", 20, cause="cancelled")), "missed"),
        ((told("ended", 20, cause="no_answer"),), "missed"),
        ((RING, ANSWER, told("ended", 60, cause="voicemail")), "missed"),
        ((ANSWER,), "answered"),
        ((told("ended", 60, talk_s=40.0),), "ended"),
        ((told("ringing", direction="out"), told("ended", 20, direction="out")), "ended"),
    ],
)
def test_missed_is_what_came_in_and_nobody_heard(board: Any, events: Any, state: str) -> None:
    board.tell(*events)
    assert board.call.state == state


def test_the_customer_is_named_only_where_the_number_is_one_customers(board: Any) -> None:
    first = board.customer("王小明", WANG)
    second = board.customer("王大明", WANG)
    board.tell(told("ringing", call_id="two"))
    with board.store.write() as connection:
        connection.execute(update(Customer).where(col(Customer.id) == second).values(merged_into_id=first))
    board.tell(told("ringing", call_id="merged"), told("ringing", call_id="short", number="5678"))
    with board.store.write() as connection:
        connection.execute(update(Phone).values(held_to=START.date()))
    board.tell(told("ringing", call_id="retired"), told("ringing", call_id="none", number=""))
    assert {call.call_id: (call.customer_id, call.e164) for call in board.calls} == {
        "two": (None, WANG), "merged": (first, WANG), "short": (None, None), "retired": (None, WANG),
        "none": (None, None),
    }  # fmt: skip


def test_an_erased_number_stays_erased(board: Any) -> None:
    wang = board.customer("王小明", WANG)
    board.tell(RING)
    with board.store.write() as connection:
        connection.execute(update(Call).values(number=None, e164=None))
    board.tell(RING, ANSWER, END)
    assert (board.call.state, board.call.customer_id) == ("ended", wang)
    assert (board.call.number, board.call.e164) == (None, None)


def test_agents_are_named_by_extension_login_or_number(board: Any) -> None:
    names = (
        "201",
        "PJSIP/201",
        "201@pbx.example",
        "wangfang",
        "wangfang@example.com",
        "02158881234",
        "nobody",
        "",
    )
    board.tell(*(told("answered", call_id=name or "-", agent=name) for name in names))
    login = {one.id: one.login for one in board.rows(Agent)} | {None: None}
    assert {call.call_id: login[call.agent_id] for call in board.calls} == dict.fromkeys(names[:5], "wangfang") | {
        "02158881234": "lilei", "nobody": None, "-": None
    }  # fmt: skip


def test_whoever_answered_is_surer_than_whoever_was_rung(board: Any) -> None:
    rung = told("ringing", agent="lilei")
    for n, order in enumerate(itertools.permutations((rung, ANSWER, END))):
        board.tell(*(replace(event, call_id=str(n)) for event in order))
    (agent,) = (one.id for one in board.rows(Agent) if one.login == "wangfang")
    assert {call.agent_id for call in board.calls} == {agent}


def test_many_tell_the_same_call_at_once(board: Any) -> None:
    wang = board.customer("王小明", WANG)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(board.tell, [ANSWER, RING, END] * 4))
    assert (board.call.state, board.call.customer_id, board.call.ringing_at) == ("ended", wang, RING.at)


def nameless(type_: str, after: float = 0, **more: Any) -> CallEvent:
    return told(type_, after, source="3cx", call_id="", **more)


def test_calls_without_a_name_are_joined_by_number_agent_and_time(board: Any) -> None:
    report = nameless("ended", 100, started_at=START + timedelta(seconds=30), talk_s=50.0, agent="201")
    board.tell(nameless("ringing"), nameless("ringing", 4), report, report)
    call = board.call
    assert (call.state, call.ringing_at, call.ended_at - call.answered_at) == (
        "ended",
        START,
        timedelta(seconds=50),
    )
    board.tell(nameless("ringing", 110))
    board.tell(nameless("ended", 400, started_at=START + timedelta(seconds=300), number="+442079460018"))
    assert len(board.calls) == 3
    assert len({call.call_id for call in board.calls}) == 3
    assert not [call for call in board.calls if "1391234" in call.call_id]


def test_another_agents_report_is_another_call(board: Any) -> None:
    board.tell(nameless("answered", agent="201"), nameless("ended", 20, started_at=START, agent="lilei"))
    assert len(board.calls) == 2


def test_many_rings_without_a_name_at_once_are_one_call(board: Any) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(board.tell, [nameless("ringing", after) for after in range(8)]))
    assert len(board.calls) == 1


def reap(board: Any, after: timedelta) -> int:
    return int(again.write(board.store, lambda connection: reaper.reap(connection, START + after)))


def test_what_never_ended_is_ended(board: Any) -> None:
    board.tell(told("ringing", call_id="ring"), told("answered", call_id="talk"))
    with board.store.read() as connection:
        assert not reaper.anything(connection, START + timedelta(minutes=5))
    assert (reap(board, timedelta(minutes=5)), reap(board, timedelta(minutes=6))) == (0, 1)
    assert (
        reap(board, timedelta(hours=7)),
        reap(board, timedelta(hours=9)),
        reap(board, timedelta(hours=9)),
    ) == (0, 1, 0)
    assert {call.call_id: (call.state, call.cause) for call in board.calls} == {
        "ring": ("missed", "lost"), "talk": ("ended", "lost")
    }  # fmt: skip


def test_what_the_telephone_says_later_is_truer_than_the_guess(board: Any) -> None:
    board.tell(RING)
    reap(board, timedelta(minutes=6))
    board.tell(told("answered", 400, agent="201"))
    assert (board.call.state, board.call.cause, board.call.ended_at) == ("answered", None, None)
    reap(board, timedelta(hours=9))
    board.tell(told("answered", 400, agent="201"))
    assert (board.call.state, board.call.cause) == ("ended", "lost")
    board.tell(told("ended", 9 * 3600, cause="normal"))
    assert (board.call.state, board.call.cause) == ("ended", "normal")
    assert board.rows(Call)[0].ended_at == START + timedelta(hours=9)
