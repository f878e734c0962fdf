"""Splitting: one case held two problems. The second gets a case of its own, with the clock of the first ring.

Customer, contact and place are the first one's; description, category and item its own. Chasers and promises
that belong to it go along; notes stay where they were written and are shown on both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, func, select
from sqlmodel import col

from callcenter.cases import logging, moves, standing
from callcenter.cases.clocks import Wait, stops
from callcenter.cases.joint import pieces
from callcenter.cases.joint.views import CaseSplit, Split, SplitPiece
from callcenter.cases.models import Case, CaseLink, CaseWait, Chaser, Promise
from callcenter.cases.numbers import show
from callcenter.cases.taxonomy import Taxonomy
from callcenter.cases.views import Intake, MoveDetails, PlaceSaid
from callcenter.cases.words import CaseMove, ClockKind, LinkKind, Priority, PromiseState, code
from callcenter.errors import CallcenterError, Invalid, MoveRefused
from callcenter.i18n import N_, phrases
from callcenter.people.models import Agent
from callcenter.people.views import AgentView
from callcenter.settings import Settings
from callcenter.store.adding import add
from callcenter.store.events import Actor
from callcenter.store.models import Event, EventWords

phrases(
    {
        "case.split_from": N_("split off {number}"),
        "case.split_off": N_("a second problem became {number}"),
        "case.split_undone": N_("{who!w} took back the split of {number}"),
        "split.taken_back": N_("the split was taken back"),
        "piece.note": N_("note"),
        "piece.chaser": N_("chaser"),
        "piece.promise": N_("promise"),
    }
)
_NOTED = "case.noted"


def refusal(case: Case) -> CallcenterError | None:
    """Why a case can't be split; None: it can."""
    if case.closed_at is None:
        return None
    return MoveRefused(
        N_("{number} is {state!w}: log the second problem as a new case."),
        number=show(case.number), state=code(case.state),
    )  # fmt: skip


def said(connection: Connection, case_id: int) -> tuple[SplitPiece, ...]:
    """What may go along: notes, chasers and open promises, oldest first."""
    found = [*_notes(connection, case_id), *_chasers(connection, case_id), *_promises(connection, case_id)]
    return tuple(sorted(found, key=lambda piece: (piece.at, piece.key)))


def split(
    connection: Connection,
    actor: Actor,
    at: datetime,
    case: Case,
    part: Split,
    *,
    settings: Settings,
    me: AgentView,
    taxonomy: Taxonomy,
) -> CaseSplit:
    """Make a case of its own of the second problem of a locked case.

    Args:
        connection: of a ``store.write()``.
        actor: who splits it.
        at: when.
        case: the first one, as it was read within this write.
        part: what is the second one's own.
        settings: service levels, region and currency.
        me: whose case the second one becomes.
        taxonomy: the categories there are.

    Raises:
        MoveRefused: the case is over.
        Invalid: a field doesn't fit, or something that shall go along isn't there.
    """
    if error := refusal(case):
        raise error
    going = _chosen(connection, case.id or 0, part.pieces)
    waited = tuple(_ended(connection, case.id or 0, at))
    logged = logging.write_case(
        connection, actor, intake_of(case, part),
        at=at, settings=settings, me=me, taxonomy=taxonomy,
        rang_at=standing.began(case), waited=waited,
    )  # fmt: skip
    pieces.move(connection, going, case.id or 0, logged.case_id)
    from_version = moves.write(connection, actor, case, {}, settings)
    moves.record(connection, actor, at, "case.split_off", case.id or 0,
                 {"number": logged.number, "other_id": logged.case_id})  # fmt: skip
    last = moves.record(connection, actor, at, "case.split_from", logged.case_id,
                        {"number": show(case.number), "other_id": case.id})  # fmt: skip
    add(
        connection, CaseLink,
        {"case_id": logged.case_id, "other_id": case.id, "kind": LinkKind.SPLIT.value, "at": at,
         "agent_id": actor.id, "back": {"pieces": going, "last_event": last}},
    )  # fmt: skip
    return CaseSplit(
        logged.case_id, logged.number, logged.version, case.id or 0, show(case.number), from_version,
        logged.safety,
    )  # fmt: skip


def undo(connection: Connection, actor: Actor, at: datetime, link: CaseLink, *, settings: Settings) -> None:
    """Take a split back: what went along returns, and the second case is cancelled.

    Args:
        connection: of a ``store.write()`` that has locked both cases.
        actor: who takes it back; anybody may.
        at: when.
        link: as it was read within this write.
        settings: service levels, for the clocks.

    Raises:
        MoveRefused: something has happened to the second case since, or the first one is over.
    """
    first, second = standing.load(connection, link.other_id), standing.load(connection, link.case_id)
    if error := contradiction(connection, first, second, link):
        raise error
    connection.execute(delete(CaseLink).where(col(CaseLink.id) == link.id))
    connection.execute(delete(CaseWait).where(col(CaseWait.case_id) == second.id))
    pieces.move(connection, link.back["pieces"], second.id or 0, first.id or 0)
    moves.apply(
        connection, actor, second.id or 0, CaseMove.CANCEL,
        version=None, details=MoveDetails(reason="split.taken_back"), at=at, settings=settings,
        undoable=False,
    )  # fmt: skip
    moves.write(connection, actor, first, {}, settings)
    told = {"number": show(second.number), "other_id": second.id}
    moves.record(connection, actor, at, "case.split_undone", first.id or 0, told)


