"""From the dispatch to the point's computer and back, with a real server on this machine."""

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlmodel import col, select

from callcenter import clock
from callcenter.cases import standing
from callcenter.cases.models import Case
from callcenter.desk.system import SystemDesk, Worked
from callcenter.dispatch import answers
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.offers import withdraw_live, write_offer
from callcenter.dispatch.proposal import propose
from callcenter.dispatch.views import Choice, Sent, Wish
from callcenter.errors import MoveRefused, StoreAway
from callcenter.outbox import lanes, queue
from callcenter.outbox.models import Attempt, Message
from callcenter.people.models import Agent
from callcenter.points.models import ServicePoint
from callcenter.settings import Settings
from callcenter.store.events import Actor
from callcenter.store.models import Event
from callcenter.worker.outbox import OutboxWorker
from tests.stores import Stores

ACTOR = Actor("agent", 1, "王芳")


class Receiver(http.server.BaseHTTPRequestHandler):
    """Answers with the next status of the server's list, the last one from then on."""

    def do_POST(self) -> None:
        server: Any = self.server
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        server.seen.append((self.headers["webhook-id"], body["type"]))
        status = server.statuses.pop(0) if len(server.statuses) > 1 else server.statuses[0]
        while_sending, server.while_sending = server.while_sending, None
        if while_sending:
            while_sending()
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
        server.got.set()

    def log_message(self, *_given: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Any]:
    server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.seen, server.statuses, server.while_sending, server.got = [], [200], None, threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def desk(stores: Stores, receiver: Any, at: datetime) -> Iterator[SystemDesk]:
    location = stores.location()
    store = stores.opened(location)
    settings = Settings(store=location, allow_private_addresses=True, webhook_timeout_s=5)
    with store.write() as connection:
        connection.execute(insert(Agent).values(login="w", name="王芳", active=True, created_at=at))
        connection.execute(
            insert(ServicePoint).values(
                name="永达浦东",
                lat=31.2,
                lon=121.5,
                webhook=receiver.url,
                timezone="Asia/Shanghai",
                active=True,
            )
        )
        connection.execute(
            insert(Case).values(
                number="4817", kind="fault", state="new", summary="s", description="d", safety=False,
                priority="normal", logged_at=at, reopened=0, version=1, tier="standard",
            )
        )  # fmt: skip
    yield SystemDesk(store, settings)
    store.close()


def send(desk: SystemDesk, at: datetime) -> Sent:
    with desk.store.read() as connection:
        found = propose(connection, Wish(lat=31.2, lon=121.4), at)
    with desk.store.write() as connection:
        choice = Choice(found.rows[0].point_id, found)
        return write_offer(connection, ACTOR, 1, choice, at=at, settings=desk.settings)


def dispatch(desk: SystemDesk, number: int = 1) -> Dispatch:
    with desk.store.read() as connection:
        row = connection.execute(select(Dispatch).where(col(Dispatch.id) == number)).one()
        return Dispatch(**row._mapping)


def rows(desk: SystemDesk, table: Any) -> list[Any]:
    with desk.store.read() as connection:
        return [table(**row._mapping) for row in connection.execute(select(table))]


def case_state(desk: SystemDesk) -> str:
    with desk.store.read() as connection:
        return standing.load(connection, 1).state.value


def test_held_then_delivered(desk: SystemDesk, receiver: Any, at: datetime) -> None:
    sent = send(desk, at)
    assert desk.work_outbox(at=at + timedelta(seconds=9)) == Worked(0, 0, sent.held_until)
    later = sent.held_until
    assert desk.work_outbox(at=later) == Worked(1, 0, None)
    assert [kind for _, kind in receiver.seen] == ["dispatch.offered"]
    now = dispatch(desk)
    assert (now.state, now.delivered_at, now.answer_due_at) == (
        "delivered",
        later,
        later + timedelta(hours=4),
    )
    assert [event.verb for event in rows(desk, Event) if event.case_id][-1] == "dispatch.delivered"
    assert desk.work_outbox(at=later + timedelta(days=1)) == Worked(0, 0, None)


