"""Making the demo store: the same seed and anchor give the same rows, to the last letter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from callcenter.callers.models import Contact, Customer, Item, Phone, Repair
from callcenter.callers.names_on_file import index_names
from callcenter.cases.models import Case
from callcenter.desk.demo.agents import make_agents
from callcenter.desk.demo.calls import make_calls
from callcenter.desk.demo.cases import make_cases
from callcenter.desk.demo.famous import make_famous
from callcenter.desk.demo.people import make_customers
from callcenter.desk.demo.points import make_points
from callcenter.desk.demo.products import make_items, make_recalls
from callcenter.desk.demo.repairs import make_repairs
from callcenter.desk.demo.stage import Stage
from callcenter.i18n import N_, phrases
from callcenter.points.models import ServicePoint
from callcenter.store import events, migrate
from callcenter.store.models import Event
from callcenter.store.store import Store

phrases({"store.demo_made": N_("the demo was made: {customers} customers, {cases} cases")})

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What a demo store holds."""

    customers: int
    contacts: int
    phones: int
    items: int
    repairs: int
    points: int
    cases: int
    open_cases: int
    events: int


def make_demo(
    store: Store, *, seed: int = 1, anchor: datetime, progress: Progress | None = None
) -> DemoSummary:
    """Fill an empty store with the demo.

    Args:
        store: nothing may stand in it; its tables are made where there are none.
        seed: another one gives other people with other troubles.
        anchor: "now" of the demo, aware; all its times are counted from there.
        progress: is told what is being made and how much is done, from 0 to 1.

    Returns:
        how much of everything there is.
    """
    tell = progress or (lambda _what, _share: None)
    tell("tables", 0.0)
    migrate.upgrade(store)
    stage = Stage(seed, anchor)
    for share, (what, make) in enumerate(_MAKERS, start=1):
        make(stage)
        tell(what, share / (len(_MAKERS) + 3))
    summary = _summary(stage)
    with store.write() as connection:
        stage.rows.write(connection)
        tell("rows", 0.85)
        index_names(connection, _names(stage))
        events.record(
            connection,
            events.SYSTEM,
            stage.anchor,
            "store.demo_made",
            "store",
            seed,
            params={"customers": summary.customers, "cases": summary.cases},
        )
    tell("done", 1.0)
    return summary


_MAKERS: tuple[tuple[str, Callable[[Stage], None]], ...] = (
    ("agents", make_agents),
    ("points", make_points),
    ("famous", make_famous),
    ("customers", make_customers),
    ("items", make_items),
    ("recalls", make_recalls),
    ("cases", make_cases),
    ("repairs", make_repairs),
    ("calls", make_calls),
)


def _names(stage: Stage) -> list[tuple[int, int, str]]:
    customers = [(row["id"], 0, row) for row in stage.rows.of(Customer)]
    contacts = [(row["customer_id"], row["id"], row) for row in stage.rows.of(Contact)]
    return [
        (customer_id, contact_id, row[column])
        for customer_id, contact_id, row in customers + contacts
        for column in ("name", "latin")
        if row[column]
    ]


def _summary(stage: Stage) -> DemoSummary:
    rows = stage.rows
    return DemoSummary(
        customers=len(rows.of(Customer)),
        contacts=len(rows.of(Contact)),
        phones=len(rows.of(Phone)),
        items=len(rows.of(Item)),
        repairs=len(rows.of(Repair)),
        points=len(rows.of(ServicePoint)),
        cases=len(rows.of(Case)),
        open_cases=sum(1 for row in rows.of(Case) if row["closed_at"] is None),
        events=len(rows.of(Event)) + 1,
    )
