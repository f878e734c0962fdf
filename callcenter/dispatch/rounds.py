"""A round: the points that are asked one after the other about the same case as it stands.

It begins when a person sends the case, and anew when the case changes in what its routing rests on. There is
no table of rounds: the dispatches of a case hold their history. Who sent each is in its row, and what the
case was like then is in the list that is kept with it, as a digest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from callcenter.cases.models import Case
from callcenter.dispatch.models import Dispatch
from callcenter.dispatch.words import DispatchState

ABOUT = "about"
"""The key of the digest in ``Dispatch.reasons``."""
_GONE = (DispatchState.DECLINED, DispatchState.EXPIRED)
_RESTS_ON = (
    "category", "way", "priority", "safety", "cover", "item_id", "line", "brand", "place", "place_city",
    "place_postcode", "place_country", "place_lat", "place_lon",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """Who has been asked.

    Attributes:
        asked: the points of this round, in order.
        gone: who declined or did not answer since the case is as it is now, in earlier rounds too.
    """

    asked: tuple[int, ...]
    gone: tuple[int, ...]


def about(case: Case) -> str:
    """What the routing of a case rests on, as a digest that tells nothing of it."""
    held = repr([str(getattr(case, name)) for name in _RESTS_ON])
    return blake2b(held.encode(), digest_size=4).hexdigest()


def of_case(connection: Connection, case: Case) -> Round:
    """The round that a case is in; one that was reopened after a point had taken it asks everybody again."""
    found = connection.execute(
        select(
            col(Dispatch.point_id),
            col(Dispatch.state),
            col(Dispatch.agent_id),
            col(Dispatch.answered_at),
            col(Dispatch.reasons),
        )
        .where(col(Dispatch.case_id) == case.id)
        .order_by(col(Dispatch.id))
    )
    now, asked, gone = about(case), list[int](), list[int]()
    for row in found:
        if _other(row.reasons, now):
            asked, gone = [], []
            continue
        if row.agent_id is not None:
            asked = []
        asked.append(row.point_id)
        if row.state in _GONE:
            gone.append(row.point_id)
        elif row.answered_at is not None and case.reopened:
            asked, gone = [], []
    return Round(tuple(dict.fromkeys(asked)), tuple(dict.fromkeys(gone)))


def _other(reasons: Mapping[str, Any], now: str) -> bool:
    """Whether it was another question; of older dispatches, and imported ones, that isn't known."""
    return bool(reasons.get(ABOUT, now) != now)