def test_failing_then_answering_under_one_key(desk: SystemDesk, receiver: Any, at: datetime) -> None:
    receiver.statuses = [500, 404, 200]
    moment = send(desk, at).held_until
    for _ in range(3):
        moment = desk.work_outbox(at=moment).next_at or moment
    assert len({key for key, _ in receiver.seen}) == 1
    assert len(receiver.seen) == 3
    assert dispatch(desk).state == "delivered"
    assert [one.status for one in rows(desk, Attempt)] == [500, 404, 200]


def test_never_answering_fails_in_time_for_a_call(desk: SystemDesk, receiver: Any, at: datetime) -> None:
    receiver.statuses = [503]
    sent = send(desk, at)
    moment: datetime | None = sent.held_until
    while moment:
        last, moment = moment, desk.work_outbox(at=moment).next_at
    assert dispatch(desk).state == "failed"
    assert last < sent.held_until + timedelta(hours=4), "before the point should have answered"
    assert case_state(desk) == "routed"
    receiver.statuses = [200]
    with desk.store.write() as connection:
        answers.resend(connection, ACTOR, 1, at=last, settings=desk.settings)
    desk.work_outbox(at=last)
    assert dispatch(desk).state == "delivered"
    assert len({key for key, _ in receiver.seen}) == 1


def test_gone_switches_the_address_off(desk: SystemDesk, receiver: Any, at: datetime) -> None:
    receiver.statuses = [410]
    desk.work_outbox(at=send(desk, at).held_until)
    assert dispatch(desk).state == "failed"
    assert rows(desk, ServicePoint)[0].webhook is None
    with pytest.raises(MoveRefused, match="takes no messages any more"), desk.store.write() as connection:
        answers.resend(connection, ACTOR, 1, at=at, settings=desk.settings)
    with desk.store.write() as connection:
        answers.by_phone(connection, ACTOR, 1, at=at, settings=desk.settings)
    assert dispatch(desk).state == "by_phone"


def test_killed_between_sending_and_recording(desk: SystemDesk, receiver: Any, at: datetime) -> None:
    moment = send(desk, at).held_until
    (claimed,) = desk.claim_messages(1, at=moment)  # what a process that is killed now leaves behind
    assert desk.work_outbox(at=moment).sent == 0, "somebody else holds it"
    lease_over = moment + timedelta(seconds=3 * 5 + 30)
    assert desk.work_outbox(at=lease_over) == Worked(1, 0, None)
    assert receiver.seen == [(claimed.idempotency_key, "dispatch.offered")]


def test_withdrawn_while_it_is_being_sent_the_point_hears_of_it(
    desk: SystemDesk, receiver: Any, at: datetime
) -> None:
    moment = send(desk, at).held_until

    def withdraw() -> None:
        with desk.store.write() as connection:
            withdraw_live(connection, ACTOR, 1, at=moment, reason="")

    receiver.while_sending = withdraw
    following = desk.work_outbox(at=moment).next_at
    assert following is not None
    assert dispatch(desk).state == "withdrawn"
    desk.work_outbox(at=following)
    assert [kind for _, kind in receiver.seen] == ["dispatch.offered", "dispatch.withdrawn"]


def test_an_offer_that_the_point_declines_by_phone_while_it_is_being_sent(
    desk: SystemDesk, receiver: Any, at: datetime
) -> None:
    moment = send(desk, at).held_until

    def decline() -> None:
        with desk.store.write() as connection:
            answers.told_point(
                connection, ACTOR, 1, whom="Xiao Liu", answer="declined", at=moment,
                settings=desk.settings, reason="no_parts",
            )  # fmt: skip

    receiver.while_sending = decline
    desk.work_outbox(at=moment)
    assert dispatch(desk).state == "declined"
    assert [kind for _, kind in receiver.seen] == ["dispatch.offered", "dispatch.withdrawn"]


