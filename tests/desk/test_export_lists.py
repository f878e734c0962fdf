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
from callcenter.desk.files import exporting
from callcenter.desk.files.reading import cleaned
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


def test_purchases_and_repairs_go_out_and_come_back_as_they_were(office: Any) -> None:
    office.read("points", {"id": "S-1", "name": "永达浦东"})
    office.read("customers", {"id": "C-1", "name": "王小明"})
    office.read(
        "purchases",
        {"id": "P-1", "customer_id": "C-1", "brand": "=Buick", "product": "Excelle", "serial": "00123456789012",
         "plate": "沪A12345", "model_year": "2019", "bought_on": "2020-05-10", "price": "128000.50", "proof": "yes"},
        {"id": "P-2", "customer_id": "C-1", "brand": "Haier", "product": "Fridge"},
    )  # fmt: skip
    office.read(
        "repairs",
        {"id": "R-1", "purchase_id": "P-1", "point_id": "S-1", "received_on": "2025-01-02", "done_on": "2025-01-03",
         "fault": "-5 °C", "job_no": "00012", "cost": "0.05", "under_warranty": "goodwill", "km": "61000"},
        {"id": "R-2", "purchase_id": "P-2", "point_id": "Corner shop"},
    )  # fmt: skip
    for suffix in ("csv", "xlsx"):
        for kind in ("purchases", "repairs"):
            path = office.folder / f"{kind}.{suffix}"
            assert office.desk.export(kind, str(path)) == 2
            assert office.sums(office.file(kind, path)) == (0, 0, 2, 0)
    row = dict(zip(*cells(office.folder / "purchases.csv")[:2], strict=True))
    assert (row["brand"], row["serial"], row["price"], row["bought_on"]) == (
        "'=Buick", "00123456789012", "128000.50", "2020-05-10",
    )  # fmt: skip
    row = dict(zip(*cells(office.folder / "repairs.csv")[:2], strict=True))
    assert (row["point_id"], row["purchase_id"], row["under_warranty"]) == ("S-1", "P-1", "goodwill")


@pytest.mark.parametrize(
    "said", ["=1+1", "+1", "-1", "@x", "\tx", "＝1", "'=1", "''=1", "'t Hooft", "a'=1", "'t a'=1", "'", "x"]
)
def test_no_cell_begins_like_a_formula_and_each_comes_back(said: str) -> None:
    cell = str(exporting.defused(said))
    assert cell[0] not in "=+-@\t\r\n＝＋－＠"
    assert cleaned(cell).strip() == said.strip()


def test_a_workbook_goes_on_in_a_further_sheet(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_SHEET", 3)
    office.read("customers", *({"id": f"C-{number}", "name": f"Name {number}"} for number in range(5)))
    path = office.folder / "many.xlsx"
    assert office.desk.export("customers", str(path)) == 5
    sheets = [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(path).worksheets]
    assert [len(rows) for rows in sheets] == [3, 3, 2]
    assert {rows[0] for rows in sheets} == {sheets[0][0]}


def test_a_list_that_breaks_off_leaves_what_was_there(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.folder / "out.csv"
    path.write_text("of yesterday")
    office.read("customers", {"id": "C-1", "name": "王小明"})

    def broken(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "defused", broken)
    with pytest.raises(Invalid, match="can't be written: No space left on device"):
        office.desk.export("customers", str(path))
    assert path.read_text() == "of yesterday"
    assert [each.name for each in office.folder.iterdir() if each.name.startswith(".")] == []


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
        Invalid,
        match=r"There is no list “cars”. Choose one of: customers, cases, queue, purchases, repairs, timeline",
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
