"""The desk of one service point: its own offers and cases, and of their customers what the job needs."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter import i18n
from callcenter.cases import taxonomy
from callcenter.cases.views import MoveDetails
from callcenter.desk.base import Ground
from callcenter.dispatch import answer_link, answers, opening, reports, rows
from callcenter.dispatch.answer_link import LinkExpired
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.opening_views import PointCase
from callcenter.errors import NotFound
from callcenter.i18n import N_
from callcenter.outbox.secrets import Secrets
from callcenter.people import keys
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.points.reading import known_zone
from callcenter.points.words import AbilityKind
from callcenter.settings import Settings
from callcenter.store.events import Actor
from callcenter.store.store import Store

__all__ = [
    "LinkExpired",
    "PointCase",
    "PointDesk",
    "PointSeat",
    "Secrets",
    "desk_of_key",
    "desk_of_link",
    "desk_of_point",
]
_Answer = Callable[[Connection, Dispatch, datetime], None]


@dataclass(frozen=True, slots=True)
class PointSeat:
    """Which service point sits at a desk."""

    point_id: int
    name: str
    language: str
    """One of ours: ``en`` or ``zh_CN``."""
    zone: str


@dataclass(frozen=True)
class PointDesk(Ground):
    """The one door of a service point, whether it comes by a link, with its key or at its own console.

    Whatever is not an offer to this very point is answered by "there is no such case". Each write takes a
    request key, which counts for this point and this case only.
    """

    seat: PointSeat

    @property
    def actor(self) -> Actor:
        """The point as the events know it; its name and id stand in what they tell."""
        return Actor("point", None, self.seat.name)

    def cases(self) -> tuple[PointCase, ...]:
        """Its offers and accepted cases that are open, the next to answer first; nobody is named."""
        with self.store.read() as connection:
            return tuple(map(self._named, opening.listed(connection, self.seat.point_id, self.now())))

    def case(self, dispatch_id: int) -> PointCase:
        """One of its cases: before acceptance only the offer, then who and where too, afterwards nothing.

        Raises:
            NotFound: it has no such case.
        """
        with self.store.read() as connection:
            at = self.now()
            dispatch = opening.require_own(connection, self.seat.point_id, dispatch_id, at)
            found = opening.seen(connection, dispatch, at, self.settings.points["open_days"])
        return self._named(found)

    def accept(
        self, request: str, dispatch_id: int, promised_at: datetime | None = None, note: str = ""
    ) -> PointCase:
        """Take the case, and promise a time if there is one; who and where open with it.

        Raises:
            NotFound: it has no such case.
            Invalid: the time is over.
            MoveRefused: the offer is over, or answered.
        """

        def answer(connection: Connection, dispatch: Dispatch, at: datetime) -> None:
            answers.accepted(
                connection, self.actor, dispatch.id or 0,
                promised_at=promised_at, note=_plain(note), at=at, settings=self.settings,
            )  # fmt: skip

        return self._answered(request, "accept", dispatch_id, answer)

    def decline(self, request: str, dispatch_id: int, reason: str, note: str = "") -> PointCase:
        """Leave the case to another point, with a decline reason's code.

        Raises:
            NotFound: it has no such case.
            Invalid: no reason that we know.
            MoveRefused: the offer is over, or answered.
        """

        def answer(connection: Connection, dispatch: Dispatch, at: datetime) -> None:
            answers.declined(
                connection, self.actor, dispatch.id or 0, reason,
                note=_plain(note), at=at, settings=self.settings,
            )  # fmt: skip

        return self._answered(request, "decline", dispatch_id, answer)

    def propose(self, request: str, dispatch_id: int, at: datetime, note: str = "") -> PointCase:
        """Name the time at which it will be done or come: takes an offer with it, moves the date of a case.

        Raises:
            NotFound: it has no such case.
            Invalid: the time is over.
            MoveRefused: the offer is over, or the work has begun.
        """

        def answer(connection: Connection, dispatch: Dispatch, now: datetime) -> None:
            if dispatch.state == "accepted":
                reports.propose(
                    connection, self.actor, dispatch, at, _plain(note), at=now, settings=self.settings
                )
            else:
                answers.accepted(
                    connection, self.actor, dispatch.id or 0,
                    promised_at=at, note=_plain(note), at=now, settings=self.settings,
                )  # fmt: skip

        return self._answered(request, "propose", dispatch_id, answer)

    def progress(
        self,
        request: str,
        dispatch_id: int,
        step: str,
        *,
        note: str = "",
        outcome: str = "",
        cause: str = "",
        work: str = "",
        parts: str = "",
        km: int | None = None,
        job_no: str = "",
        cost: int | None = None,
    ) -> PointCase:
        """Report a step of the work: received, diagnosed, waiting_parts, repaired, handed_back.

        Args:
            request: made when the form opened.
            dispatch_id: which case.
            step: a code of ``PointStep``.
            note: what else it says.
            outcome: with ``repaired``, where the work ended otherwise: ``no_fault_found`` ...
            cause: what was wrong.
            work: what was done; needed where it was repaired.
            parts: what was built in.
            km: on the clock.
            job_no: the point's own number of the job; makes the repair once.
            cost: in hundredths of the house's currency.

        Raises:
            NotFound: it has no such case.
            Invalid: no such step, or what it did is missing or doesn't fit.
            MoveRefused: the case isn't so far, or the offer is over.
        """
        details = MoveDetails(
            note=_plain(note), outcome=outcome, cause=_plain(cause), work=_plain(work), parts=_plain(parts),
            km=km, job_no=_plain(job_no), cost=cost,
        )  # fmt: skip

        def answer(connection: Connection, dispatch: Dispatch, at: datetime) -> None:
            reports.report(connection, self.actor, dispatch, step, details, at=at, settings=self.settings)

        return self._answered(request, "progress", dispatch_id, answer)

    def _answered(self, request: str, verb: str, dispatch_id: int, answer: _Answer) -> PointCase:
        def work(connection: Connection, at: datetime) -> dict[str, Any]:
            point_id = self.seat.point_id
            dispatch = opening.require_own(connection, point_id, dispatch_id, at, lock=True)
            answer(connection, dispatch, at)
            return {}

        # Points choose their own keys: one's never meets another's.
        own = f"point:{self.seat.point_id}:{dispatch_id}:{request}"
        self.once(own, f"point.{verb}", work)
        return self.case(dispatch_id)

    def _named(self, one: PointCase) -> PointCase:
        """With the words of the category beside its code, in the reader's language."""
        if one.offer is None or not one.offer.category:
            return one
        words = taxonomy.load(self.settings.taxonomy).name(one.offer.category, i18n.language())
        return replace(one, offer=replace(one.offer, category_name=words))