def contradiction(
    connection: Connection, first: Case, second: Case, link: CaseLink
) -> CallcenterError | None:
    """What has happened since a split that undoing it would contradict; None: it can be undone.

    Anything at all that happened to the second case, and the end of the first one.
    """
    if first.closed_at is not None:
        return MoveRefused(
            N_("{number} is {state!w} by now: what was split off can't return."),
            number=show(first.number), state=code(first.state),
        )  # fmt: skip
    newest = connection.execute(
        select(func.max(col(Event.id))).where(col(Event.case_id) == second.id)
    ).scalar()
    if newest != link.back["last_event"]:
        return MoveRefused(
            N_("{number} has been worked on since: merge it into {other} instead."),
            number=show(second.number), other=show(first.number),
        )  # fmt: skip
    return None


def intake_of(case: Case, part: Split) -> Intake:
    """The form of the second problem: its own words, the first one's people and place."""
    same_item = part.item_id == case.item_id and not part.item_said.strip()
    urgent = case.priority if not case.safety else Priority.NORMAL
    return Intake(
        kind=case.kind.value,
        description=part.description,
        customer_id=case.customer_id,
        caller=case.caller_raw or case.caller_e164 or "",
        reporter=case.reporter or "",
        reporter_contact_id=case.reporter_contact_id,
        contact=case.contact or "",
        contact_phone=case.contact_phone or "",
        contact_hours=case.contact_hours or "",
        item_id=part.item_id,
        item_said=part.item_said or (case.item_said or "" if same_item else ""),
        line=(case.line or "") if same_item else "",
        brand=(case.brand or "") if same_item else "",
        category=part.category,
        category_by=part.category_by,
        safety_answer=part.safety_answer,
        priority=urgent.value,
        way=case.way.value if case.way else "",
        place=PlaceSaid(
            case.place or "", case.place_city or "", case.place_postcode or "", case.place_country or "",
            case.place_lat, case.place_lon,
        ),
        language=case.language or "",
    )  # fmt: skip


def _chosen(connection: Connection, case_id: int, keys: Sequence[str]) -> pieces.Ids:
    """The pieces of these keys, by kind and id."""
    there = {piece.key for piece in said(connection, case_id)}
    if missing := [key for key in keys if key not in there]:
        raise Invalid(
            N_("“{piece}” is not on this case any more. Look at it again."), field="pieces", piece=missing[0]
        )
    ids: pieces.Ids = {"notes": [], "chasers": [], "promises": []}
    for key in dict.fromkeys(keys):
        kind, _, number = key.partition(":")
        ids[f"{kind}s"].append(int(number))
    return ids


def _ended(connection: Connection, case_id: int, at: datetime) -> Iterator[Wait]:
    """The stretches in which our clock of the first case stood still: that of the second did, too."""
    for wait in standing.waits(connection, case_id):
        if stops(ClockKind.CUSTOMER, wait.wait_for):
            yield replace(wait, end=wait.end or at)


def _notes(connection: Connection, case_id: int) -> Iterator[SplitPiece]:
    rows = connection.execute(
        select(col(Event.id), col(Event.at), col(Agent.name), col(EventWords.words))
        .join(EventWords, col(EventWords.event_id) == col(Event.id))
        .outerjoin(Agent, col(Agent.id) == col(Event.actor_id))
        .where(col(Event.case_id) == case_id, col(Event.verb) == _NOTED)
    )
    for event_id, at, agent, words in rows:
        yield SplitPiece(f"note:{event_id}", at, agent or "", words)


def _chasers(connection: Connection, case_id: int) -> Iterator[SplitPiece]:
    rows = connection.execute(
        select(col(Chaser.id), col(Chaser.at), col(Chaser.who), col(Chaser.asked), col(Chaser.answered))
        .where(col(Chaser.case_id) == case_id)
    )  # fmt: skip
    for chaser_id, at, who, asked, answered in rows:
        yield SplitPiece(f"chaser:{chaser_id}", at, who or "", " → ".join(filter(None, (asked, answered))))


def _promises(connection: Connection, case_id: int) -> Iterator[SplitPiece]:
    rows = connection.execute(
        select(col(Promise.id), col(Promise.made_at), col(Agent.name), col(Promise.what))
        .outerjoin(Agent, col(Agent.id) == col(Promise.agent_id))
        .where(col(Promise.case_id) == case_id, col(Promise.state) == PromiseState.OPEN)
    )
    for promise_id, at, agent, what in rows:
        yield SplitPiece(f"promise:{promise_id}", at, agent or "", what)
