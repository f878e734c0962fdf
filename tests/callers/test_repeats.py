"""Faults that come back: the same symptom, or else the same component, twice within two years."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from callcenter.callers.repeats import Trouble, repeats, since

TODAY = date(2026, 3, 2)


def at(
    days: int, symptom: str | None = "engine.stalls", component: str | None = "engine", item: int = 1
) -> Trouble:
    return Trouble(item, TODAY - timedelta(days=days), symptom, component)


def told(*troubles: Trouble) -> list[tuple[int, str, int]]:
    return [(each.item_id, each.symptom, each.times) for each in repeats(troubles, TODAY)]


def test_the_same_symptom_twice() -> None:
    assert told(at(10), at(200)) == [(1, "engine.stalls", 2)]
    assert told(at(0), at(10), at(200)) == [(1, "engine.stalls", 3)]


def test_once_is_no_repeat_and_another_item_no_repeat_either() -> None:
    assert told(at(10)) == []
    assert told(at(10), at(20, item=2)) == []


def test_the_same_component_counts_where_no_symptom_does() -> None:
    assert told(at(1, "engine.stalls"), at(2, "engine.noise")) == [(1, "engine", 2)]
    assert told(at(1), at(2), at(3, "engine.noise")) == [(1, "engine.stalls", 2)]


def test_words_of_a_file_are_compared_without_case_and_spaces() -> None:
    assert told(at(1, "Will not  start", None), at(2, "will not start", None)) == [(1, "Will not  start", 2)]
    assert told(at(1, "", None), at(2, " ", None), at(3, None, None), at(4, None, None)) == []


def test_two_years_back_counts_and_the_day_before_does_not() -> None:
    edge = (TODAY - since(TODAY)).days
    assert told(at(edge), at(1)) == [(1, "engine.stalls", 2)]
    assert told(at(edge + 1), at(1)) == []
    assert told(Trouble(1, None, "a.b", "a"), at(1, "a.b", "a")) == []


@given(st.lists(st.tuples(st.integers(0, 1000), st.sampled_from(["a.x", "a.y", "b.x"]))))
def test_every_repeat_is_at_least_twice_and_never_more_than_there_were(found: list[tuple[int, str]]) -> None:
    rows = repeats([at(days, symptom, symptom[0]) for days, symptom in found], TODAY)
    assert all(2 <= row.times <= len(found) for row in rows)
    assert len({row.symptom for row in rows}) == len(rows)
