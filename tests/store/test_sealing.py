"""The chain of events: sealed in order, never before its time, and telling of every change."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, insert, select, update
from sqlmodel import col

from callcenter.store import events, sealing
from callcenter.store.events import SYSTEM
from callcenter.store.models import ErasedWords, Event, EventSeal, EventWords
from callcenter.store.sealing import Sealer
from callcenter.store.store import Store

AT = datetime(2026, 3, 2, 2, 40, 0, 120, tzinfo=UTC)


def happened(store: Store, count: int = 1, words: str = "") -> list[int]:
    with store.write() as connection:
        return [
            events.record(
                connection, SYSTEM, AT, "case.noted", "case", number,
                params={"km": 3.5, "name": "é"}, words=words or None, news=False,
            )
            for number in range(count)
        ]  # fmt: skip


def sealed(store: Store) -> list[tuple[int, int]]:
    with store.read() as connection:
        rows = connection.execute(
            select(EventSeal.first_event_id, EventSeal.last_event_id).order_by(EventSeal.id)
        )  # type: ignore[call-overload, arg-type]
        return [(first, last) for first, last in rows]


def faults(store: Store) -> list[str]:
    return [phrase.code for phrase in sealing.verify(store)]


@pytest.fixture
def chain(store: Store) -> Store:
    sealer = Sealer(store)
    for _ in range(3):
        happened(store, 4, "ring after six")
        assert sealer.step(AT) == 4
    assert faults(store) == []
    return store


def test_events_are_sealed_once_in_runs_that_follow_one_another(chain: Store) -> None:
    assert sealed(chain) == [(1, 4), (5, 8), (9, 12)]
    assert Sealer(chain).step(AT) == 0


def test_many_events_are_sealed_run_by_run(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "RUN", 3)
    happened(store, 7)
    sealer = Sealer(store)
    assert [sealer.step(AT) for _ in range(4)] == [3, 3, 1, 0]
    assert faults(store) == []


def test_the_hash_of_a_known_event_is_the_documented_one(store: Store) -> None:
    """Who reads the format in the documentation must come to the same hash."""
    happened(store)
    Sealer(store).step(AT)
    with store.read() as connection:
        event = connection.execute(select(*Event.__table__.c)).one()  # type: ignore[attr-defined]
        kept = connection.execute(select(EventSeal.hash)).scalar_one()  # type: ignore[call-overload]
    line = sealing.canonical(event)
    assert line == (
        '[1,"2026-03-02T02:40:00.000120Z","system",null,"case.noted","case",0,null,'
        '{"km":3.5,"name":"\\u00e9"},null]'
    )
    import hashlib

    whole = f'{"0" * 64}\n[1,1,1,"2026-03-02T02:40:00.000120Z"]\n{line}\n'
    assert kept == hashlib.sha256(whole.encode()).hexdigest()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (update(Event).where(col(Event.id) == 6).values(params={"km": 4}), "fault.seal"),
        (update(Event).where(col(Event.id) == 6).values(actor="admin"), "fault.seal"),
        (update(Event).where(col(Event.id) == 6).values(at=datetime(2026, 3, 3, tzinfo=UTC)), "fault.seal"),
        (update(EventSeal).where(col(EventSeal.id) == 2).values(hash="0" * 64), "fault.seal"),
        (delete(EventSeal).where(col(EventSeal.id) == 2), "fault.seal_order"),
        (update(EventWords).where(col(EventWords.event_id) == 6).values(words="never"), "fault.words"),
        (delete(EventWords).where(col(EventWords.event_id) == 6), "fault.words_gone"),
    ],
)
def test_what_was_altered_is_found(chain: Store, change: object, code: str) -> None:
    with chain.write() as connection:
        connection.execute(change)  # type: ignore[call-overload]
    assert code in faults(chain)


def test_an_event_put_behind_a_seal_is_found(chain: Store) -> None:
    with chain.write() as connection:
        connection.execute(delete(EventWords).where(col(EventWords.event_id) == 6))
        connection.execute(delete(Event).where(col(Event.id) == 6))
    assert faults(chain) == ["fault.seal"]
    row = {"id": 6, "at": AT, "actor": "system", "verb": "x", "entity": "case", "entity_id": 1, "params": {}}
    with chain.write() as connection:
        connection.execute(insert(Event).values(**row))
    assert faults(chain) == ["fault.seal"]


def test_erased_words_leave_the_chain_whole(chain: Store) -> None:
    with chain.write() as connection:
        connection.execute(delete(EventWords).where(col(EventWords.event_id).in_([2, 6])))
        connection.execute(insert(ErasedWords), [{"event_id": 2, "at": AT}, {"event_id": 6, "at": AT}])
    assert faults(chain) == []


@pytest.fixture
def slow_writer(store: Store) -> Iterator[threading.Event]:
    """A transaction that has an event and hasn't ended; ends when it is let go."""
    began, go = threading.Event(), threading.Event()

    def work() -> None:
        with store.write() as connection:
            events.record(connection, SYSTEM, AT, "case.slow", "case", 1, news=False)
            began.set()
            go.wait(60)

    thread = threading.Thread(target=work)
    thread.start()
    began.wait(60)
    yield go
    go.set()
    thread.join(60)


def test_nothing_is_sealed_over_an_event_that_is_still_being_written(
    store: Store, slow_writer: threading.Event
) -> None:
    """On PostgreSQL its id is lower than those that are visible already."""
    if store.is_sqlite:
        pytest.skip("one writes at a time there")
    happened(store)
    sealer = Sealer(store)
    assert sealer.step(AT) == 0
    slow_writer.set()
    while not sealer.step(AT):
        pass
    assert sealed(store) == [(1, 2)]
    assert faults(store) == []


def test_with_eight_writers_and_two_sealers_nothing_lands_behind_a_seal(store: Store) -> None:
    each, writers = 8, 8
    left = [writers]
    lock = threading.Lock()

    def write() -> None:
        for _ in range(each):
            happened(store, 2)
        with lock:
            left[0] -= 1

    def keep_sealing() -> None:
        sealer = Sealer(store)
        while left[0]:
            sealer.step(AT)
        while sealer.step(AT):
            pass

    threads = [threading.Thread(target=work) for work in [write] * writers + [keep_sealing] * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    sealer = Sealer(store)
    while sealer.step(AT):
        pass
    assert faults(store) == []
    runs = sealed(store)
    assert runs[0][0] == 1
    assert runs[-1][1] >= each * writers * 2
    with store.read() as connection:
        assert not sealing.unsealed(connection)
