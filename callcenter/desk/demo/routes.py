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


class Routes:
    """The points of the demo, by country, with what they can."""

    def __init__(self, stage: Stage) -> None:
        self._points: dict[str, list[Values]] = {}
        self._can: dict[int, set[tuple[AbilityKind, str]]] = {}
        for point in stage.rows.of(ServicePoint):
            self._points.setdefault(point["country"], []).append(point)
        for row in stage.rows.of(PointAbility):
            self._can.setdefault(row["point_id"], set()).add((row["kind"], row["value"]))

    def choose(
        self, chance: Random, case: Values, skill: str, *, authorised: bool, without: tuple[int, ...] = ()
    ) -> Way | None:
        """The first or sometimes second of the points that may take a case; None where none may.

        Args:
            chance: for the sometimes.
            case: with way, brand, country and place.
            skill: what the point must be able to do.
            authorised: whether only a point that is authorised for the brand may.
            without: points that declined.
        """
        near = sorted(
            (self._far(case, point), point["id"], point)
            for point in self._points.get(case["place_country"], ())
            if point["id"] not in without and self._may(point, case, skill, authorised=authorised)
        )
        if not near:
            return None
        rank = 1 if len(near) > 1 and chance.random() < 0.09 else 0
        return Way(near[rank][2], near[rank][0], rank + 1)

    def to(self, case: Values, point: Values) -> Way:
        """The way to a point that was chosen by hand."""
        return Way(point, self._far(case, point), 1)

    def _may(self, point: Values, case: Values, skill: str, *, authorised: bool) -> bool:
        can, brand = self._can[point["id"]], (case["brand"] or "").casefold()
        own = {value for kind, value in can if kind == AbilityKind.BRAND}
        return (
            (AbilityKind.WAY, case["way"].value) in can
            and (skill == "general" or (AbilityKind.SKILL, skill) in can)
            and (not authorised or (AbilityKind.AUTHORISED, brand) in can)
            and (not own or brand in own)
        )

    @staticmethod
    def _far(case: Values, point: Values) -> float:
        if case["place_lat"] is None:
            return math.inf
        return round(metres(case["place_lat"], case["place_lon"], point["lat"], point["lon"]))
