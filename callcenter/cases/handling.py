"""Whose case it is, who pays, and which earlier case it repeats."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.cases import moves, numbers, standing
from callcenter.cases.intake import checked_cost, word
from callcenter.cases.joint.survivor import survivor_of
from callcenter.cases.logging import link_repeat
from callcenter.cases.models import Case
from callcenter.cases.numbers import show
from callcenter.cases.words import Cover, code
from callcenter.errors import Invalid, MoveRefused, NotFound
from callcenter.i18n import N_
from callcenter.settings import Settings
from callcenter.store import events
from callcenter.store.events import Actor

_NEED_REASON = frozenset({Cover.GOODWILL, Cover.DISPUTED})


def take(
    connection: Connection, actor: Actor, case_id: int, *, version: int, at: datetime, settings: Settings
) -> int:
    """Make the case the actor's own and return its new version.

    Raises:
        NotFound: no such case.
        Changed: somebody else changed it meanwhile.
        MoveRefused: it is over.
    """
    case = seen(connection, case_id, version)
    if case.agent_id == actor.id:
        return case.version
    if case.closed_at is not None:
        raise MoveRefused(N_("{number} is {state!w}: there is nothing to take over."),
                          number=show(case.number), state=code(case.state))  # fmt: skip
    return _change(connection, actor, case, {"agent_id": actor.id}, "case.taken", {}, at, settings)


def set_cover(
    connection: Connection,
    actor: Actor,
    case_id: int,
    *,
    version: int,
    cover: str,
    reason: str,
    cost_told: int | None,
    agreed: bool | None,
    at: datetime,
    settings: Settings,
) -> int:
    """Decide who pays and return the case's new version.

    Args:
        connection: of a ``store.write()``.
        actor: who decides.
        case_id: which case.
        version: the version that was seen.
        cover: a code of ``Cover``; empty leaves it open.
        reason: why; needed for goodwill and disputed cover.
        cost_told: what the caller was told it costs, in hundredths of the house's currency.
        agreed: whether the caller agreed to it.
        at: when.
        settings: the currency.

    Raises:
        NotFound: no such case.
        Changed: somebody else changed it meanwhile.
        Invalid: no such cover, no reason, or a cost below nothing.
    """
    case = seen(connection, case_id, version)
    decided = word(Cover, "cover", cover) if cover else None
    if decided in _NEED_REASON and not reason.strip():
        raise Invalid(N_("{cover!w} needs a reason."), field="reason", cover=code(decided))
    sets = {
        "cover": decided,
        "cover_reason": reason.strip() or None,
        "cover_agent_id": actor.id if decided else None,
        "cost_told": checked_cost(cost_told),
        "cost_agreed": agreed,
        "currency": settings.currency if cost_told is not None else case.currency,
    }
    told = {"cover": code(decided)} if decided else {}
    verb = "case.cover_set" if decided else "case.cover_open"
    return _change(connection, actor, case, sets, verb, told, at, settings, reason.strip())


def repeat_of(
    connection: Connection,
    actor: Actor,
    case_id: int,
    *,
    version: int,
    earlier_number: str,
    at: datetime,
    settings: Settings,
) -> int:
    """Mark a case as a repeat of an earlier one and return its new version.

    Raises:
        NotFound: no such case, or no case of that number.
        Changed: somebody else changed it meanwhile.
        Invalid: the other case is this one, or a later one.
    """
    case = seen(connection, case_id, version)
    earlier = standing.load(connection, survivor_of(connection, id_of(connection, earlier_number)))
    if earlier.id == case.id or earlier.logged_at > case.logged_at:
        raise Invalid(
            N_("{number} was not logged before this one: a repeat names an earlier case."),
            field="repeat_of",
            number=show(earlier.number),
        )
    if case.repeat_of_id == earlier.id:
        return case.version
    link_repeat(connection, at, case_id, earlier.id or 0)
    told = {"number": show(earlier.number)}
    sets = {"repeat_of_id": earlier.id}
    return _change(connection, actor, case, sets, "case.repeats", told, at, settings)


def id_of(connection: Connection, number: str) -> int:
    """The case of a number that somebody typed or said.

    Raises:
        NotFound: no such case, or the check digit is wrong.
    """
    stored = numbers.parse(number)
    if stored is None:
        raise NotFound(
            N_("“{number}” is no case number: the digit after the dash doesn't fit. Ask for it again."),
            number=number.strip(),
        )
    found = connection.execute(select(col(Case.id)).where(col(Case.number) == stored)).scalar()
    if found is None:
        raise NotFound(N_("There is no case {number}. Ask for the number again."), number=show(stored))
    return int(found)


def seen(connection: Connection, case_id: int, version: int) -> Case:
    """Lock and read a case that was seen in this version.

    Raises:
        NotFound: no such case.
        Changed: somebody else changed it meanwhile.
    """
    case = standing.load(connection, case_id, lock=True)
    events.require_version(case.version, version, show(case.number), case.changed_by)
    return case


def _change(
    connection: Connection,
    actor: Actor,
    case: Case,
    sets: dict[str, Any],
    verb: str,
    told: Mapping[str, Any],
    at: datetime,
    settings: Settings,
    words: str = "",
) -> int:
    version = moves.write(connection, actor, case, sets, settings)
    moves.record(connection, actor, at, verb, case.id or 0, told, words)
    return version
