"""Files that we wrote: an erasure takes the customer out of them, and nobody else."""

import csv
from pathlib import Path
from typing import Any

import pytest

from callcenter.store import written


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


def test_rows_go_out_of_csv_lists_and_others_stay(life: Any, folder: Path) -> None:
    for name in ("customers", "cases"):
        life.admin.export(name, str(folder / f"{name}.csv"))
    customers = cells(folder / "customers.csv")
    assert life.admin.preview_erasure(life.customer).files == tuple(
        str(folder / f"{name}.csv") for name in ("customers", "cases")
    )
    gone = life.erase().files
    assert set(gone.rewritten) == {str(folder / "customers.csv"), str(folder / "cases.csv")}
    after = cells(folder / "customers.csv")
    assert after == [row for row in customers if "欧阳明月" not in row]
    assert len(after) == len(customers) - 1
    assert cells(folder / "cases.csv")[1:] == []
    assert (folder / "customers.csv").stat().st_mode & 0o777 == 0o600


def test_workbooks_and_timelines_that_name_them_go(life: Any, folder: Path) -> None:
    life.admin.export("customers", str(folder / "customers.xlsx"))
    life.admin.export("timeline", str(folder / "timeline.csv"), case=life.number)
    life.admin.export_customer(life.customer, folder / "held.json")
    gone = life.erase().files
    assert set(gone.removed) == {
        str(folder / name) for name in ("customers.xlsx", "timeline.csv", "held.json")
    }
    assert not any(folder.iterdir())


def test_refused_rows_are_reached_by_name_and_number(life: Any, folder: Path) -> None:
    rejects = folder / "customers.csv.rejects.csv"
    rejects.write_text(
        "name,phones,line,field,problem\n欧阳明月,12,2,phones,no number\n,139-7770-8888,3,name,no name\n"
        "欧阳小华,1,4,phones,no number\n", encoding="utf-8",
    )  # fmt: skip
    with life.house.store.write() as connection:
        written.note(connection, rejects, written.REJECTS, life.house.now)
    life.erase()
    assert [row[0] for row in cells(rejects)] == ["name", "欧阳小华"]


def test_an_import_notes_the_rows_that_it_refused_and_what_it_changed(life: Any, folder: Path) -> None:
    source = folder / "people.csv"
    source.write_text("id,name,phones\n,欧阳明月,139 7770 8888\nA1,,138 0000 0000\n", encoding="utf-8")
    summary = life.admin.import_file("customers", source)
    assert summary.refused == 2
    life.erase()
    left = cells(Path(summary.rejects))
    assert len(left) == 2
    assert "欧阳明月" not in str(left)


def test_a_file_that_is_gone_or_cannot_be_read_is_told(life: Any, folder: Path) -> None:
    strange = folder / "export.csv"
    strange.write_bytes(b"\xff\xfe\x00 not text \xd8")
    with life.house.store.write() as connection:
        written.note(connection, strange, written.EXPORT, life.house.now)
        written.note(connection, folder / "gone.csv", written.EXPORT, life.house.now)
    gone = life.erase().files
    assert gone.left == (str(strange),)
    assert gone.removed == gone.rewritten == ()
