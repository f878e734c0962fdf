"""The ranking by road, where a routing service is set up; else, and where it is silent, as the crow flies.

It waits for another machine, so it stands between reading and writing: the points were read before, what is
chosen of them is checked again afterwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from callcenter.cases.words import Way as How
from callcenter.dispatch.judging import Applicant
from callcenter.dispatch.ranking import Board
from callcenter.dispatch.views import Candidate, Proposal
from callcenter.i18n import N_, Phrase, phrases
from callcenter.points.roads import Roads, Way
from callcenter.points.views import PointFacts

MOST = 25
"""Points that are asked about, those that come first as the crow flies."""
DETOUR = 1.3
"""What a road is longer than the straight line, about, where no road is known."""

phrases({"roads.silent": N_("straight line: the routing service does not answer")})


def by_road(board: Board, roads: Roads | None) -> Proposal:
    """The points in order of the roads to them; never within a read or a write.

    Args:
        board: the points as they were read, judged by the straight line.
        roads: the routing service; None: there is none.
    """
    wish = board.wish
    asked = [one for one in board.applicants(MOST) if one.facts.lat is not None and one.facts.lon is not None]
    if roads is None or wish.lat is None or wish.lon is None or wish.way == How.MAIL_IN or not asked:
        return board.proposal()
    ends = [(one.facts.lat or 0.0, one.facts.lon or 0.0) for one in asked]
    ways = roads.ways((wish.lat, wish.lon), ends)
    if ways is None:
        return _straight(board.proposal())
    known = {one.facts.point_id: way for one, way in zip(asked, ways, strict=True)}
    again = Board(wish, board.at, board.limit)
    for applicant in _nearest_first(board.applicants(), known):
        again.add(applicant)
    return again.proposal()


def _nearest_first(applicants: Sequence[Applicant], known: dict[int, Way | None]) -> Iterable[Applicant]:
    measured = [replace(one, facts=_measured(one.facts, known.get(one.facts.point_id))) for one in applicants]
    return sorted(measured, key=lambda one: float("inf") if one.facts.metres is None else one.facts.metres)


def _measured(facts: PointFacts, way: Way | None) -> PointFacts:
    if facts.metres is None:
        return facts
    if way is None:
        return replace(facts, metres=facts.metres * DETOUR, straight_metres=facts.metres, by_road=False)
    return replace(facts, metres=way.metres, straight_metres=facts.metres, by_road=True, seconds=way.seconds)


def _straight(found: Proposal) -> Proposal:
    def marked(rows: Iterable[Candidate]) -> tuple[Candidate, ...]:
        return tuple(replace(row, by_road=False) for row in rows)

    note = Phrase("roads.silent")
    return replace(found, rows=marked(found.rows), rejected=marked(found.rejected), note=note)
