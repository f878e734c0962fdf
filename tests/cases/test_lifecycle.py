from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter import i18n
from callcenter.cases import lifecycle
from callcenter.cases.lifecycle import OPEN, RULES, WITH_POINT, Standing, Step
from callcenter.cases.rules import Who
from callcenter.cases.words import CaseMove, CaseState, CloseReason, code
from callcenter.errors import MoveRefused

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHO: tuple[Who, ...] = ("agent", "supervisor", "point", "system")
GIVEN: dict[str, Any] = {
    "outcome": "repaired",
    "reason": "because",
    "expected_at": START,
    "wait_for": "parts",
}
# The table of the design, written a second time: from where each move may lead, and to where.
ALLOWED = {
    ("new", "routed"),
    ("new", "resolved"),
    ("routed", "accepted"),
    ("routed", "new"),
    ("accepted", "new"),
    ("expected", "new"),
    ("in_progress", "new"),
    ("accepted", "expected"),
    ("accepted", "in_progress"),
    ("expected", "expected"),
    ("expected", "in_progress"),
    ("in_progress", "resolved"),
    ("resolved", "closed"),
    ("resolved", "new"),
    ("closed", "new"),
    *((state, "waiting") for state in ("routed", "accepted", "expected", "in_progress")),
    *(("waiting", state) for state in ("routed", "accepted", "expected", "in_progress")),
    *((state, "cancelled") for state in OPEN),
    *((state, "closed") for state in OPEN),  # merged into another case
}


def steps(*moves: str | tuple[str, Who], hours: float = 1) -> list[Step]:
    pairs: list[tuple[str, Who]] = [(one, "agent") if isinstance(one, str) else one for one in moves]
    return [
        Step(CaseMove(move), START + timedelta(hours=hours * n), who, GIVEN)
        for n, (move, who) in enumerate(pairs)
    ]


def stand(*moves: str | tuple[str, Who]) -> Standing:
    standing = Standing()
    for step in steps(*moves):
        standing = lifecycle.advance(standing, step)
    return standing


def offered(standing: Standing, who: Who, now: datetime) -> set[CaseMove]:
    closed_at, merged = standing.closed_at, standing.merged
    return {r.move for r in lifecycle.moves(standing.state, who, now=now, closed_at=closed_at, merged=merged)}


@pytest.mark.parametrize("way", [(), ("route",), ("route", "accept", "wait"), ("solve_on_phone",)])
def test_a_merged_case_is_closed_and_stays_so(way: tuple[str, ...]) -> None:
    merged = stand("log", *way, "merge")
    assert (merged.state, merged.merged) == ("closed", True)
    for move in CaseMove:
        with pytest.raises(MoveRefused, match="merged into another case: go on there") as refused:
            lifecycle.advance(merged, Step(move, START + timedelta(days=1), "agent", GIVEN))
        assert "Possible" not in str(refused.value)


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        (["log"], "new"),
        (["log", "solve_on_phone", "close"], "closed"),
        (["log", "route", "accept", "expect", "receive", "resolve", "close"], "closed"),
        (["log", "route", "accept", "receive", "resolve"], "resolved"),
        (["log", "route", "decline", "route", ("expire", "system"), "route", "send_elsewhere"], "new"),
        (["log", "route", "accept", "expect", ("miss_date", "system"), "expect", "receive"], "in_progress"),
        (["log", "route", "wait", "resume", ("accept", "point")], "accepted"),
        (["log", "route", "accept", "receive", "wait", "resume", "wait", "resume"], "in_progress"),
        (["log", "route", "accept", "receive", "resolve", "close", "reopen", "route"], "routed"),
        (["log", "route", "accept", "wait", "cancel"], "cancelled"),
        (["log", "solve_on_phone", "reopen", "cancel"], "cancelled"),
    ],
)
def test_a_timeline_leads_where_it_should(moves: list[str], state: str) -> None:
    assert lifecycle.replay(steps(*moves)) == state


def test_a_timeline_goes_forward_and_begins_with_logging() -> None:
    with pytest.raises(ValueError, match="comes after"):
        lifecycle.replay(steps("log", "route", hours=-1))
    with pytest.raises(ValueError, match="begins with logging"):
        lifecycle.replay([])
    with pytest.raises(MoveRefused, match=r"The case is not logged yet: “close” .* Possible: log\."):
        lifecycle.replay(steps("close"))


def test_open_means_not_closed() -> None:
    resolved, closed, cancelled = (
        stand("log", "solve_on_phone"),
        stand("log", "solve_on_phone", "close"),
        stand("log", "cancel"),
    )
    assert resolved.closed_at is None
    assert closed.closed_at == START + timedelta(hours=2)
    assert cancelled.closed_at == START + timedelta(hours=1)
    assert stand("log", "solve_on_phone", "close", "reopen").closed_at is None


def test_a_closed_case_reopens_for_fourteen_days() -> None:
    closed = stand("log", "solve_on_phone", "close")
    assert closed.closed_at is not None
    last = closed.closed_at + timedelta(days=14)
    reopened = lifecycle.advance(closed, Step(CaseMove.REOPEN, last, "agent", GIVEN))
    assert reopened == Standing(CaseState.NEW)
    late = last + timedelta(seconds=1)
    assert offered(closed, "agent", late) == set()
    with pytest.raises(MoveRefused, match="Closed more than 14 days ago: log a new case as a repeat of it"):
        lifecycle.advance(closed, Step(CaseMove.REOPEN, late, "agent", GIVEN))
    with pytest.raises(MoveRefused, match="The case is closed and stays so: log a new case as a repeat"):
        lifecycle.advance(closed, Step(CaseMove.CANCEL, late, "agent", GIVEN))


