"""Imports that go on, that are read by several processes, and that say what they changed."""

import csv
import hashlib
import stat
from pathlib import Path
from typing import Any

import pytest

from callcenter.callers.models import Customer, Phone
from callcenter.desk.files import importing, workers
from callcenter.desk.files.views import Progress
from callcenter.errors import Changed, Invalid
from callcenter.store.models import ImportRun, WrittenFile

WANG = {"id": "C-1", "name": "王小明", "phones": "13912345678", "city": "上海"}


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)


def people(count: int) -> list[dict[str, str]]:
    return [
        {"id": f"C{number}", "name": f"Name {number}" if number % 9 else "", "phones": f"139123{number:05}"}
        for number in range(count)
    ]


def stopped(office: Any, path: Path, pages: int, **more: Any) -> None:
    """Import some pages and be interrupted."""

    def pull_the_plug(progress: Progress) -> None:
        if progress.rows >= pages * 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.file("customers", path, progress=pull_the_plug, **more)


def table(path: Path | str) -> list[list[str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_from_the_start_when_asked(office: Any) -> None:
    path = office.write("people.csv", people(35))
    stopped(office, path, 2)
    summary = office.file("customers", path, from_start=True)
    assert (office.sums(summary), summary.resumed) == ((14, 0, 17, 4), 0)
    assert [row.ended_at is None for row in office.rows(ImportRun)] == [False]


def test_another_file_or_another_mapping_begins_at_the_start(office: Any) -> None:
    path = office.write("people.csv", people(35))
    stopped(office, path, 2)
    mapped = office.file("customers", path, mapping={"note": "phones"}, dry_run=True)
    assert mapped.resumed == 0
    other = office.write("others.csv", [*people(35), WANG])
    assert office.file("customers", other).resumed == 0
    renamed = path.rename(path.with_name("renamed.csv"))
    Path(f"{path}.rejects.csv").rename(f"{renamed}.rejects.csv")
    assert office.file("customers", renamed).resumed == 20


def test_without_its_file_of_refused_rows_an_import_begins_again(office: Any) -> None:
    path = office.write("people.csv", people(35))
    stopped(office, path, 2)
    Path(f"{path}.rejects.csv").unlink()
    summary = office.file("customers", path)
    assert (summary.resumed, summary.refused) == (0, 4)
    assert [row[-3] for row in table(summary.rejects)[1:]] == ["2", "11", "20", "29"]


def test_an_id_that_stood_before_the_stop_is_known_after_it(office: Any) -> None:
    rows = people(10) + [{"id": f"D{number}", "name": "D", "phones": ""} for number in range(10)]
    rows += [
        people(2)[1],
        people(2)[1] | {"name": "Other"},
        {"id": "C0", "name": "Now with a name", "phones": ""},
    ]
    path = office.write("people.csv", rows)
    stopped(office, path, 2)
    summary = office.file("customers", path)
    assert (summary.resumed, office.sums(summary)) == (20, (19, 0, 1, 3))
    assert "“C1” stands in line 3 already, with other details" in office.refusals(summary)[0]
    assert office.warnings(summary) == ["people.csv, line 22, id: the same row stands in line 3 already."]


def test_two_who_import_the_same_file_are_told(office: Any) -> None:
    path = office.write("people.csv", people(35))
    begun: list[int] = []

    def somebody_else(progress: Progress) -> None:
        if not begun:
            begun.append(progress.rows)
            office.file("customers", path)

    with pytest.raises(Changed, match="Somebody else imports the same file at this moment"):
        office.file("customers", path, progress=somebody_else)
    assert len(office.rows(Customer)) == 31
    assert office.sums(office.file("customers", path)) == (0, 0, 31, 4)


def test_what_changed_is_counted_by_field_and_listed_without_values(office: Any) -> None:
    office.read("customers", WANG, {"id": "C-2", "name": "李梅", "phones": ""})
    target = office.folder / "changes.csv"
    rows = [
        WANG | {"city": "北京", "phones": "13912345678; 13800138000"},
        {"id": "C-2", "name": "李梅", "city": "广州"},
    ]
    path = office.write("again.csv", rows)
    dry = office.file("customers", path, dry_run=True)
    summary = office.file("customers", path, changes=target)
    assert dict(summary.fields) == dict(dry.fields) == {"city": 2, "phones": 1}
    assert sorted(table(target)) == sorted(
        [["id", "field"], ["C-1", "city"], ["C-1", "phones"], ["C-2", "city"]]
    )
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert str(target) in {row.path for row in office.rows(WrittenFile)}
    back = office.write("back.csv", [WANG])
    office.file("customers", back, changes=target, values=True)
    assert table(target) == [["id", "field", "before", "after"], ["C-1", "city", "北京", "上海"]]


@pytest.mark.parametrize(
    ("kind", "first", "then", "fields"),
    [
        ("purchases", {"price": "100"}, {"price": "200", "plate": "沪A12345", "warranty_until": "2030-01-01"},
         {"price", "plate", "warranty_until"}),
        ("repairs", {"fault": "noise"}, {"fault": "smoke", "under_warranty": "yes", "done_on": "2026-01-02"},
         {"fault", "under_warranty", "done_on"}),
        ("warranties", {"until": "2030-01-01"}, {"until": "2031-01-01"}, {"until"}),
    ],
)  # fmt: skip
def test_the_fields_are_the_headings_of_the_file(
    office: Any, kind: str, first: dict[str, str], then: dict[str, str], fields: set[str]
) -> None:
    office.read("customers", WANG)
    bought = {"id": "P-1", "customer_id": "C-1", "brand": "Buick", "product": "Excelle", "serial": "S1"}
    office.read("purchases", bought)
    row = bought if kind == "purchases" else {"id": "X-1", "purchase_id": "P-1"}
    office.read(kind, row | first)
    assert set(office.read(kind, row | then).fields) == fields


def test_several_processes_come_to_the_same_as_one(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row | {"country": "CN" if number % 2 else "DE", "consent_on": "02/03/2026" if number == 7 else ""}
            for number, row in enumerate(people(95))]  # fmt: skip
    path = office.write("people.csv", [*rows, rows[1], rows[2] | {"name": "Other"}])
    alone = office.file("customers", path, dry_run=True, processes=1)
    together = office.file("customers", path, processes=3)
    assert office.sums(alone) == office.sums(together) == (84, 0, 0, 13) or office.sums(alone) == office.sums(
        together
    )
    assert office.refusals(alone) == office.refusals(together)
    assert office.warnings(alone) == office.warnings(together)
    again = office.file("customers", path, processes=2)
    assert (again.added, again.changed, again.unchanged) == (0, 0, together.added + together.unchanged)


@pytest.mark.parametrize("processes", [1, 2])
def test_numbers_without_a_country_are_those_of_the_country_on_file(office: Any, processes: int) -> None:
    row = {"id": "B-1", "name": "Jürgen Müller", "phones": "030 7654321; 12"}
    first = office.read("customers", row | {"country": "DE"})
    again = office.file("customers", office.write("again.csv", [row]), processes=processes)
    assert office.sums(again) == (0, 0, 1, 0)
    assert (len(again.warnings), again.warned) == (len(first.warnings), 1)
    more = office.write("more.csv", [row | {"phones": "030 1234567"}, {**row, "id": "B-2"}])
    assert office.sums(office.file("customers", more, processes=processes)) == (1, 1, 0, 0)
    held = {phone.e164 for phone in office.rows(Phone) if phone.customer_id == 1}
    assert held == {"+49307654321", None, "+49301234567"}


def test_a_process_that_is_lost_costs_nothing(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    original = workers._Worker.__init__

    def noted(self: Any, *args: Any) -> None:
        original(self, *args)
        made.append(self)

    def shoot(progress: Progress) -> None:
        for worker in made:
            worker._process.kill()
            worker._process.wait()

    monkeypatch.setattr(workers._Worker, "__init__", noted)
    path = office.write("people.csv", people(60))
    summary = office.file("customers", path, processes=2, progress=shoot)
    assert (made[0]._process.returncode, office.sums(summary)) == (-9, (53, 0, 0, 7))
    assert len(office.rows(Phone)) == 53


def test_a_row_that_the_store_cannot_keep_is_found_and_the_others_go_in(office: Any) -> None:
    """PostgreSQL keeps no key longer than a third of a page in an index; SQLite keeps any."""
    endless = "".join(hashlib.sha256(bytes([at])).hexdigest() for at in range(120))
    rows = people(35)
    rows[13] = {"id": endless, "name": "Endless", "phones": "13900000000"}
    path = office.write("people.csv", rows)
    summary = office.file("customers", path)
    if office.desk.store.is_sqlite:
        assert office.sums(summary) == (31, 0, 0, 4)
    else:
        assert office.sums(summary) == (30, 0, 0, 5)
        assert any("line 15, id: the store can't keep this row" in told for told in office.refusals(summary))
        assert table(summary.rejects)[3][1] == "Endless"
    assert office.desk.check() == ()


def test_a_fault_of_the_store_itself_stops_the_import(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.write("people.csv", people(35))
    rejects = Path(f"{path}.rejects.csv")
    rejects.mkdir()
    with pytest.raises(Invalid, match="Refused rows can't be written"):
        office.file("customers", path)
    assert office.rows(Customer) == []