def test_a_withdrawal_that_does_not_arrive_is_told_to_a_person(
    desk: SystemDesk, receiver: Any, at: datetime
) -> None:
    moment = send(desk, at).held_until
    desk.work_outbox(at=moment)
    with desk.store.write() as connection:
        withdraw_live(connection, ACTOR, 1, at=moment, reason="")
    receiver.statuses = [410]
    desk.work_outbox(at=moment)
    assert [event.verb for event in rows(desk, Event) if event.case_id][-1] == "dispatch.withdrawal_failed"


def test_a_receiver_that_asks_for_more_patience_than_there_is_time(desk: SystemDesk, at: datetime) -> None:
    sent = send(desk, at)
    moment, address = sent.held_until, rows(desk, ServicePoint)[0].webhook
    for hours, given_up in ((3, 0), (9, 1)):  # it may be answered for four hours
        with desk.store.write() as connection:
            lanes.pause(connection, address, moment, moment + timedelta(hours=hours))
        assert desk.give_up_resting(at=at) == 0, "it may still be taken back"
        assert desk.give_up_resting(at=moment) == given_up
    assert desk.work_outbox(at=moment).sent == 0
    assert (dispatch(desk).state, rows(desk, Message)[0].state) == ("failed", "failed")
    with desk.store.write() as connection:
        answers.resend(connection, ACTOR, 1, at=moment, settings=desk.settings)
    assert desk.work_outbox(at=moment).sent == 1, "a person waits for nothing"


def test_private_addresses_are_refused_unless_allowed(desk: SystemDesk, receiver: Any, at: datetime) -> None:
    strict = SystemDesk(desk.store, replace(desk.settings, allow_private_addresses=False))
    strict.work_outbox(at=send(desk, at).held_until)
    assert receiver.seen == []
    assert "private network" in (rows(desk, Message)[0].last_error or "")


def test_silence_expires(desk: SystemDesk, at: datetime) -> None:
    desk.work_outbox(at=send(desk, at).held_until)
    due = dispatch(desk).answer_due_at
    assert due is not None
    assert desk.next_answer_due(at=due - timedelta(seconds=1)) == due
    assert desk.expire(at=due - timedelta(seconds=1)) == 0
    assert desk.expire(at=due) == 1
    assert desk.next_answer_due(at=due) is None
    assert (dispatch(desk).state, case_state(desk)) == ("expired", "new")
    assert desk.expire(at=due + timedelta(days=1)) == 0


def test_the_thread_sends_when_poked(desk: SystemDesk, receiver: Any, at: datetime) -> None:
    worker = OutboxWorker(lambda: desk)
    worker.start()
    worker.start()
    sent = send(desk, at)
    clock.use(lambda: sent.held_until)
    worker.poke()
    assert receiver.got.wait(60)
    worker.stop(10)
    assert dispatch(desk).state == "delivered"


def test_the_thread_outlives_a_store_that_is_away(desk: SystemDesk, receiver: Any, at: datetime) -> None:
    tries: list[int] = []
    tried = threading.Event()

    def open_desk() -> SystemDesk:
        tries.append(1)
        if len(tries) == 1:
            tried.set()
            raise StoreAway("The store is away.")
        return desk

    sent = send(desk, at)
    clock.use(lambda: sent.held_until)
    worker = OutboxWorker(open_desk)
    worker.start()
    assert tried.wait(60)
    while not receiver.got.wait(0.02):
        worker.poke()
    worker.stop(10)
    assert [kind for _, kind in receiver.seen] == ["dispatch.offered"]


def test_once_for_a_script(desk: SystemDesk, receiver: Any, at: datetime) -> None:
    sent = send(desk, at)
    assert OutboxWorker(lambda: desk).run_once(sent.held_until).sent == 1
    assert OutboxWorker(lambda: desk).run_once(sent.held_until).sent == 0


def test_two_workers_send_once(desk: SystemDesk, receiver: Any, at: datetime) -> None:
    moment = send(desk, at).held_until
    threads = [threading.Thread(target=lambda: desk.work_outbox(at=moment)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receiver.seen) == 1
    with desk.store.read() as connection:
        assert queue.next_due(connection) is None
