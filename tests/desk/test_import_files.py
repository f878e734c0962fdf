"""Files as they come: encodings, separators, packed, workbooks, headings of others; what is wrong is said."""

import gzip
import os
import stat
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from callcenter.callers.models import Customer, Phone
from callcenter.desk.files import importing
from callcenter.desk.files.views import Progress
from callcenter.errors import Invalid
from callcenter.store.models import Event

WANG = {"id": "C-1", "name": "王小明", "phones": "13912345678", "city": "上海"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_form_of_csv_goes_in(office: Any, encoding: str, delimiter: str) -> None:
    rows = [WANG, {"id": "C-2", "name": "李梅", "phones": "13800138000; 021-58881234", "city": "北京"}]
    path = office.write("form.csv", rows, encoding=encoding, delimiter=delimiter)
    assert office.sums(office.file("customers", path)) == (2, 0, 0, 0)
    assert {row.name for row in office.rows(Customer)} == {"王小明", "李梅"}
    assert len(office.rows(Phone)) == 3


def test_gzip_is_known_by_its_bytes_and_not_by_its_name(office: Any) -> None:
    path = office.write("packed.csv.gz", [WANG])
    plain = path.rename(path.with_name("packed.csv"))
    assert office.sums(office.file("customers", plain)) == (1, 0, 0, 0)


def test_a_workbook_with_numbers_and_dates_as_cells(office: Any) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([" ID ", "Name", "Phones", "consent_marketing", "consent_on", "postcode"])
    sheet.append(["C-1", "王小明", 13912345678.0, True, date(2025, 3, 4), 200120])
    path = office.folder / "book.csv"
    book.save(path)
    assert office.sums(office.file("customers", path)) == (1, 0, 0, 0)
    (customer,) = office.rows(Customer)
    assert (customer.postcode, office.rows(Phone)[0].e164) == ("200120", "+8613912345678")
    assert office.sums(office.file("customers", path)) == (0, 0, 1, 0)


def test_headings_of_others_are_mapped(office: Any) -> None:
    path = office.write(
        "theirs.csv", [{"Kunden-Nr": "7", "Kunde": "Jürgen Müller", "Tel": "+49 30 12345678"}]
    )
    mapping = {"id": "kunden nr", "name": "KUNDE", "phones": "Tel"}
    assert office.sums(office.file("customers", path, mapping=mapping)) == (1, 0, 0, 0)
    assert office.rows(Phone)[0].e164 == "+493012345678"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"id,phone\n1,2\n",
            "wrong.csv has no heading “name”. Name theirs with --map name=THEIRS. It has: id, phone.",
        ),
        (b"", "is empty: its first row must hold the headings."),
        (b"id,name,name\n1,a,b\n", "wrong.csv has the heading “name” twice. Rename one of them."),
        (
            "id,name\n1,M\u00fcller\n2,Andr\u00e9 B\n".encode("cp1252"),
            "is written neither in UTF-8 nor in GB18030. Save it as CSV UTF-8 and try again.",
        ),
        (gzip.compress(b"id,name\n" * 500, mtime=0)[:40], "is damaged: it ends too early. Fetch it again."),
        (b"PK\x03\x04 no book", "is no workbook, or damaged. Save it again as .xlsx."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is in the old form of Excel. Save it as .xlsx or CSV."),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(office: Any, content: bytes, sentence: str) -> None:
    path = office.folder / "wrong.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid) as error:
        office.file("customers", path)
    assert str(error.value).endswith(sentence)


def test_a_workbook_that_would_fill_the_memory_is_refused(office: Any) -> None:
    path = office.folder / "bomb.xlsx"
    with ZipFile(path, "w", ZIP_DEFLATED) as packed, packed.open("xl/worksheets/sheet1.xml", "w") as sheet:
        for _ in range(110):
            sheet.write(bytes(1_000_000))
    with pytest.raises(Invalid, match=r"unpacks to far too much\. Save it again as \.csv"):
        office.file("customers", path)


def test_a_file_that_is_not_there_and_a_kind_that_is_none(office: Any) -> None:
    with pytest.raises(Invalid, match=r"can't be read: No such file or directory\. Check its name"):
        office.file("customers", office.folder / "none.csv")
    with pytest.raises(Invalid, match=r"“cars” can't be imported. Choose one of: points, customers"):
        office.read("cars", WANG)
    with pytest.raises(Invalid, match="There is no heading “nick” to map to"):
        office.read("customers", WANG, mapping={"nick": "name"})
    with pytest.raises(Invalid, match="has no heading “Kunde”"):
        office.read("customers", WANG, mapping={"name": "Kunde"})


def test_bad_rows_are_set_apart_and_the_others_go_in(office: Any) -> None:
    rows = [WANG, {"id": "C-2", "name": ""}, {"id": "C-3", "name": "=李梅", "consent_on": "02/03/2026"}]
    path = office.write("some.csv", rows)
    summary = office.file("customers", path)
    assert office.sums(summary) == (1, 0, 0, 2)
    assert office.refusals(summary) == [
        "some.csv, line 3, name: is empty. Fill it in.",
        "some.csv, line 4, consent_on: “02/03/2026” may be two dates. Write the year first, like 2026-03-02 or 2026-02-03.",
    ]
    rejects = Path(summary.rejects)
    assert rejects == office.folder / "some.csv.rejects.csv"
    assert stat.S_IMODE(os.stat(rejects).st_mode) == 0o600
    lines = rejects.read_text("utf-8-sig").splitlines()
    assert lines[0] == "id,name,phones,city,consent_on,line,field,problem"
    assert lines[1:] == [
        "C-2,,,,,3,name,is empty. Fill it in.",
        'C-3,=李梅,,,02/03/2026,4,consent_on,"“02/03/2026” may be two dates. Write the year first, like 2026-03-02 or 2026-02-03."',
    ]
    rejects.write_text(
        rejects.read_text("utf-8-sig").replace("02/03/2026,4", "2026-03-02,4").replace("C-2,,", "C-2,赵刚,"),
        "utf-8",
    )
    again = office.file("customers", rejects)
    assert office.sums(again) == (2, 0, 0, 0)
    assert not again.warnings
    office.write("some.csv", [WANG])
    assert office.file("customers", path).rejects is None
    assert not rejects.exists()


def test_rows_that_cannot_be_cut_and_ids_that_come_twice(office: Any) -> None:
    path = office.folder / "cut.csv"
    path.write_text('id,name\n1,Ann\n2,"Bob" x\n\n3,Cy,more\n1,Ann\n1,Other\n4,Di\n5,"open\n', "utf-8")
    summary = office.file("customers", path)
    assert office.sums(summary) == (2, 0, 1, 4)
    told = office.refusals(summary)
    assert told[0] == "cut.csv, line 3: can't be cut into cells. Check the quotes in this line."
    assert told[1].startswith("cut.csv, line 5, name: the row has 3 cells for 2 headings.")
    assert told[2].startswith("cut.csv, line 7, id: “1” stands in line 2 already, with other details.")
    assert told[3].startswith("cut.csv, line 9:")
    assert "cut.csv, line 6, id: the same row stands in line 2 already." in office.warnings(summary)


def test_unknown_headings_are_told_once(office: Any) -> None:
    summary = office.read("customers", WANG | {"phone": "1", "colour": "red"})
    assert office.warnings(summary) == [
        "customers.csv: not read, none of our headings: phone, colour. Use --map where they are."
    ]
    assert summary.warned == 0


def test_a_dry_run_writes_nothing_and_says_the_same(office: Any) -> None:
    rows = [WANG, {"id": "C-2", "name": ""}, {"id": "C-3", "name": "李梅", "phones": "8012"}]
    path = office.write("dry.csv", rows)
    before = office.counts()
    dry = office.file("customers", path, dry_run=True)
    assert office.counts() == before
    assert not list(office.folder.glob("*.rejects.csv"))
    wet = office.file("customers", path)
    assert office.sums(dry) == office.sums(wet) == (2, 0, 0, 1)
    assert (dry.dry_run, dry.rejects, dry.warned) == (True, None, wet.warned)


def test_one_event_a_batch_and_none_when_nothing_changed(office: Any) -> None:
    office.read("customers", WANG)
    office.read("customers", WANG)
    events = [row for row in office.rows(Event) if row.verb == "import.customers"]
    assert [(row.actor, row.params["added"], row.params["file"]) for row in events] == [
        ("admin", 1, "customers.csv")
    ]


def test_progress_ends_at_the_end(office: Any) -> None:
    told: list[Any] = []
    office.read("customers", WANG, progress=told.append)
    assert told
    assert told[-1].done == told[-1].total > 0
    assert (told[-1].rows, told[-1].skipped) == (1, 0)


CELL = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "2026-13-40",
            "¥1,280.50",
            "nan",
            "inf",
            "1e400",
            "-5",
            "99999999999999999999",
            "yes",
            "是",
            "0",
            "١٢٣",
            "=1+1",
        ]
    ),
    st.floats().map(str),
    st.dates(date(1, 1, 1)).map(str),
)
HEADINGS = {
    "customers": "id kind name contact_name phones email city country lat lon tier language preferred_point do_not_call consent_marketing consent_on note",
    "purchases": "id customer_id brand product line serial plate model_year bought_on owned_until price currency proof km km_on warranty_until",
    "warranties": "id purchase_id kind covers from until until_km",
    "repairs": "id purchase_id point_id received_on done_on km fault job_no cost currency under_warranty",
    "recalls": "id brand products serials years url",
    "points": "id name brands ways area_km city region postcode country lat lon datum phone webhook opening_hours daily_capacity languages timezone",
}


