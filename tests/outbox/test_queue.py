"""Put, claim, record: nothing is lost, nothing is sent by two at once, retries go by the schedule."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from callcenter.outbox import queue
from callcenter.outbox.models import Attempt, Message
from callcenter.outbox.views import Claimed, Outcome, Result
from callcenter.outbox.words import Channel, MessageState
from callcenter.store.store import Store

LEASE = timedelta(seconds=60)
OK, BAD, GONE = Result(200, None, 12), Result(500, "the receiver answered 500", 12), Result(410, "gone", 12)


def put(store: Store, at: datetime, **more: Any) -> int:
    values = {
        "destination": "https://p.example/",
        "kind": "k",
        "body": {},
        "about": "dispatch",
        "about_id": 7,
    }
    with store.write() as connection:
        return queue.put(connection, at=at, **(values | more))


def claim(store: Store, at: datetime, holder: str = "me", limit: int = 1) -> tuple[Claimed, ...]:
    with store.write() as connection:
        return queue.claim(connection, holder, at, lease=LEASE, limit=limit)


def record(store: Store, message: Claimed, result: Result, at: datetime, **more: Any) -> Outcome:
    with store.write() as connection:
        return queue.record(connection, message, result, at, chance=random.Random(1), **more)


def row(store: Store) -> Message:
    with store.read() as connection:
        return Message(**connection.execute(select(Message)).one()._mapping)


def test_held_until_it_is_due(store: Store, at: datetime) -> None:
    put(store, at, not_before=at + timedelta(seconds=10))
    assert claim(store, at + timedelta(seconds=9)) == ()
    with store.read() as connection:
        assert queue.next_due(connection) == at + timedelta(seconds=10)
        assert not queue.waiting(connection, at)
    (message,) = claim(store, at + timedelta(seconds=10))
    assert message.about_id == 7


def test_one_message_goes_to_one_of_many(store: Store, at: datetime) -> None:
    for number in range(4):
        put(store, at, destination=f"https://p{number}.example/")
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda n: claim(store, at, f"worker {n}"), range(8)))
    assert sorted(one.message_id for part in claims for one in part) == [1, 2, 3, 4]


def test_who_dies_in_between_loses_nothing(store: Store, at: datetime) -> None:
    put(store, at)
    (first,) = claim(store, at, "the dead")
    assert claim(store, at + LEASE - timedelta(seconds=1), "the next") == ()
    (again,) = claim(store, at + LEASE, "the next")
    assert again.idempotency_key == first.idempotency_key
    # The dead was only slow: its failure must not disturb the one who has it now, its success counts.
    late = record(store, first, BAD, at + LEASE)
    assert (late.stale, row(store).holder) == (True, "the next")
    assert record(store, first, OK, at + LEASE).state == MessageState.DELIVERED
    assert record(store, again, BAD, at + LEASE).stale
    assert row(store).state == MessageState.DELIVERED


def test_retries_go_by_the_schedule_and_end(store: Store, at: datetime) -> None:
    put(store, at)
    keys, waits = set(), []
    for attempt in range(1, len(queue.WAITS) + 1):
        (message,) = claim(store, at)
        keys.add(message.idempotency_key)
        outcome = record(store, message, BAD, at)
        assert outcome.attempts == attempt
        if outcome.next_at:
            waits.append(outcome.next_at - at)
            assert claim(store, outcome.next_at - timedelta(milliseconds=1)) == ()
            at = outcome.next_at
    assert (outcome.state, len(keys)) == (MessageState.FAILED, 1)
    for wait, planned in zip(waits, queue.WAITS[1:], strict=True):
        assert planned <= wait <= planned * 1.2
    assert claim(store, at + timedelta(days=30)) == ()
    assert row(store).last_error == "the receiver answered 500"
    with store.read() as connection:
        assert len(connection.execute(select(Attempt)).all()) == 10


def test_gone_is_not_tried_again(store: Store, at: datetime) -> None:
    put(store, at)
    outcome = record(store, claim(store, at)[0], GONE, at)
    assert (outcome.state, outcome.gone, outcome.next_at) == (MessageState.FAILED, True, None)


def test_no_attempt_after_it_makes_sense(store: Store, at: datetime) -> None:
    put(store, at)
    later = record(store, claim(store, at)[0], BAD, at, give_up_at=at + timedelta(seconds=10))
    assert later.state == MessageState.WAITING
    at = at + timedelta(seconds=8)
    last = record(store, claim(store, at)[0], BAD, at, give_up_at=at + timedelta(seconds=10))
    assert last.state == MessageState.FAILED


def withdraw(store: Store, at: datetime) -> datetime | None:
    with store.write() as connection:
        return queue.withdraw(connection, "dispatch", 7, "k", at)


def test_withdrawn_before_it_left_nobody_hears_of_it(store: Store, at: datetime) -> None:
    put(store, at)
    assert withdraw(store, at) is None
    assert row(store).state == MessageState.WITHDRAWN
    assert claim(store, at) == ()


def test_withdrawn_while_it_is_being_sent(store: Store, at: datetime) -> None:
    put(store, at)
    (message,) = claim(store, at)
    assert withdraw(store, at) == at + LEASE
    outcome = record(store, message, OK, at)
    assert (outcome.stale, outcome.arrived, outcome.state) == (True, True, MessageState.WITHDRAWN)
    assert row(store).state == MessageState.WITHDRAWN


def test_withdrawn_after_a_failed_attempt_may_have_arrived(store: Store, at: datetime) -> None:
    put(store, at)
    record(store, claim(store, at)[0], BAD, at)
    assert withdraw(store, at) == at


def test_a_failed_one_is_tried_again_under_its_key(store: Store, at: datetime) -> None:
    put(store, at)
    (message,) = claim(store, at)
    record(store, message, GONE, at)
    with store.write() as connection:
        assert queue.retry(connection, "dispatch", 7, "k", at)
        assert not queue.retry(connection, "dispatch", 8, "k", at)
    (again,) = claim(store, at)
    assert (again.idempotency_key, again.attempts) == (message.idempotency_key, 0)


def test_one_receiver_at_a_time_and_the_mail_server_a_few(store: Store, at: datetime) -> None:
    for destination in ("https://a.example/", "https://a.example/", "https://b.example/"):
        put(store, at, destination=destination)
    for number in range(4):
        put(store, at, destination=f"{number}@example.org", channel=Channel.EMAIL)
    first = claim(store, at, limit=9)
    assert [one.message_id for one in first] == [1, 3, 4, 5]
    assert claim(store, at, limit=9) == ()
    with store.read() as connection:
        assert queue.next_due(connection, at) == at + LEASE
        assert not queue.waiting(connection, at)
    record(store, first[0], OK, at)
    record(store, first[2], OK, at)
    assert [one.message_id for one in claim(store, at, limit=9)] == [2, 6]


def test_a_receiver_that_asks_for_patience_gets_it_for_all_that_waits(store: Store, at: datetime) -> None:
    for destination in ("https://a.example/", "https://a.example/", "https://b.example/"):
        put(store, at, destination=destination)
    busy, other = claim(store, at, limit=2)
    told = Result(503, "the receiver answered 503", 9, retry_after=timedelta(hours=1))
    assert record(store, busy, told, at).next_at == at + timedelta(hours=1)
    record(store, other, OK, at)
    with store.read() as connection:
        assert queue.next_due(connection, at) == at + timedelta(hours=1)
    assert claim(store, at + timedelta(minutes=59), limit=9) == ()
    assert [one.message_id for one in claim(store, at + timedelta(hours=1), limit=9)] == [2]


@pytest.mark.parametrize(
    ("result", "waits", "others"),
    [
        (Result(429, "slow", 9), timedelta(seconds=5), timedelta(seconds=5)),
        (Result(429, "slow", 9, timedelta(days=9)), timedelta(hours=24), timedelta(hours=24)),
        (Result(500, "broken", 9, timedelta(seconds=60)), timedelta(seconds=60), timedelta(0)),
        (Result(500, "broken", 9), timedelta(seconds=5), timedelta(0)),
    ],
)
def test_how_long_is_waited(
    sqlite_store: Store, at: datetime, result: Result, waits: timedelta, others: timedelta
) -> None:
    store = sqlite_store
    put(store, at)
    (message,) = claim(store, at)
    outcome = record(store, message, result, at)
    assert outcome.next_at is not None
    assert waits <= outcome.next_at - at <= waits * 1.2
    put(store, at)
    with store.read() as connection:
        assert queue.waiting(connection, at + others)
        assert not others or not queue.waiting(connection, at + others - timedelta(seconds=1))


def test_who_sends_again_by_hand_does_not_wait_for_the_pause(sqlite_store: Store, at: datetime) -> None:
    store = sqlite_store
    put(store, at)
    (message,) = claim(store, at)
    record(store, message, Result(503, "slow", 9, timedelta(hours=9)), at, give_up_at=at)
    with store.write() as connection:
        assert queue.retry(connection, "dispatch", 7, "k", at)
    assert [one.message_id for one in claim(store, at)] == [1]


def test_what_a_mail_server_refuses_for_good_is_not_tried_again(sqlite_store: Store, at: datetime) -> None:
    store = sqlite_store
    put(store, at, destination="x@example.org", channel=Channel.EMAIL)
    (message,) = claim(store, at)
    outcome = record(store, message, Result(550, "no such mailbox", 9, final=True), at)
    assert (outcome.state, outcome.gone) == (MessageState.FAILED, False)
