"""What can be exported: lists of rows, page by page, so that no long reading holds up the store."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col

import callcenter.dispatch.words  # noqa: F401 - registers the words of offers and reasons
from callcenter import i18n
from callcenter.callers.models import Customer, Item, Phone
from callcenter.cases import numbers, queue, taxonomy, timeline
from callcenter.cases.models import Case
from callcenter.desk.files import goods
from callcenter.desk.files.paging import Cells, Listing, pages
from callcenter.errors import Invalid, NotFound
from callcenter.i18n import N_, Phrase, say
from callcenter.people.models import Agent
from callcenter.people.views import AgentView
from callcenter.points.models import ServicePoint
from callcenter.store.store import Store


def listing(store: Store, me: AgentView, name: str, case: str, categories: Path | None) -> Listing:
    """Begin a list.

    Args:
        store: what is read.
        me: who exports; the queue is the house's.
        name: ``customers``, ``purchases``, ``repairs``, ``cases``, ``queue`` or ``timeline``.
        case: the number of the case whose timeline it is.
        categories: the administrator's file of them; none: the shipped one.

    Raises:
        Invalid: no such list, or a timeline without a case.
        NotFound: no such case.
    """
    if name == "timeline":
        return _timeline(store, case, categories)
    makers: dict[str, Callable[[Store, AgentView], Listing]] = {
        "customers": _customers, "cases": _cases, "queue": _queue,
        "purchases": lambda store, _me: goods.purchases(store),
        "repairs": lambda store, _me: goods.repairs(store),
    }  # fmt: skip
    if name not in makers:
        names = ", ".join((*makers, "timeline"))
        raise Invalid(N_("There is no list “{name}”. Choose one of: {names}."), name=name, names=names)
    return makers[name](store, me)


def told(value: object) -> object:
    """A value as a cell: times in the reader's zone, dates in ISO form, yes and no."""
    if isinstance(value, datetime):
        return f"{i18n.local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    return getattr(value, "value", value)


def _zoned(*headings: str) -> tuple[str, ...]:
    """Headings of times name the zone."""
    return tuple(f"{name[:-3]} ({i18n.zone()})" if name.endswith("_at") else name for name in headings)


_CUSTOMER = (
    "id", "kind", "name", "phones", "email", "address", "city", "region", "postcode", "country", "lat",
    "lon", "tier",
    "language", "do_not_call", "note", "customer_id",
)  # fmt: skip


def _customers(store: Store, me: AgentView) -> Listing:
    """Customers under the headings of the import, those that were merged into others left out."""

    def rows() -> Iterator[Cells]:
        statement = select(*Customer.__table__.c).where(col(Customer.merged_into_id).is_(None))  # type: ignore[attr-defined]
        for page in pages(store, statement, col(Customer.id)):
            held = _numbers(store, [row.id for row in page])
            for row in page:
                own = {
                    "id": row.external_id,
                    "customer_id": row.id,
                    "phones": "; ".join(held.get(row.id, ())),
                }
                yield [own[name] if name in own else getattr(row, name) for name in _CUSTOMER]

    return Listing(_CUSTOMER, rows())


def _numbers(store: Store, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    statement = (
        select(col(Phone.customer_id), col(Phone.e164), col(Phone.extension), col(Phone.raw))
        .where(col(Phone.customer_id).in_(ids), col(Phone.held_to).is_(None), col(Phone.contact_id).is_(None))
        .order_by(col(Phone.position))
    )
    with store.read() as connection:
        for customer_id, e164, extension, raw in connection.execute(statement):
            whole = f"{e164} ext. {extension}" if extension else e164
            found.setdefault(customer_id, []).append(whole or raw)
    return found


_CASE = (
    "number", "kind", "state", "summary", "category", "safety", "priority", "tier", "customer", "item",
    "plate", "point",
    "agent", "way", "cover", "outcome", "logged_at", "due_at", "expected_at", "resolved_at", "closed_at",
    "close_reason",
    "case_id",
)  # fmt: skip


def _cases(store: Store, me: AgentView) -> Listing:
    def rows() -> Iterator[Cells]:
        statement: Select[Any] = (
            select(
                *Case.__table__.c,  # type: ignore[attr-defined]
                col(Customer.name).label("customer"), col(Item.brand).label("brand_"), col(Item.product),
                col(Item.plate), col(ServicePoint.name).label("point"), col(Agent.name).label("agent"),
            )
            .outerjoin(Customer, col(Customer.id) == col(Case.customer_id))
            .outerjoin(Item, col(Item.id) == col(Case.item_id))
            .outerjoin(ServicePoint, col(ServicePoint.id) == col(Case.point_id))
            .outerjoin(Agent, col(Agent.id) == col(Case.agent_id))
        )  # fmt: skip
        for page in pages(store, statement, col(Case.id)):
            for row in page:
                item = " ".join(part for part in (row.brand_, row.product) if part) or row.item_said
                own = {"number": numbers.show(row.number), "item": item, "case_id": row.id}
                yield [own[name] if name in own else getattr(row, name) for name in _CASE]

    return Listing(_zoned(*_CASE), rows())


_QUEUE = (
    "number", "kind", "state", "summary", "safety", "priority", "tier", "customer", "item", "where", "agent",
    "due_at",
    "expected_at", "logged_at",
)  # fmt: skip


def _queue(store: Store, me: AgentView) -> Listing:
    """All open cases in the order in which somebody should look at them."""

    def rows() -> Iterator[Cells]:
        after: str | None = None
        while True:
            with store.read() as connection:
                page = queue.page(connection, me, "all", after=after)
            for row in page.rows:
                yield [getattr(row, name) for name in _QUEUE]
            after = page.after
            if after is None:
                return

    return Listing(_zoned(*_QUEUE), rows())


def _timeline(store: Store, case: str, categories: Path | None) -> Listing:
    number = numbers.parse(case) if case else None
    if not case:
        raise Invalid(N_("Whose timeline? Name the case with --case NUMBER."), field="case")
    with store.read() as connection:
        case_id = connection.execute(select(col(Case.id)).where(col(Case.number) == number)).scalar()
        if case_id is None:
            raise NotFound(N_("There is no case {number}. Check the number."), number=case)
        lines = timeline.read(connection, case_id)
    names = taxonomy.load(categories)
    rows = ((line.at, line.who, _what(line.what, names), line.said) for line in lines)
    return Listing((f"at ({i18n.zone()})", "who", "what", "words"), rows)


def _what(phrase: Phrase, names: taxonomy.Taxonomy) -> str:
    """A line in words, its category by name."""
    category = phrase.params.get("category")
    return say(phrase, **({"category": names.name(category, i18n.language())} if category else {}))
