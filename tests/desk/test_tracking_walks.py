"""Any walk of allowed moves, with some taken back: the stored case is always what its timeline says."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcenter.cases import lifecycle, timeline
from callcenter.cases.clocks import Wait
from callcenter.cases.models import CaseWait
from callcenter.cases.words import WaitFor

STEP = st.tuples(st.integers(0, 9), st.booleans(), st.integers(0, 90), st.sampled_from(["parts", "customer"]))


def walk(house: Any, case_id: int, choice: int, take_back: bool, wait_for: str) -> None:
    case = house.desk().case(case_id)
    offered = [one.move for one in case.moves if one.move not in ("route", "cancel", "merge")] or ["cancel"]
    details: dict[str, Any] = {
        "outcome": "repaired", "reason": "so", "wait_for": wait_for, "close_reason": "customer_yes",
        "expected_at": house.now + timedelta(hours=2),
    }  # fmt: skip
    moved = house.move(case_id, offered[choice % len(offered)], **details)
    if take_back:
        house.desk().undo(f"{case_id}/{moved.version}", case_id, moved.version)
        back = house.desk().case(case_id)
        same = (
            "state",
            "due_at",
            "point_due_at",
            "expected_at",
            "resolved_at",
            "closed_at",
            "reopened",
            "wait_for",
        )
        assert [getattr(back, name) for name in same] == [getattr(case, name) for name in same]


LONG = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12)
@given(steps=st.lists(STEP, min_size=1, max_size=8))
def test_the_timeline_replays_to_the_stored_case(house: Any, steps: list[tuple[int, bool, int, str]]) -> None:
    walked(house, steps)


@pytest.mark.slow
@LONG
@given(steps=st.lists(STEP, min_size=1, max_size=12))
def test_long_walks_replay_too(house: Any, steps: list[tuple[int, bool, int, str]]) -> None:
    walked(house, steps)


def walked(house: Any, steps: list[tuple[int, bool, int, str]]) -> None:
    case_id = house.routed().case_id
    for choice, take_back, minutes, wait_for in steps:
        if not house.desk().case(case_id).moves:
            break
        house.later(minutes=minutes)
        walk(house, case_id, choice, take_back, wait_for)
    case = house.desk().case(case_id)
    with house.store.read() as connection:
        assert lifecycle.replay(timeline.steps(connection, case_id)) == case.state
    assert (case.closed_at is None) == (case.state not in ("closed", "cancelled"))
    waits = [row for row in house.rows(CaseWait) if row.case_id == case_id and row.to_at is None]
    assert len(waits) == (case.state == "waiting")
    paused = [Wait(WaitFor(row.wait_for), row.from_at).wait_for.value for row in waits]
    over = case.state in ("resolved", "closed", "cancelled")
    assert (case.due_at is None) == (over or paused == ["customer"])
