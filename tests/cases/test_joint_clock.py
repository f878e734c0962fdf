"""Our clock of merged cases: it stands still only while it did for all of them, so nothing is due later."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from callcenter.cases.clocks import Interval, due, elapsed
from callcenter.cases.joint.clock import Ran, together

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def hour(number: float) -> datetime:
    return START + timedelta(hours=number)


def test_one_who_waits_while_the_other_runs_does_not_stop_the_clock() -> None:
    own = Ran(hour(0), (Interval(hour(1), hour(4)),))
    other = Ran(hour(1), (Interval(hour(2), hour(3)),), hour(5))
    assert together(own, [other]) == Ran(hour(0), (Interval(hour(2), hour(3)),))


def test_the_first_ring_counts_and_what_the_survivor_waits_afterwards() -> None:
    own = Ran(hour(2), (Interval(hour(6), None),))
    other = Ran(hour(0), (Interval(hour(0.5), hour(1)),), hour(5))
    found = together(own, [other])
    assert found.start == hour(0)
    assert found.pauses == (Interval(hour(0.5), hour(1)), Interval(hour(6), None))
    assert due(found.start, timedelta(hours=6), found.pauses) is None, "it stands still"


def test_between_two_cases_of_which_none_was_open_nobody_waited_for_us() -> None:
    resolved_early = Ran(hour(0), (), hour(1))
    assert together(Ran(hour(3)), [resolved_early]).pauses == (Interval(hour(1), hour(3)),)


HOURS = st.integers(0, 40)


@st.composite
def clocks(draw: st.DrawFn, *, ends: bool) -> Ran:
    start = draw(HOURS)
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        since = draw(st.integers(start, 48))
        pauses.append(Interval(hour(since), hour(draw(st.integers(since, 60)))))
    return Ran(hour(start), tuple(pauses), hour(50) if ends else None)


@given(clocks(ends=False), st.lists(clocks(ends=True), max_size=3), st.integers(1, 30))
def test_nothing_is_due_later_than_it_was(own: Ran, others: list[Ran], target: int) -> None:
    allowed = timedelta(hours=target)
    found = together(own, others)
    after = due(found.start, allowed, found.pauses)
    before = due(own.start, allowed, own.pauses)
    assert after is not None
    assert before is not None
    assert after <= before
    for one in others:
        theirs = due(one.start, allowed, one.pauses)
        if theirs is not None and theirs <= hour(50):  # what was due while it stood is due no later
            assert after <= theirs


@given(clocks(ends=False), st.lists(clocks(ends=True), max_size=3), st.integers(50, 90))
def test_it_has_run_at_least_as_long_as_each_and_no_longer_than_all(
    own: Ran, others: list[Ran], now: int
) -> None:
    found = together(own, others)
    ran = elapsed(found.start, hour(now), found.pauses)
    each = [elapsed(one.start, one.end or hour(now), one.pauses) for one in (own, *others)]
    assert max(each) <= ran <= sum(each, timedelta())


@given(clocks(ends=False))
def test_alone_nothing_changes(own: Ran) -> None:
    found = together(own, [])
    for now in range(0, 80, 7):
        assert elapsed(found.start, hour(now), found.pauses) == elapsed(own.start, hour(now), own.pauses)
