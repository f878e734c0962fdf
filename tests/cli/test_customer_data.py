"""What is held on a customer goes out, and is erased after a second word; retention says what it does."""

import json
from pathlib import Path
from typing import Any


def test_an_export_for_machines_and_for_people(run: Any, tmp_path: Path) -> None:
    target = tmp_path / "held.json"
    said = run("customer", "export-data", "C1", str(target), "--json").json
    held = json.loads(target.read_text(encoding="utf-8"))
    assert said == {
        "customer_id": 1,
        "file": str(target),
        "rows": sum(len(t["rows"]) for t in held["held"].values()),
    }
    assert held["held"]["customer"]["rows"][0]["name"] == "王小明"
    text = tmp_path / "held.txt"
    assert "rows written to" in run("customer", "export-data", "1", str(text)).out
    assert "王小明" in text.read_text(encoding="utf-8")


def test_erasing_shows_first_and_needs_the_id_once_more(run: Any) -> None:
    shown = run("customer", "erase", "C1")
    assert shown.status == 0
    assert shown.lines[0] == "Customer 1: 王小明"
    assert shown.lines[-1] == "Nothing is erased yet: --confirm 1 erases it."
    assert run("customer", "erase", "C1", "--json").json["name"] == "王小明"
    assert "That is not 1" in run("customer", "erase", "C1", "--confirm", "2", "--why", "letter").refused(2)
    assert "Say why" in run("customer", "erase", "C1", "--confirm", "1").refused(2)
    assert run("lookup", "王小明").status == 0


def test_an_erased_customer_is_found_by_nothing(run: Any) -> None:
    said = run("customer", "erase", "C1", "--confirm", "1", "--why", "letter of 3 March")
    assert said.status == 0, said.err
    assert said.lines[0].startswith("Customer 1 is erased: ")
    assert run("lookup", "139 1234 5678").status == 1
    assert "There is no customer C1" in run("customer", "erase", "C1").refused()
    assert (
        run("customer", "erase", "1", "--confirm", "1", "--why", "again")
        .refused()
        .endswith("erased already.")
    )
    assert run("db", "check").out == "Everything is in order.\n"


def test_open_cases_are_named(run: Any) -> None:
    number = run("case", "log", "it stalls", "--customer", "C1", "--json").json["number"]
    assert run("case", "note", number, "her mother is ill").status == 0
    assert number in run("customer", "erase", "C1").out
    assert number in run("customer", "erase", "C1", "--confirm", "1", "--why", "letter").refused()
    assert run("customer", "erase", "C1", "--confirm", "1", "--why", "letter", "--anyway").status == 0
    shown = run("case", "show", number).out
    assert "(erased)" in shown
    assert "her mother" not in shown


def test_retention_says_what_would_go(run: Any) -> None:
    said = run("retention", "--dry-run")
    assert said.status == 0
    assert said.lines[-1] == "Nothing was changed: this was a dry run."
    told = run("retention", "--json").json
    assert {one["kind"] for one in told} >= {"cases", "calls", "drafts", "requests", "messages", "customers"}
    assert run("retention").lines[-1] == "Gone: 0"
