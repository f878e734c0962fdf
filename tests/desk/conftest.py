"""A house to sit in: a real store file, two agents, a caller with a car, a workshop, and a clock to turn."""

import csv
import gzip
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from callcenter import clock, i18n
from callcenter import settings as house_settings
from callcenter.callers.models import Customer, Item, Purchase
from callcenter.cases import moves
from callcenter.cases.views import CaseView, Intake, Logged, MoveDetails
from callcenter.desk.admin import AdminDesk
from callcenter.desk.agent import AgentDesk
from callcenter.desk.files.views import ImportSummary
from callcenter.people.sign_in import sit_down
from callcenter.points.models import ServicePoint
from callcenter.store.schema import metadata
from tests.seats import MONDAY, Seats, key
from tests.stores import Stores


@dataclass
class House(Seats):
    def customer(self, name: str = "王小明", **more: Any) -> int:
        return self.add(Customer(name=name, created_at=MONDAY, **more))

    def car(self, customer_id: int, **more: Any) -> int:
        values: dict[str, Any] = {"brand": "Buick", "product": "Excelle", "line": "car", "plate": "沪A·12345"}
        item_id = self.add(Item(**(values | more)))
        self.add(Purchase(item_id=item_id, customer_id=customer_id))
        return item_id

    def point(self, name: str = "永达浦东", **more: Any) -> int:
        return self.add(ServicePoint(name=name, **more))

    def log(self, desk: AgentDesk | None = None, **more: Any) -> Logged:
        return (desk or self.desk()).log(key(), intake(**more))

    def routed(self, **more: Any) -> Logged:
        """A case that a point was offered, as the dispatch room would leave it."""
        logged = self.log(**more)
        point_id = self.point()
        version = self.inside(
            lambda connection: moves.apply(
                connection, self.desk().actor, logged.case_id, "route", version=1, details=MoveDetails(),
                at=self.now, settings=self.settings, changes={"point_id": point_id},
            )
        )  # fmt: skip
        return replace(logged, version=version, state="routed")

    def inside(self, work: Callable[[Connection], Any]) -> Any:
        with self.store.write() as connection:
            return work(connection)

    def move(self, case_id: int, move: str, *, login: str = "王芳", **details: Any) -> CaseView:
        desk = self.desk(login)
        desk.move(key(), case_id, desk.case(case_id).version, move, MoveDetails(**details))
        return desk.case(case_id)

    @staticmethod
    def intake(**more: Any) -> Intake:
        return intake(**more)

    @staticmethod
    def details(**more: Any) -> MoveDetails:
        return MoveDetails(**more)

    def rows(self, table: Any) -> list[Any]:
        with self.store.read() as connection:
            return list(connection.execute(select(table)))

    def lines(self, case_id: int) -> list[str]:
        """The timeline as an agent reads it."""
        desk = self.desk()
        return [said(desk, row.what, row.words) for row in desk.case(case_id).timeline]


def said(desk: AgentDesk, what: i18n.Phrase, words: str = "") -> str:
    category = what.params.get("category")
    named = {"category": desk.taxonomy().name(category, i18n.language())} if category else {}
    return i18n.say(what, **named) + (f": {words}" if words else "")


def intake(**more: Any) -> Intake:
    values: dict[str, Any] = {
        "kind": "fault",
        "description": "热车后在红灯前熄火，重新启动正常。",
        "caller": "139 1234 5678",
    }
    return Intake(**(values | more))


@pytest.fixture
def house(stores: Stores) -> House:
    location = stores.location()
    chosen = house_settings.load(environment={}, store=location, zone="Asia/Shanghai", region="CN")
    made = House(stores.opened(location), chosen)
    clock.use(lambda: made.now)
    return made


@dataclass
class Office:
    """An administrator's desk over a real store file, and files to read."""

    desk: AdminDesk
    folder: Path

    def write(self, name: str, rows: Iterable[Mapping[str, Any]], **more: Any) -> Path:
        """A CSV file with the headings of all rows."""
        rows = list(rows)
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        path = self.folder / name
        with io.StringIO(newline="") as file:
            writer = csv.DictWriter(file, headings, delimiter=more.get("delimiter", ","))
            writer.writeheader()
            writer.writerows(rows)
            content = file.getvalue().encode(more.get("encoding", "utf-8"))
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return path

    def read(self, kind: str, *rows: Mapping[str, Any], **more: Any) -> ImportSummary:
        return self.file(kind, self.write(f"{kind}.csv", rows), **more)

    def file(self, kind: str, path: Path, **more: Any) -> ImportSummary:
        summary = self.desk.import_file(kind, path, **more)
        assert summary.read == summary.added + summary.changed + summary.unchanged + summary.refused
        return summary

    def rows(self, table: Any) -> list[Any]:
        with self.desk.store.read() as connection:
            return list(connection.execute(select(table)))

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        with self.desk.store.read() as connection:
            return {
                name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
                for name, table in metadata().tables.items()
            }

    @staticmethod
    def sums(summary: ImportSummary) -> tuple[int, int, int, int]:
        return summary.added, summary.changed, summary.unchanged, summary.refused

    @staticmethod
    def refusals(summary: ImportSummary) -> list[str]:
        return [i18n.sentence(problem) for problem in summary.problems]

    @staticmethod
    def warnings(summary: ImportSummary) -> list[str]:
        return [i18n.sentence(problem) for problem in summary.warnings]


@pytest.fixture
def office(house: House, tmp_path: Path) -> Office:
    folder = tmp_path / "files"
    folder.mkdir()
    desk = AdminDesk(house.store, house.settings, sit_down(house.store, "admin", house.now))
    return Office(desk, folder)