def _plain(words: str) -> str:
    """Words of the world outside without signs that command a terminal, or turn what is read around."""
    return _COMMANDS.sub("", words.replace("\r\n", "\n"))


_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def desk_of_point(store: Store, settings: Settings, point_id: int) -> PointDesk:
    """The desk of a service point.

    Raises:
        NotFound: there is no such point.
    """
    with store.read() as connection:
        return PointDesk(store, settings, _seat(connection, settings, point_id))


def desk_of_key(store: Store, settings: Settings, key_id: int) -> PointDesk | None:
    """The desk for whoever holds a point's key; None where the key counts no more."""
    with store.read() as connection:
        point_id = keys.point_of(connection, key_id, Ground.now())
        return None if point_id is None else PointDesk(store, settings, _seat(connection, settings, point_id))


def desk_of_link(store: Store, settings: Settings, secrets: Secrets, token: str) -> tuple[PointDesk, int]:
    """The desk for whoever has a signed link, and the one dispatch that the link is for.

    Raises:
        NotFound: nobody of ours made the link.
        LinkExpired: its time is over.
    """
    dispatch_id = answer_link.read(secrets, token, Ground.now())
    with store.read() as connection:
        point_id = rows.load(connection, dispatch_id).point_id
        return PointDesk(store, settings, _seat(connection, settings, point_id)), dispatch_id


def _seat(connection: Connection, settings: Settings, point_id: int) -> PointSeat:
    names = (ServicePoint.name, ServicePoint.timezone, ServicePoint.country)
    row = connection.execute(
        select(*(col(one) for one in names)).where(col(ServicePoint.id) == point_id)
    ).first()
    if row is None:
        raise NotFound(N_("There is no such service point. Choose one from the list."))
    spoken = connection.execute(
        select(col(PointAbility.value)).where(
            col(PointAbility.point_id) == point_id, col(PointAbility.kind) == AbilityKind.LANGUAGE
        )
    )
    language = _language([*spoken.scalars()], row.country or "", settings.language or "")
    return PointSeat(point_id, row.name, language, known_zone(row.timezone))


def _language(spoken: list[str], country: str, house: str) -> str:
    """Chinese where it speaks that; where nothing is known, as its country or the house does."""
    if spoken:
        return max(map(i18n.nearest, spoken))
    return "zh_CN" if country in ("CN", "TW") else i18n.nearest(house)