@pytest.mark.parametrize("kind", HEADINGS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(data=st.data())
def test_no_cell_breaks_an_import(office: Any, kind: str, data: st.DataObject) -> None:
    headings = HEADINGS[kind].split()
    known = {"customer_id": "C-1", "purchase_id": "P-1"}
    office.read("customers", WANG)
    office.read("purchases", {"id": "P-1", "customer_id": "C-1", "brand": "Buick"})
    rows = [
        {name: known.get(name) or data.draw(CELL) for name in headings}
        | {"id": f"x{data.draw(st.integers(0, 99))}"}
        for _ in range(data.draw(st.integers(1, 4)))
    ]
    first = office.read(kind, *rows)
    again = office.read(kind, *rows)
    assert (again.added, again.changed) == (0, 0)
    assert again.refused == first.refused
    assert office.desk.check() == ()


def test_an_import_that_was_interrupted_goes_on_where_it_was(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    path = office.write(
        "many.csv", [{"id": f"C{n}", "name": f"Name {n}", "phones": f"1391234{n:04}"} for n in range(35)]
    )

    def pull_the_plug(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        office.file("customers", path, progress=pull_the_plug)
    assert len(office.rows(Customer)) == 10
    assert office.desk.check() == ()
    summary = office.file("customers", path)
    assert (office.sums(summary), summary.resumed) == ((35, 0, 0, 0), 10)
    assert len(office.rows(Phone)) == 35
    again = office.file("customers", path)
    assert (office.sums(again), again.resumed) == ((0, 0, 35, 0), 0)
