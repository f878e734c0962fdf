import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from callcenter.cli import main as door
from callcenter.store import sqlite


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("bogus",), "argument COMMAND: invalid choice: 'bogus' (choose from "),
        ((), "the following arguments are required: COMMAND. See: callcenter --help"),
        (("phone",), "the following arguments are required: TEXT. See: callcenter phone --help"),
        (("phone", "1", "--jso"), "unrecognized arguments: --jso. See: callcenter --help"),
        (("queue", "--scope", "theirs"), "argument --scope: invalid choice: 'theirs' (choose from "),
        (("phone", "1", "--language", "fr"), "--language: language must be en or zh_CN, not \"fr\"."),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_one_sentence(run: Any, argv: Any, sentence: Any) -> None:
    assert run(*argv).refused(2).startswith(sentence)


def test_help_is_there_for_every_command(run: Any) -> None:
    whole = run("--help")
    assert whole.status == 0
    for command in ("phone", "lookup", "card", "case", "queue", "points", "category", "import", "export",
                    "db", "doctor", "settings", "demo", "tour"):  # fmt: skip
        assert f"\n    {command} " in whole.out
        assert run(command, "--help").out.startswith(f"usage: callcenter {command}")


def test_options_may_stand_before_the_command(run: Any, place: Any, tmp_path: Any) -> None:
    assert run("--store", tmp_path / "other.sqlite3", "queue").out == "No open case here.\n"


def test_a_wrong_settings_file_is_one_sentence(run: Any, monkeypatch: Any, tmp_path: Any) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("hold_second = 3\n")
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(file))
    assert run("phone", "1").refused(2) == (
        f"{file}: there is no setting hold_second. Did you mean hold_seconds? Correct it or take it out."
    )


def test_a_store_that_is_none(run: Any, tmp_path: Any) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("not a database, surely")
    assert run("queue", "--store", text).refused() == (
        f"{text} is not a callcenter store. Name another with --store."
    )
    assert run("queue", "--store", tmp_path).refused() == (
        f"The store {tmp_path} can't be opened. Check that the folder is there and is yours."
    )
    assert run("queue", "--store", text / "x.sqlite3").refused() == (
        f"The folder {text} can't be made: File exists. Name another store with --store."
    )
    assert run("queue", "--store", "postgresql://me:secret@127.0.0.1:1/house").refused() == (
        "Check the server and the way to it; what you typed is kept. "
        "The store postgresql://me@127.0.0.1:1/house doesn't answer."
    )
    assert run("queue", "--store", "mysql://me:secret@host/house").refused() == (
        "mysql://me@host/house is no store. Name a file by its path, or a database like "
        "postgresql+psycopg://callcenter@host/callcenter, with --store."
    )


def test_a_store_of_a_newer_version(run: Any, place: Any) -> None:
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert run("queue").refused() == (
        f"The store {place} was made by a newer version of callcenter. Upgrade the program first."
    )


def test_a_folder_that_is_missing_is_made(run: Any, tmp_path: Any) -> None:
    assert run("queue", "--store", tmp_path / "a" / "b" / "c.sqlite3").status == 0


def test_a_fault_of_the_program_is_a_sentence_too(run: Any, monkeypatch: Any) -> None:
    def fails(_context: Any) -> None:
        raise RuntimeError("what\nnow")

    monkeypatch.setattr("callcenter.cli.phone.run", fails)
    assert run("phone", "1").refused() == (
        "A fault of the program: RuntimeError: what now Set CALLCENTER_DEBUG=1 to see where, and report it."
    )
    monkeypatch.setenv("CALLCENTER_DEBUG", "1")
    with pytest.raises(RuntimeError):
        door.main(["phone", "1"], run_ui=lambda **_given: 0)


def test_bytes_that_are_no_text_find_nothing(run: Any) -> None:
    assert run("lookup", "\udcff\udcfe").status == 1
    assert run("phone", "\udcff").status == 1


