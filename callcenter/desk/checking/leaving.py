"""What leaves, and what was asked twice: messages that belong to something, requests whose results exist."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, exists, select
from sqlmodel import SQLModel, col

from callcenter.cases.models import Case
from callcenter.desk.checking.finding import PAGE, Checked
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.offers import OFFERED
from callcenter.dispatch.words import DispatchState
from callcenter.i18n import N_, Phrase, phrases
from callcenter.outbox.models import Message
from callcenter.outbox.words import MessageState
from callcenter.store.models import Request

phrases(
    {
        "fault.message": N_("message {message_id} is about a {about} that isn't there"),
        "fault.message_state": N_("message {message_id} is {state!w}, but its times say otherwise"),
        "fault.unsent": N_("dispatch {dispatch_id} is about to be sent, but no message waits for that"),
        "fault.arrived": N_("message {message_id} has arrived; dispatch {dispatch_id} is still to be sent"),
        "fault.request": N_("the result of request {key} names a {what} that isn't there"),
    }
)
_WAITING = frozenset({MessageState.WAITING, MessageState.SENDING})
_RESULTS: dict[str, type[Case] | type[Dispatch]] = {"case_id": Case, "dispatch_id": Dispatch}


def messages(checked: Checked) -> Iterator[Phrase]:
    """Every message belongs to its dispatch and stands as its times say."""
    columns = (Message.id, Message.about, Message.about_id, Message.kind, Message.state, Message.done_at)
    statement = select(*(col(one) for one in columns), col(Message.leased_until))
    for connection, page in checked.pages(statement, Message.id, Message):
        about = {row.about_id for row in page if row.about == "dispatch"}
        states = _states(connection, about)
        for row in page:
            yield from _message(row, states)


def unsent(checked: Checked) -> Iterator[Phrase]:
    """A dispatch that is about to be sent has the message that will do it."""
    waits = exists().where(
        col(Message.about) == "dispatch",
        col(Message.about_id) == col(Dispatch.id),
        col(Message.kind) == OFFERED,
        col(Message.done_at).is_(None),
    )
    queued = select(col(Dispatch.id)).where(col(Dispatch.state) == DispatchState.QUEUED, ~waits)
    for row in checked.rows(queued):
        yield Phrase("fault.unsent", {"dispatch_id": row[0]})


def requests(checked: Checked) -> Iterator[Phrase]:
    """The first results that a repeat would return name what is there."""
    last, done = "", 0
    while True:
        with checked.store.read() as connection:
            page = connection.execute(
                select(col(Request.key), col(Request.result))
                .where(col(Request.key) > last)
                .order_by(col(Request.key))
                .limit(PAGE)
            ).all()
            yield from _results(connection, page)
        if not page:
            return
        last, done = page[-1].key, done + len(page)
        checked.progress("request", done)


def _states(connection: Connection, dispatch_ids: set[int]) -> dict[int, DispatchState]:
    if not dispatch_ids:
        return {}
    found = select(col(Dispatch.id), col(Dispatch.state)).where(col(Dispatch.id).in_(dispatch_ids))
    return {dispatch_id or 0: state for dispatch_id, state in connection.execute(found)}


def _message(row: Any, states: dict[int, DispatchState]) -> Iterator[Phrase]:
    said = {"message_id": row.id, "state": f"message_state.{row.state.value}", "about": row.about}
    sending = row.state == MessageState.SENDING
    if (row.done_at is None) != (row.state in _WAITING) or (sending and row.leased_until is None):
        yield Phrase("fault.message_state", said)
    if row.about != "dispatch":
        return
    state = states.get(row.about_id)
    if state is None:
        yield Phrase("fault.message", said)
    elif (state, row.state, row.kind) == (DispatchState.QUEUED, MessageState.DELIVERED, OFFERED):
        yield Phrase("fault.arrived", said | {"dispatch_id": row.about_id})


def _results(connection: Connection, page: Sequence[Any]) -> Iterator[Phrase]:
    for name, table in _RESULTS.items():
        named = {row.key: row.result[name] for row in page if row.result.get(name)}
        there = _there(connection, table, set(named.values()))
        for key, row_id in named.items():
            if row_id not in there:
                yield Phrase("fault.request", {"key": key, "what": table.__tablename__})


def _there(connection: Connection, table: type[SQLModel], ids: set[int]) -> set[int]:
    if not ids:
        return set()
    key = col(table.__table__.c.id)  # type: ignore[attr-defined]
    return set(connection.execute(select(key).where(key.in_(ids))).scalars())
