"""What is said about a case without moving it: notes, promises, chasers, tries to reach the customer.

None of them changes the case's version, so they never conflict with what others do.
"""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from callcenter.cases import standing
from callcenter.cases.models import Chaser, ContactTry, Promise
from callcenter.cases.moves import record
from callcenter.cases.words import PromiseState
from callcenter.errors import Invalid, NotFound
from callcenter.i18n import N_
from callcenter.store.adding import add
from callcenter.store.events import Actor


def note(connection: Connection, actor: Actor, at: datetime, case_id: int, words: str) -> None:
    """Write a note.

    Raises:
        NotFound: no such case.
        Invalid: it is empty.
    """
    standing.load(connection, case_id, lock=True)
    if not words.strip():
        raise Invalid(N_("The note is empty: write it, or press Esc."), field="note")
    record(connection, actor, at, "case.noted", case_id, words=words.strip())


def promise(
    connection: Connection,
    actor: Actor,
    at: datetime,
    case_id: int,
    what: str,
    by_at: datetime,
    to_whom: str = "",
) -> int:
    """Record what was promised and return the promise's id.

    Raises:
        NotFound: no such case.
        Invalid: nothing is promised, or for a time that is over.
    """
    case = standing.load(connection, case_id, lock=True)
    if not what.strip():
        raise Invalid(N_("Write what was promised."), field="what")
    if by_at <= at:
        raise Invalid(
            N_("{by_at!f} is over. Promise something that is still to come."), field="by_at", by_at=by_at
        )
    values = {
        "case_id": case_id, "customer_id": case.customer_id, "what": what.strip(), "agent_id": actor.id,
        "to_whom": to_whom.strip() or case.contact or case.reporter, "by_at": by_at, "made_at": at,
    }  # fmt: skip
    promise_id = add(connection, Promise, values)
    told = {"by_at": by_at.isoformat(), "promise_id": promise_id}
    record(connection, actor, at, "case.promised", case_id, told, what.strip())
    return promise_id


def settle_promise(connection: Connection, actor: Actor, at: datetime, promise_id: int, kept: bool) -> None:
    """A promise was kept or missed; a settled one may be settled otherwise.

    Raises:
        NotFound: no such promise.
    """
    found = connection.execute(
        select(col(Promise.case_id), col(Promise.what)).where(col(Promise.id) == promise_id)
    ).first()
    if found is None:
        raise NotFound(N_("There is no such promise."))
    if found[0] is not None:
        standing.load(connection, found[0], lock=True)
    state = PromiseState.KEPT if kept else PromiseState.MISSED
    settled = update(Promise).where(col(Promise.id) == promise_id).values(state=state, settled_at=at)
    connection.execute(settled)
    if found[0] is not None:
        told = {"promise_id": promise_id}
        record(connection, actor, at, f"case.promise_{state.value}", found[0], told, found[1])


def chaser(
    connection: Connection,
    actor: Actor,
    at: datetime,
    case_id: int,
    who: str = "",
    asked: str = "",
    answered: str = "",
) -> None:
    """Somebody asked how it stands (催单), and what we said; all of it may be left out.

    Raises:
        NotFound: no such case.
    """
    standing.load(connection, case_id, lock=True)
    who, asked, answered = who.strip(), asked.strip(), answered.strip()
    values = {"who": who or None, "asked": asked or None, "answered": answered or None}
    connection.execute(insert(Chaser).values(case_id=case_id, at=at, agent_id=actor.id, **values))
    question = ": ".join(part for part in (who, asked) if part)
    words = " → ".join(part for part in (question, answered) if part)
    record(connection, actor, at, "case.chased", case_id, words=words)


def tried(connection: Connection, actor: Actor, at: datetime, case_id: int, reached: bool) -> None:
    """A try to reach the customer.

    Raises:
        NotFound: no such case.
    """
    standing.load(connection, case_id, lock=True)
    connection.execute(insert(ContactTry).values(case_id=case_id, at=at, agent_id=actor.id, reached=reached))
    record(connection, actor, at, "case.reached" if reached else "case.tried", case_id)
