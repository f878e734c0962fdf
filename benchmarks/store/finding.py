"""Lookups: from the number to the card, the last four digits, a name with a typo, a serial."""

from collections.abc import Iterator
from functools import partial

from sqlalchemy import select
from sqlmodel import col

from benchmarks.store import made
from benchmarks.store.figures import Figure, beside_driver
from benchmarks.store.stage import Stage
from callcenter.callers.models import Item
from callcenter.desk.agent import AgentDesk

CALLS = 300
FEWER = 100


def run(stage: Stage) -> Iterator[Figure]:
    """Measure each way of asking."""
    people = stage.people(CALLS)
    with stage.desk() as desk:
        yield beside_driver(
            desk.store,
            "exact number to card",
            [partial(to_card, desk, one.phones[0].e164) for one in people],
            goal="goal: ratio 4",
        )
        some = people[:FEWER]
        asked = {
            "last four digits": [one.phones[0].e164[-4:] for one in some],
            "whole name": [one.name for one in some],
            "name with a typo": [typo for one in people if (typo := with_typo(one))][:FEWER],
            "serial": serials(desk, some),
        }
        for what, texts in asked.items():
            yield beside_driver(desk.store, what, [partial(desk.find, text) for text in texts])


def serials(desk: AgentDesk, people: list[made.Person]) -> list[str]:
    """A serial of each."""
    with desk.store.read() as connection:
        owned = [one.number * made.PURCHASES_EACH + 1 for one in people]
        rows = connection.execute(select(col(Item.serial)).where(col(Item.id).in_(owned)))
        return [serial for serial in rows.scalars() if serial]


def to_card(desk: AgentDesk, number: str) -> None:
    """What the console does when a number rings."""
    answer = desk.find(number)
    assert answer.single
    assert answer.single.customer_id
    desk.card(answer.single.customer_id, calling=number)


def with_typo(one: made.Person) -> str:
    """The name with two letters of its longest word changed about; empty where it has no word of letters."""
    words = one.name.split()
    longest = max(words, key=len)
    if one.firm or len(longest) < 6 or not longest.isascii():
        return ""
    at = len(longest) // 2
    slipped = longest[: at - 1] + longest[at] + longest[at - 1] + longest[at + 1 :]
    return " ".join(slipped if word == longest else word for word in words) if slipped != longest else ""
