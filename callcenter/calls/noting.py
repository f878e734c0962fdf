"""A call noted by hand, where no telephone system tells of it: one row in the same list as all others."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection

from callcenter.callers import by_number
from callcenter.calls import call_backs, wrapping
from callcenter.calls.models import Call
from callcenter.calls.progress import Progress
from callcenter.calls.views import Noted
from callcenter.calls.words import Direction, WrapUpCode
from callcenter.errors import Invalid
from callcenter.i18n import N_
from callcenter.store import events
from callcenter.store.adding import add
from callcenter.store.events import Actor

SOURCE = "manual"
LONGEST = 60
"""Letters that a number may have; what is longer is none."""


def note(connection: Connection, actor: Actor, at: datetime, request: str, noted: Noted, region: str) -> int:
    """Write it down with its wrap-up and return the call's id.

    Args:
        connection: of a ``store.write()``.
        actor: the agent, who had the call.
        at: when it was.
        request: the key of this request, by which the call is named.
        noted: what the agent says.
        region: the country of numbers that name none.

    Raises:
        Invalid: nobody is named, no such direction or code.
        NotFound: no such customer or case.
    """
    code, direction = call_backs.code_of(noted.code), _direction(noted.direction)
    number = noted.number.strip()
    if not number and noted.customer_id is None and noted.case_id is None:
        raise Invalid(N_("Who was it? Type the number, or begin from a customer or a case."), field="number")
    if len(number) > LONGEST:
        raise Invalid(N_("That is no telephone number. Type it as 139 1234 5678."), field="number")
    e164 = by_number.read_e164(number, region) if number else None
    customer = noted.customer_id
    if customer is None and noted.case_id is None and e164:
        customer = by_number.only_holder(connection, e164)
    customer, case_id = wrapping.ties(connection, customer, noted.case_id)
    answered = None if code == WrapUpCode.NO_REPLY else at
    progress = Progress(ringing_at=at, answered_at=answered, ended_at=at)
    row = {
        "source": SOURCE, "call_id": request, "direction": direction, "number": number or None, "e164": e164,
        "state": progress.state(direction), "agent_id": actor.id, "customer_id": customer, "case_id": case_id,
        **asdict(progress),
    }  # fmt: skip
    call_id = add(connection, Call, row)
    events.record(
        connection, actor, at, "call.noted", "call", call_id,
        params={"source": SOURCE, "direction": direction.value}, news=False,
    )  # fmt: skip
    wrapping.wrap_up(connection, actor, at, call_id, code, noted.note, customer_id=customer, case_id=case_id)
    return call_id


def _direction(said: str) -> Direction:
    try:
        return Direction(said)
    except ValueError:
        raise Invalid(
            N_("Who rang? Say in for a call that came, out for one that was made."), field="direction"
        ) from None
