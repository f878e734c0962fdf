"""Files in and out as a person types it: what is said of changes, of an import that goes on, of what is missing."""

import csv
import signal
from pathlib import Path
from typing import Any

import pytest

from callcenter.desk.files import importing


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_a_timeline_needs_its_case(run: Any, tmp_path: Path) -> None:
    target = tmp_path / "timeline.csv"
    assert (
        run("export", "timeline", str(target)).refused(2)
        == "Whose timeline? Name the case with --case NUMBER."
    )
    assert not target.exists()


def test_what_changed_is_said_by_field(run: Any, tmp_path: Path) -> None:
    path = write(
        tmp_path / "new.csv", [["id", "name", "city"], ["X-1", "Ann", "Leeds"], ["X-2", "Bob", "York"]]
    )
    assert run("import", "customers", str(path)).status == 0
    write(
        path,
        [
            ["id", "name", "city", "phones"],
            ["X-1", "Ann", "York", "07700 900123"],
            ["X-2", "Bob", "Hull", ""],
        ],
    )
    changes = tmp_path / "changes.csv"
    said = run("import", "customers", str(path), "--changes", str(changes))
    assert said.lines == [
        "2 rows read: 0 added, 2 changed, 0 unchanged, 0 refused; 0 with a warning.",
        "Changed: city 2, phones 1.",
        f"What changed is in {changes}.",
    ]
    assert changes.read_text("utf-8-sig").splitlines()[0] == "id,field"
    again = run("import", "customers", str(path), "--json").json
    assert (again["unchanged"], again["fields"], again["resumed"]) == (2, {}, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_import_that_was_stopped_says_that_it_goes_on(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    rows = [["id", "name"], *([f"X-{number}", f"Name {number}"] for number in range(30))]
    path = write(tmp_path / "many.csv", rows)
    monkeypatch.setattr(importing, "BATCH", 10)
    put, pages = importing.Writer.put, []

    def interrupted(self: Any, page: Any) -> bool:
        pages.append(page)
        if len(pages) == 3:
            signal.raise_signal(number)
        return put(self, page)

    monkeypatch.setattr(importing.Writer, "put", interrupted)
    ended = run("import", "customers", str(path))
    assert (ended.status, ended.out) == (128 + number, "")
    assert ended.err == "Stopped after 20 rows; the same command goes on there.\n"
    said = run("import", "customers", str(path))
    assert said.lines == [
        "An earlier import of this file was stopped after 20 rows. This one went on there.",
        "30 rows read: 30 added, 0 changed, 0 unchanged, 0 refused; 0 with a warning.",
    ]
    assert "30 unchanged" in run("import", "customers", str(path), "--from-start").out


@pytest.mark.parametrize("name", ["purchases", "repairs", "cases", "queue", "customers"])
def test_every_list_goes_to_standard_output(run: Any, name: str) -> None:
    assert "id" in run("export", name, "-").lines[0] or name == "queue"


def test_a_map_to_a_heading_that_is_not_there_was_asked_for_wrongly(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("id,who,phones\n1,Ada King,+44 20 7946 0018\n")
    typed = ("import", "customers", file)
    assert "no heading “Nosuch”" in run(*typed, "--map", "name=Nosuch").refused(2)
    assert "no heading “nosuch” to map to" in run(*typed, "--map", "nosuch=who").refused(2)
    assert "no heading “name”" in run(*typed).refused(), "the file is at fault here"
    assert run(*typed, "--map", "name=who").status == 0
