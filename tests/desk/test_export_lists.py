"""Lists that go out: whole files for their owner only, the zone named, no formulas; a store that proves itself."""

import csv
import stat
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from sqlalchemy import delete, update
from sqlmodel import col

from callcenter import i18n
from callcenter.callers.models import Customer, NameToken, Phone
from callcenter.cases.models import Case
from callcenter.errors import Invalid, NotFound


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_customers_go_out_and_come_back_as_they_were(office: Any) -> None:
    office.read(
        "customers",
        {"id": "C-1", "name": "=HYPERLINK(1)", "phones": "021-58881234转8012; 13912345678", "note": "-5"},
    )
    path = office.folder / "out.csv"
    assert office.desk.export("customers", str(path)) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    row = dict(zip(*cells(path), strict=True))
    assert (row["name"], row["note"]) == ("'=HYPERLINK(1)", "'-5")
    assert row["phones"] == "'+862158881234 ext. 8012; +8613912345678"
    assert office.sums(office.file("customers", path)) == (0, 0, 1, 0)


def test_cases_and_queue_name_the_zone(office: Any, house: Any) -> None:
    logged = house.log(description="=bad")
    i18n.use("en", ZoneInfo("Asia/Shanghai"))
    path = office.folder / "cases.xlsx"
    assert office.desk.export("cases", str(path)) == 1
    headings, row = load_workbook(path).worksheets[0].iter_rows(values_only=True)
    case = dict(zip(headings, row, strict=True))
    assert case["logged (Asia/Shanghai)"] == "2026-03-02 10:40"
    assert (case["number"], case["state"]) == (house.desk().case(logged.case_id).number, "new")
    assert office.desk.export("queue", str(office.folder / "queue.csv")) == 1
    assert "due (Asia/Shanghai)" in cells(office.folder / "queue.csv")[0]


def test_a_timeline_is_words(office: Any, house: Any, capsys: pytest.CaptureFixture[str]) -> None:
    number = house.desk().case(house.log(category="engine.stalls").case_id).number
    assert office.desk.export("timeline", "-", case=number) >= 1
    told = capsys.readouterr().out
    assert told.startswith("at (UTC),who,what,words\n2026-03-02 02:40,王芳,")
    assert "Engine › stalls" in told
    with pytest.raises(Invalid, match=r"Whose timeline\? Name the case with --case NUMBER\."):
        office.desk.export("timeline", "-")
    with pytest.raises(NotFound, match="There is no case 99-9"):
        office.desk.export("timeline", "-", case="99-9")


def test_what_cannot_be_written_says_why(office: Any) -> None:
    with pytest.raises(Invalid, match=r"ends in neither \.csv nor \.xlsx"):
        office.desk.export("customers", "out.pdf")
    with pytest.raises(Invalid, match="can't be written: No such file or directory"):
        office.desk.export("customers", str(office.folder / "none" / "out.csv"))
    with pytest.raises(
        Invalid, match=r"There is no list “cars”. Choose one of: customers, cases, queue, timeline"
    ):
        office.desk.export("cars", "-")
    assert list(office.folder.iterdir()) == []


def test_a_backup_never_overwrites(office: Any) -> None:
    target = office.folder / "copy.sqlite3"
    office.desk.backup(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(Invalid, match=r"is there already\. Name another file"):
        office.desk.backup(target)


def test_a_store_in_order_has_no_faults_and_each_fault_is_found(office: Any, house: Any) -> None:
    office.read("customers", {"id": "C-1", "name": "王小明", "phones": "13912345678"})
    logged = house.routed()
    assert office.desk.check() == ()
    with house.store.write() as connection:
        connection.execute(delete(NameToken))
        connection.execute(update(Phone).values(reversed="12"))
        connection.execute(
            update(Case).where(col(Case.id) == logged.case_id).values(state="resolved", closed_at=house.now)
        )
    customer_id = office.rows(Customer)[0].id
    assert [i18n.say(fault) for fault in office.desk.check()] == [
        f"case {house.desk().case(logged.case_id).number} is resolved, but its closing time says otherwise",
        f"case {house.desk().case(logged.case_id).number} is resolved, but its timeline leads to sent to a point",
        f"customer {customer_id} can't be found by name",
        f"phone {office.rows(Phone)[0].id}: its last digits don't belong to its number",
    ]
