"""Whatever point, agents and time do in whatever order: what is offered to the point can be done, and names stay closed."""

import random
from datetime import timedelta
from typing import Any

import pytest

from callcenter.desk.system import SystemDesk
from callcenter.errors import CallcenterError
from tests.point_offers import PRIVATE, faults, offered, shown
from tests.seats import key

STEPS = ("received", "diagnosed", "waiting_parts", "repaired", "handed_back")


def act(house: Any, desk: Any, offer: int, verb: str) -> None:
    """Do what the point may do, with all that it takes."""
    soon = house.now + timedelta(hours=5)
    if verb == "accept":
        desk.accept(key(), offer, random.choice([None, soon]), "ok")
    elif verb == "decline":
        desk.decline(key(), offer, "no_parts")
    elif verb == "propose":
        desk.propose(key(), offer, soon)
    else:
        desk.progress(key(), offer, verb, note="note", work="work", cause="cause")


def others(house: Any, case_id: int, chance: random.Random) -> None:
    """Agents and the system do something, if it can be done."""
    agent, now = house.desk(), house.now
    moves = {
        "cancel": {"reason": "gone"}, "send_elsewhere": {"reason": "nearer"}, "resume": {},
        "wait": {"wait_for": "customer", "reason": "away"}, "reopen": {"reason": "again"},
        "close": {"close_reason": "customer_yes"}, "expect": {"expected_at": now + timedelta(hours=9)},
        "receive": {}, "resolve": {"outcome": "advised"},
    }  # fmt: skip
    move = chance.choice([*moves, "dates"])
    if move == "dates":
        SystemDesk(house.store, house.settings).keep_dates()
    else:
        details = house.details(**moves[move])
        agent.move(key(), case_id, agent.case(case_id).version, move, details)


def walk(house: Any, seed: int) -> set[str]:
    chance = random.Random(seed)
    random.seed(seed)
    desk, offer, case_id = offered(house, f"point {seed}")
    done: set[str] = set()
    for _ in range(14):
        view = desk.case(offer)
        private = [one for one in PRIVATE if one in shown(view)]
        assert bool(private) == (view.opened is not None)
        assert view.opened is None or view.state == "accepted"
        assert view.offer is not None or not view.can
        if view.can and chance.random() < 0.6:
            verb = chance.choice(
                view.can if chance.random() < 0.5 else [v for v in view.can if v != "decline"]
            )
            act(house, desk, offer, verb)
            done.add(verb)
        else:
            try:
                if chance.random() < 0.4:
                    act(house, desk, offer, chance.choice([*STEPS, "accept", "decline", "propose"]))
                else:
                    others(house, case_id, chance)
            except CallcenterError:
                pass
        house.later(**chance.choice([{"minutes": 3}, {"minutes": 50}, {"hours": 2}, {"days": 1}]))
    return done


@pytest.mark.slow
def test_walks(house: Any) -> None:
    done = set().union(*(walk(house, seed) for seed in range(40)))
    assert done == {"accept", "decline", "propose", *STEPS}
    assert faults(house) == []