def test_settings_print_a_file_that_loads(run: Any, tmp_path: Any, monkeypatch: Any) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(run("settings").out)
    monkeypatch.setenv("CALLCENTER_SETTINGS", str(file))
    assert list(run("settings", "--json").json) == ["file", "text"]


def test_doctor_looks_at_everything_and_names_the_remedy(run: Any, place: Any) -> None:
    findings = run("doctor", "--json").json
    assert [list(one) for one in findings] == [["what", "found", "ok", "remedy"]] * len(findings)
    assert {"callcenter", "Python", "SQLite", "terminal", "locale", "settings", "store"} <= {
        one["what"] for one in findings
    }
    place.write_bytes(b"no database at all")
    said = run("doctor")
    assert said.status == 1
    assert said.lines[-1].startswith("!!  store")
    assert said.lines[-1].endswith(f"{place} is not a callcenter store. Name another with --store.")


def test_what_steers_a_terminal_is_not_printed(run: Any) -> None:
    run("case", "log", "stalls \x1b[2J\x9b31m again", "--customer", "C1")
    assert "\x1b" not in run("queue").out
    assert "stalls" in run("queue").out


def test_the_store_is_looked_after(run: Any, tmp_path: Any) -> None:
    assert run("db", "check", "--json").json == {"ok": True, "faults": []}
    assert run("db", "upgrade", "--json").json["upgraded"] is False
    copy = tmp_path / "copy.sqlite3"
    assert run("db", "backup", copy, "--json").json == {"file": str(copy), "bytes": copy.stat().st_size}
    assert run("db", "backup", copy).refused() == f"{copy} is there already. Name another file."


def test_files_come_in_and_go_out(run: Any, tmp_path: Any) -> None:
    file = tmp_path / "people.csv"
    file.write_text("id,name,phones\n1,Ada,13911112222\n2,,\n")
    summary = run("import", "customers", file, "--json").json
    assert (summary["read"], summary["added"], summary["refused"]) == (2, 1, 1)
    assert summary["problems"][0]["text"] == "people.csv, line 3, name: is empty. Fill it in."
    assert run("import", "customers", file, "--map", "x").refused(2) == (
        "--map takes OURS=THEIRS, such as --map name=Customer; x is not that."
    )
    for asked in ((), ("--json",)):
        assert run("export", "customers", "-", *asked).lines[-1].startswith("1,person,Ada,")


def test_commands_that_need_no_store_load_no_database() -> None:
    import subprocess

    code = (
        "import sys; from callcenter.cli.main import main;"
        "main(['phone','13912345678'], run_ui=None); main(['category','suggest','stalls'], run_ui=None);"
        "print([name for name in ('sqlalchemy','sqlmodel','pydantic','httpx','textual') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_store_whose_file_is_damaged_says_what_to_do(run: Any, place: Path) -> None:
    whole = place.read_bytes()
    place.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    for command in (("queue",), ("lookup", "13912345678")):
        assert run(*command).refused() == (
            f"The store {place} is damaged. Restore the last backup (see docs/administration.md)."
        )


def test_a_damaged_index_is_found_by_the_check(run: Any, place: Path) -> None:
    store = sqlite.library().connect(place)
    (page,) = store.execute("select rootpage from sqlite_master where name = 'ix_phone_reversed'").fetchone()
    (size,) = store.execute("pragma page_size").fetchone()
    store.close()
    file = bytearray(place.read_bytes())
    file[page * size - 40 : page * size] = bytes(40)
    place.write_bytes(file)
    said = run("db", "check")
    assert said.status == 1
    assert "the file is damaged: " in said.out + said.err
    assert "Restore the last backup." in said.out + said.err


def test_a_point_is_named_only_to_send(run: Any) -> None:
    said = run("case", "log", "stalls", "--customer", "C1", "--point", "P1")
    assert said.refused(2).startswith("--point says where to send it: add --send.")
