"""The store as a whole, from a script: made, upgraded, checked, copied, restored."""

from pathlib import Path
from typing import Any

from sqlalchemy import text

from callcenter.store import migrate
from callcenter.store.store import Store


def test_a_backup_becomes_a_store_elsewhere(run: Any, place: Path, tmp_path: Path) -> None:
    backup, elsewhere = tmp_path / "copy.backup", tmp_path / "elsewhere.sqlite3"
    assert run("db", "backup", backup).out == f"Copied to {backup}.\n"
    restored = run("--store", elsewhere, "db", "restore", backup)
    assert (restored.status, restored.lines) == (0, [
        f"Restored from {backup}.",
        f"No ledger of erasures at {elsewhere}.erasures: who was erased since the backup is back. "
        "To leave them out, restore anew with --erasures FILE.",
        "Everything is in order.",
    ])  # fmt: skip
    assert (
        run("--store", elsewhere, "lookup", "王小明", "--json").json == run("lookup", "王小明", "--json").json
    )
    assert run("--store", elsewhere, "db", "check").out == "Everything is in order.\n"


def test_a_backup_that_tells_of_erasures_is_not_restored_without_a_word_on_the_ledger(
    run: Any, place: Path, tmp_path: Path
) -> None:
    early, late, elsewhere = tmp_path / "early.backup", tmp_path / "late.backup", tmp_path / "else.sqlite3"
    run("db", "backup", early)
    assert run("customer", "erase", 2, "--why", "letter of 3 March", "--confirm", 2).status == 0
    run("db", "backup", late)
    refused = run("--store", elsewhere, "db", "restore", late).refused()
    assert refused.startswith(f"The backup tells of erasures, and {elsewhere}.erasures is not there")
    assert not elsewhere.exists()
    told = run("--store", elsewhere, "db", "restore", late, "--no-erasures").lines
    assert told[1].startswith("No ledger of erasures at ")
    named = tmp_path / "named.sqlite3"
    assert run("--store", named, "db", "restore", early, "--erasures", f"{place}.erasures").lines[1:] == [
        "1 customer was erased since and is erased again.",
        "Everything is in order.",
    ]


def test_a_script_gets_it_in_json(run: Any, tmp_path: Path) -> None:
    backup = tmp_path / "copy.backup"
    made = run("db", "backup", backup, "--json").json
    assert made == {"file": str(backup), "bytes": backup.stat().st_size}
    restored = run("--store", tmp_path / "new.sqlite3", "db", "restore", backup, "--json").json
    assert (restored["revision"], restored["ok"], restored["faults"]) == (migrate.HEAD, True, [])
    assert restored["no_ledger"] == f"{tmp_path / 'new.sqlite3'}.erasures"
    assert run("db", "upgrade", "--json").json == {"upgraded": False, "revision": migrate.HEAD}


def test_what_is_there_is_not_written_over(run: Any, place: Path, tmp_path: Path) -> None:
    refused = run("db", "restore", place)
    assert (refused.status, refused.err) == (
        1, f"callcenter: {place} is not empty, and nothing is written over. Name another store with --store.\n",
    )  # fmt: skip
    assert "is there already" in run("db", "backup", place).err


def test_nothing_is_made_where_there_is_no_store(run: Any, tmp_path: Path) -> None:
    missing = tmp_path / "missing.sqlite3"
    for command in (("check",), ("backup", tmp_path / "x")):
        refused = run("--store", missing, "db", *command)
        assert (refused.status, refused.err) == (
            1, f"callcenter: There is no store {missing}. Name another with --store.\n",
        )  # fmt: skip
    assert not missing.exists()


def test_a_fault_is_told_and_in_the_status(run: Any, place: Path) -> None:
    store = Store(place)
    with store.write() as connection:
        connection.execute(text("UPDATE phone SET reversed = '1' WHERE id = 1"))
    store.close()
    found = run("db", "check")
    assert (found.status, found.out) == (1, "phone 1: its last digits don't belong to its number\n")
    assert run("db", "check", "--json").json["ok"] is False


def test_a_database_is_upgraded_after_a_backup_that_is_asked_for(
    run: Any, postgresql_url: str, tmp_path: Path
) -> None:
    store = Store(postgresql_url)
    migrate.make(store, "0001")
    with store.write() as connection:
        connection.execute(text("INSERT INTO counter (name, value) VALUES ('case', 1007)"))
    store.close()
    refused = run("--store", postgresql_url, "queue")
    assert (refused.status, refused.err.count("\n")) == (1, 1)
    assert "Run: callcenter db upgrade" in refused.err
    assert "--backed-up" in run("--store", postgresql_url, "db", "upgrade").err
    upgraded = run("--store", postgresql_url, "db", "upgrade", "--backup", tmp_path / "before.backup")
    assert upgraded.out == f"Upgraded to {migrate.HEAD}.\n"
    assert (tmp_path / "before.backup").exists()
