"""Which point a case of the demo goes to: the nearest that may, as the routing of the house would say."""

import math
from dataclasses import dataclass
from random import Random

from callcenter.desk.demo.rows import Values
from callcenter.desk.demo.stage import Stage
from callcenter.points.geometry import metres
from callcenter.points.models import PointAbility, ServicePoint
from callcenter.points.words import AbilityKind


@dataclass(frozen=True, slots=True)
class Way:
    """A point that may take a case.

    Attributes:
        point: its row.
        metres: how far it is.
        rank: where it stood in the list.
    """

    point: Values
    metres: float
    rank: int


MOST_KM = 70.0
_MOST_DEGREES = MOST_KM / 111.2


class Routes:
    """The points of the demo, by what they can."""

    def __init__(self, stage: Stage) -> None:
        self._points = stage.rows.of(ServicePoint)
        self._can: dict[int, dict[AbilityKind, set[str]]] = {}
        for row in stage.rows.of(PointAbility):
            self._can.setdefault(row["point_id"], {}).setdefault(row["kind"], set()).add(row["value"])
        self._found: dict[tuple[str, str, str, str, bool], list[Values]] = {}

    def choose(
        self,
        chance: Random,
        case: Values,
        skill: str,
        *,
        authorised: bool,
        without: tuple[int, ...] = (),
        by_webhook: bool = False,
    ) -> Way | None:
        """The first or sometimes second of the points that may take a case; None where none may.

        Args:
            chance: for the sometimes.
            case: with way, brand, country and place; nobody goes farther than ``MOST_KM``.
            skill: what the point must be able to do.
            authorised: whether only a point that is authorised for the brand may.
            without: points that declined.
            by_webhook: only points that are told by a webhook.
        """
        lat, lon = case["place_lat"], case["place_lon"]
        narrow = math.cos(math.radians(lat)) ** 2
        all_of_them = (
            ((point["lat"] - lat) ** 2 + narrow * (point["lon"] - lon) ** 2, point["id"])
            for point in self._able(case, skill, authorised=authorised)
            if point["id"] not in without and (point["webhook"] or not by_webhook)
        )
        near = [one for one in all_of_them if one[0] < _MOST_DEGREES**2]
        if not near:
            return None
        rank = 1 if len(near) > 1 and chance.random() < 0.09 else 0
        point = self._points[sorted(near)[1][1] - 1 if rank else min(near)[1] - 1]
        return Way(point, _far(case, point), rank + 1)

    def to(self, case: Values, point: Values) -> Way:
        """The way to a point that was chosen by hand."""
        return Way(point, _far(case, point), 1)

    def _able(self, case: Values, skill: str, *, authorised: bool) -> list[Values]:
        """The points of the country that may, found once for each demand."""
        brand = (case["brand"] or "").casefold()
        demand = case["place_country"], case["way"].value, skill, brand, authorised
        if demand not in self._found:
            self._found[demand] = [
                point
                for point in self._points
                if point["country"] == demand[0] and self._may(self._can[point["id"]], *demand[1:])
            ]
        return self._found[demand]

    @staticmethod
    def _may(can: dict[AbilityKind, set[str]], way: str, skill: str, brand: str, authorised: bool) -> bool:
        own = can.get(AbilityKind.BRAND, ())
        return (
            way in can[AbilityKind.WAY]
            and (skill == "general" or skill in can[AbilityKind.SKILL])
            and (not authorised or brand in can.get(AbilityKind.AUTHORISED, ()))
            and (not own or brand in own)
        )


def _far(case: Values, point: Values) -> float:
    return round(metres(case["place_lat"], case["place_lon"], point["lat"], point["lon"]))