@pytest.mark.parametrize(
    ("state", "move", "who", "given", "sentence"),
    [
        (
            "new",
            "accept",
            "point",
            GIVEN,
            "The case is new: “point accepts” is not possible now."
            " Possible: send to a point, solved on the phone, cancel the case.",
        ),
        (
            "cancelled",
            "reopen",
            "agent",
            GIVEN,
            "The case is cancelled and stays so: log a new case as a repeat of it.",
        ),
        (
            "routed",
            "cancel",
            "point",
            GIVEN,
            "“cancel the case” is not for a service point; it is done by: an agent, a supervisor.",
        ),
        ("in_progress", "resolve", "point", {}, "“resolve” needs an outcome."),
        ("resolved", "close", "agent", {"reason": ""}, "“close” needs a reason."),
        ("accepted", "expect", "agent", {"reason": "x"}, "“set the expected date” needs the expected date."),
        ("routed", "wait", "agent", {}, "“wait” needs what is waited for."),
    ],
)
def test_a_refusal_says_what_can_be_done(
    state: str, move: str, who: Who, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(MoveRefused) as refused:
        lifecycle.apply(CaseState(state), CaseMove(move), now=START, who=who, **given)
    assert str(refused.value) == sentence


def test_the_likeliest_move_comes_first() -> None:
    first = {state: lifecycle.moves(state)[0].move for state in OPEN}
    assert first == {
        CaseState.NEW: CaseMove.ROUTE,
        CaseState.ROUTED: CaseMove.ACCEPT,
        CaseState.ACCEPTED: CaseMove.RECEIVE,
        CaseState.EXPECTED: CaseMove.RECEIVE,
        CaseState.IN_PROGRESS: CaseMove.RESOLVE,
        CaseState.WAITING: CaseMove.RESUME,
        CaseState.RESOLVED: CaseMove.CLOSE,
    }


def test_what_only_the_system_or_only_the_desk_does() -> None:
    routed = {who: {rule.move for rule in lifecycle.moves(CaseState.ROUTED, who)} for who in WHO}
    assert CaseMove.EXPIRE not in routed["agent"]
    assert routed["point"] == {CaseMove.ACCEPT, CaseMove.DECLINE, CaseMove.WAIT}
    assert CaseMove.CANCEL not in routed["system"]


def test_every_open_state_leads_to_closed_and_to_cancelled() -> None:
    for state in OPEN:
        reached, more = {str(state)}, True
        while more:
            after = {to for start, to in ALLOWED if start in reached}
            more = not after <= reached
            reached |= after
        assert {"closed", "cancelled"} <= reached


def test_the_table_is_the_design() -> None:
    said = set()
    for rule in RULES:
        for state in rule.from_states:
            ends = set(WITH_POINT) if rule.to == "back" else {rule.to}
            said |= {(str(state), str(end)) for end in ends}
    assert said == ALLOWED
    known = i18n.known_phrases()
    assert all(code(rule.move) in known for rule in RULES)
    assert all(f"asked.{name}" in known for rule in RULES for name in rule.asks)


def test_a_wait_without_its_state_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="can't have been"):
        lifecycle.apply(CaseState.WAITING, CaseMove.RESUME, now=START)


TRY = st.tuples(st.sampled_from(CaseMove), st.sampled_from(WHO), st.integers(0, 20 * 24), st.booleans())


@settings(max_examples=300)
@given(st.lists(TRY, max_size=40))
def test_random_walks_stay_within_the_table(tries: list[tuple[CaseMove, Who, int, bool]]) -> None:
    standing, now = Standing(), START
    sentences: list[str] = []
    for move, who, hours, full in tries:
        now += timedelta(hours=hours)
        before = standing
        allowed = move in offered(before, who, now)
        step = Step(move, now, who, GIVEN if full else {})
        try:
            standing = lifecycle.advance(before, step)
        except MoveRefused as refused:
            assert not (allowed and full)
            assert standing is before
            sentences.append(str(refused))
            continue
        assert allowed
        if before.state is None:
            assert standing.state == CaseState.NEW
        else:
            assert (str(before.state), str(standing.state)) in ALLOWED
        if before.state == CaseState.WAITING and move == CaseMove.RESUME:
            assert standing.state == before.before_wait
        assert (standing.closed_at is None) == (standing.state in OPEN)
        assert (standing.before_wait is None) == (standing.state != CaseState.WAITING)
    assert not any("…" in sentence for sentence in sentences)


def test_what_closes_a_resolved_case() -> None:
    def why(tries: list[int], days: float, said_yes: bool = False) -> CloseReason | None:
        return lifecycle.closes_by(
            said_yes=said_yes,
            tries=[date(2026, 3, day) for day in tries],
            resolved_at=START,
            now=START + timedelta(days=days),
            days=7,
        )

    assert why([], 0, said_yes=True) == CloseReason.CUSTOMER_YES
    assert why([2, 3, 4], 3) == CloseReason.THREE_TRIES
    assert why([2, 2, 3], 3) is None
    assert why([2], 7) == CloseReason.DAYS_PASSED
