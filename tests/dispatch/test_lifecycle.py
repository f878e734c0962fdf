from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callcenter import i18n
from callcenter.cases import lifecycle as case
from callcenter.cases.rules import Who
from callcenter.cases.words import CaseMove, CaseState, code
from callcenter.dispatch import lifecycle
from callcenter.dispatch.lifecycle import FOLLOWS, LIVE, RULES
from callcenter.dispatch.words import DispatchMove, DispatchState
from callcenter.errors import MoveRefused

WHO: tuple[Who, ...] = ("agent", "supervisor", "point", "system")
# The table of the design, written a second time.
ALLOWED = {
    ("queued", "delivered"),
    ("queued", "by_phone"),
    ("queued", "failed"),
    ("failed", "queued"),
    ("failed", "by_phone"),
    *((state, end) for state in ("delivered", "by_phone") for end in ("accepted", "declined", "expired")),
    *((state, "withdrawn") for state in ("queued", "delivered", "by_phone", "accepted", "failed")),
}


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        ([("queue", "agent"), ("deliver", "system"), ("accept", "point")], "accepted"),
        ([("queue", "agent"), ("phone", "system"), ("decline", "agent")], "declined"),
        ([("queue", "agent"), ("fail", "system"), ("retry", "agent"), ("deliver", "system")], "delivered"),
        (
            [("queue", "agent"), ("fail", "system"), ("phone", "agent"), ("expire", "system")],
            "expired",
        ),
        ([("queue", "agent"), ("withdraw", "agent")], "withdrawn"),
        (
            [("queue", "agent"), ("deliver", "system"), ("accept", "agent"), ("withdraw", "system")],
            "withdrawn",
        ),
    ],
)
def test_a_dispatch_leads_where_it_should(moves: list[tuple[str, Who]], state: str) -> None:
    told = [(DispatchMove(move), who, {"reason": "no_parts"}) for move, who in moves]
    assert lifecycle.replay(told) == state


def test_the_table_is_the_design() -> None:
    said = {(str(state), str(rule.to)) for rule in RULES for state in rule.from_states}
    assert said == ALLOWED
    assert all(code(rule.move) in i18n.known_phrases() for rule in RULES)


def test_live_ones_and_only_they_go_on() -> None:
    assert {state for state in DispatchState if lifecycle.moves(state)} == LIVE


def test_the_point_hears_of_an_end_only_after_it_heard_of_the_offer() -> None:
    told = {state for state in DispatchState if lifecycle.tells_point(state, DispatchMove.WITHDRAW)}
    assert told == {DispatchState.DELIVERED, DispatchState.BY_PHONE, DispatchState.ACCEPTED}
    assert lifecycle.tells_point(DispatchState.QUEUED, DispatchMove.DELIVER)
    assert not lifecycle.tells_point(DispatchState.DELIVERED, DispatchMove.ACCEPT)


@pytest.mark.parametrize(
    ("state", "move", "who", "given", "sentence"),
    [
        (
            "queued",
            "accept",
            "point",
            {},
            "The offer is about to be sent: “point accepts” is not possible now."
            " Possible: delivered, delivery failed, tell by phone, withdraw.",
        ),
        (
            "declined",
            "accept",
            "point",
            {},
            "The offer is declined and stays so: send the case to a point again.",
        ),
        ("delivered", "decline", "point", {}, "“point declines” needs a reason."),
        (
            "delivered",
            "withdraw",
            "point",
            {},
            "“withdraw” is not for a service point; it is done by: an agent, a supervisor, the system.",
        ),
        (
            None,
            "accept",
            "agent",
            {},
            "The offer is not sent yet: “point accepts” is not possible now. Possible: send.",
        ),
    ],
)
def test_a_refusal_says_what_can_be_done(
    state: str | None, move: str, who: Who, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(MoveRefused) as refused:
        lifecycle.apply(state and DispatchState(state), DispatchMove(move), who=who, **given)  # type: ignore[arg-type]
    assert str(refused.value) == sentence


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(DispatchMove), st.sampled_from(WHO), st.booleans()), max_size=30))
def test_random_walks_stay_within_the_table(tries: list[tuple[DispatchMove, Who, bool]]) -> None:
    state: DispatchState | None = None
    sentences: list[str] = []
    for move, who, full in tries:
        allowed = move in {rule.move for rule in lifecycle.moves(state, who)}
        before = state
        try:
            state = lifecycle.apply(before, move, who=who, **({"reason": "closed"} if full else {}))
        except MoveRefused as refused:
            assert not (allowed and full)
            sentences.append(str(refused))
            continue
        assert allowed
        assert (before is None and state == "queued") or (str(before), str(state)) in ALLOWED
    assert not any("…" in sentence for sentence in sentences)


def test_when_a_case_leaves_a_point_its_dispatch_ends() -> None:
    """Wherever a case becomes new or cancelled, what follows ends an accepted dispatch or an offer."""
    for rule in case.RULES:
        if rule.from_states and rule.to in (CaseState.NEW, CaseState.CANCELLED):
            ends = {
                to.to for to in lifecycle.RULES if to.move == FOLLOWS[rule.move] and to.from_states & LIVE
            }
            assert ends
            assert not ends & LIVE
    assert FOLLOWS[CaseMove.ROUTE] == DispatchMove.QUEUE
