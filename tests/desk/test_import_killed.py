"""An import that is killed again and again comes to the same as one that nobody disturbed."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from callcenter.callers.models import Consent, Contact, Customer, NameToken, Phone, TokenDelete
from callcenter.desk.files import importing
from callcenter.store.models import Event, ImportRun
from callcenter.store.store import Store

PROGRAM = Path(__file__).with_name("importer.py")
NAMES = ["王小明", "Jürgen Müller", "Анна Каренина", "O'Brien", "김민준", "Ann Smith-Jones", "李梅", "欧阳锋"]


def people(count: int) -> list[dict[str, str]]:
    """Some are refused: without a name, with a date that may be two, with an id that another one has."""
    rows = []
    for number in range(count):
        row = {
            "id": f"C{number if number % 41 else number - 1}",
            "name": f"{NAMES[number % len(NAMES)]} {number}" if number % 23 else "",
            "phones": f"1391234{number:04}; 021-5888{number:04}",
            "contact_name": f"Contact {number}" if number % 7 == 0 else "",
            "consent_marketing": "yes" if number % 3 else "",
            "consent_on": "02/03/2026" if number % 31 == 5 else "2026-03-02",
        }
        rows.append(row)
        if number % 37 == 3:
            rows.append(row)
    return rows


def content(store: Store) -> dict[str, list[Any]]:
    """What an import leaves, without ids and times."""

    def by_customer(table: Any, *names: str) -> Any:
        columns = [getattr(table, name) for name in names]
        return select(col(Customer.external_id), *columns).where(table.customer_id == Customer.id)

    named = [
        "external_id", "kind", "name", "latin", "email", "address", "city", "country", "tier", "do_not_call",
        "version",
    ]  # fmt: skip
    asked = {
        "customers": select(*(getattr(Customer, name) for name in named)),
        "phones": by_customer(
            Phone, "raw", "e164", "reversed", "extension", "kind", "position", "held_from", "held_to"
        ),
        "contacts": by_customer(Contact, "name", "latin"),
        "consents": by_customer(Consent, "purpose", "channel", "given", "given_on", "source"),
        "tokens": by_customer(NameToken, "token"),
        "typos": select(TokenDelete.key, TokenDelete.token),  # type: ignore[call-overload]
        "runs": select(ImportRun.kind, ImportRun.position, ImportRun.file),  # type: ignore[call-overload]
        "events": select(Event.verb, Event.entity_id).where(col(Event.entity) == "import"),  # type: ignore[call-overload]
    }
    with store.read() as connection:
        return {
            name: sorted(map(repr, (tuple(row) for row in connection.execute(one))))
            for name, one in asked.items()
        }


def dying(location: str, path: Path, deaths: list[tuple[str, int]], **more: Any) -> dict[str, Any]:
    job = {"store": location, "kind": "customers", "file": str(path), "batch": 25, "deaths": deaths} | more
    done = subprocess.run(
        [sys.executable, str(PROGRAM)], input=json.dumps(job), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_killed_at_any_moment_it_goes_on_without_loss_or_doubles(
    office: Any, stores: Any, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    path = office.write("people.csv", people(300))
    location = stores.location()
    deaths = [("put", 1), ("move", 2), ("told", 1), ("told", 3), ("put", 2), ("move", 1)]
    killed = dying(location, path, deaths, how={"processes": processes})
    rejects = Path(killed["rejects"]).read_bytes()
    monkeypatch.setattr(importing, "BATCH", 25)
    summary = office.file("customers", path)
    assert {name: killed[name] for name in ("read", "added", "changed", "unchanged", "refused", "warned")} == {
        "read": summary.read, "added": summary.added, "changed": summary.changed, "unchanged": summary.unchanged,
        "refused": summary.refused, "warned": summary.warned,
    }  # fmt: skip
    assert killed["resumed"] == 25 * 6
    assert min(summary.added, summary.unchanged, summary.refused) > 0
    assert Path(summary.rejects).read_bytes() == rejects
    other = stores.opened(location)
    assert content(other) == content(office.desk.store)


@pytest.mark.slow
def test_killed_a_hundred_times_it_comes_to_the_same(
    office: Any, stores: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.write("people.csv", people(6000))
    location = stores.location()
    pick = random.Random(11)
    deaths = [(pick.choice(("put", "move", "told")), pick.choice((1, 2, 3))) for _ in range(100)]
    killed = dying(location, path, deaths, how={"processes": 2})
    rejects = Path(killed["rejects"]).read_bytes()
    monkeypatch.setattr(importing, "BATCH", 25)
    summary = office.file("customers", path, processes=1)
    assert (killed["added"], killed["refused"]) == (summary.added, summary.refused)
    assert Path(summary.rejects).read_bytes() == rejects
    assert content(stores.opened(location)) == content(office.desk.store)
