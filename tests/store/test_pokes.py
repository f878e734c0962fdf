"""Who commits pokes every console of the host; who is dead is cleared away; nobody ever waits."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callcenter.store import events, migrate, pokes, run_folder
from callcenter.store.pokes import Ear
from callcenter.store.store import Store

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PATIENCE_S = 60


class Heard:
    """Counts the pokes, and waits for one."""

    def __init__(self) -> None:
        self.event = threading.Event()

    def __call__(self) -> None:
        self.event.set()

    def one(self) -> bool:
        came = self.event.wait(PATIENCE_S)
        self.event.clear()
        return came


@pytest.fixture
def listen() -> Iterator[Callable[[Store], tuple[Ear, Heard]]]:
    ears: list[Ear] = []

    def start(store: Store) -> tuple[Ear, Heard]:
        heard = Heard()
        ear = Ear(store.location, heard)
        ear.start()
        ears.append(ear)
        return ear, heard

    yield start
    for ear in ears:
        ear.close()


Listen = Callable[[Store], tuple[Ear, Heard]]


def write(store: Store) -> None:
    with store.write() as connection:
        events.changed(connection, AT, "case", 1)


def sockets(store: Store) -> list[Path]:
    return sorted(run_folder.of(store.location).glob("*.sock"))


def test_a_commit_pokes_everybody_who_listens(sqlite_store: Store, listen: Listen) -> None:
    ears = [listen(sqlite_store) for _ in range(pokes.AT_ONCE + 4)]  # more than one thread pokes at once
    write(sqlite_store)
    assert all(heard.one() for _ear, heard in ears)


def test_a_commit_of_another_process_pokes(sqlite_store: Store, listen: Listen) -> None:
    _ear, heard = listen(sqlite_store)
    script = (
        "import sys; from datetime import datetime, UTC; from callcenter.store import events;"
        "from callcenter.store.store import Store\n"
        "store = Store(sys.argv[1])\n"
        "with store.write() as connection: events.changed(connection, datetime.now(UTC), 'case', 1)\n"
        "store.close()"
    )
    subprocess.run([sys.executable, "-c", script, str(sqlite_store.path)], check=True)
    assert heard.one()


def test_a_write_without_news_or_one_that_is_undone_pokes_nobody(sqlite_store: Store, listen: Listen) -> None:
    _ear, heard = listen(sqlite_store)
    with sqlite_store.write():
        pass
    with suppress(RuntimeError), sqlite_store.write() as connection:
        events.changed(connection, AT, "case", 1)
        raise RuntimeError
    (path,) = sockets(sqlite_store)
    assert not heard.event.is_set()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"!", str(path))
    assert heard.one(), "what came before would have been heard before"


def test_a_console_that_was_killed_is_cleared_away_by_who_pokes_it(
    sqlite_store: Store, listen: Listen
) -> None:
    script = (
        "import sys; from callcenter.store import location; from callcenter.store.pokes import Ear\n"
        "Ear(location.read(sys.argv[1]), lambda: None).start(); print('listens', flush=True); sys.stdin.read()"
    )
    killed = subprocess.Popen(
        [sys.executable, "-c", script, str(sqlite_store.path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with killed:
        assert killed.stdout is not None
        assert killed.stdout.readline() == "listens\n"
        killed.send_signal(signal.SIGKILL)
    _ear, heard = listen(sqlite_store)
    assert len(sockets(sqlite_store)) == 2
    write(sqlite_store)
    assert heard.one()
    sqlite_store.close()
    assert len(sockets(sqlite_store)) == 1


def test_who_does_not_listen_to_a_full_queue_holds_nobody_up(sqlite_store: Store) -> None:
    folder = run_folder.make(sqlite_store.location)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as deaf:
        deaf.bind(str(folder / "1-deaf.sock"))
        for _ in range(60):  # a queue holds ten as a rule
            write(sqlite_store)
        deaf.setblocking(False)
        assert deaf.recv(16) == b"!"


def test_who_ends_leaves_nothing_behind(sqlite_store: Store, listen: Listen) -> None:
    ear, _heard = listen(sqlite_store)
    assert sockets(sqlite_store)
    ear.close()
    assert not sockets(sqlite_store)


def test_a_socket_that_somebody_cleared_away_is_made_anew(
    sqlite_store: Store, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pokes, "LOOK_S", 0.01)
    _ear, heard = listen(sqlite_store)
    (path,) = sockets(sqlite_store)
    path.unlink()
    path.parent.rmdir()
    stands = threading.Event()
    for _ in range(6000):
        if sockets(sqlite_store):
            break
        stands.wait(0.01)
    write(sqlite_store)
    assert heard.one()


def test_a_very_deep_path_is_no_hindrance(tmp_path: Path, listen: Listen) -> None:
    """unix(7): the path of a socket has at most 107 bytes."""
    store = Store(tmp_path.joinpath(*["深" * 20] * 6) / "callcenter.sqlite3")
    migrate.upgrade(store)
    _ear, heard = listen(store)
    write(store)
    assert heard.one()
    store.close()


def test_a_deep_path_without_proc_has_its_folder_among_those_of_the_user(
    tmp_path: Path, listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_folder, "_BY_HANDLE", tmp_path / "nothing")
    monkeypatch.setattr(run_folder, "OF_HOST", ())
    run = Path("/tmp") / f"cc-{os.getpid()}"
    run.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(run))
    try:
        store = Store(tmp_path.joinpath(*["deep" * 10] * 4) / "callcenter.sqlite3")
        migrate.upgrade(store)
        ear, heard = listen(store)
        assert run in run_folder.of(store.location).parents
        write(store)
        assert heard.one()
        store.close()
        ear.close()
    finally:
        for path in sorted(run.rglob("*"), reverse=True):
            path.rmdir()
        run.rmdir()


@pytest.mark.parametrize(
    ("of_store", "of_folder", "of_socket"), [(0o600, 0o700, 0o600), (0o660, 0o2770, 0o660)]
)
def test_the_folder_is_as_open_as_the_store(
    sqlite_store: Store, listen: Listen, of_store: int, of_folder: int, of_socket: int
) -> None:
    sqlite_store.path.chmod(of_store)
    listen(sqlite_store)
    folder = run_folder.of(sqlite_store.location)
    assert stat.S_IMODE(folder.stat().st_mode) == of_folder
    assert [stat.S_IMODE(path.stat().st_mode) for path in sockets(sqlite_store)] == [of_socket]
    assert folder.stat().st_gid == sqlite_store.path.stat().st_gid


def test_a_folder_that_is_none_is_not_used(sqlite_store: Store, listen: Listen) -> None:
    folder = run_folder.of(sqlite_store.location)
    folder.write_text("somebody's file")
    listen(sqlite_store)
    write(sqlite_store)
    assert folder.read_text() == "somebody's file"


@pytest.mark.parametrize(
    "name", ["postgresql://a@db/callcenter", "postgresql+psycopg://b:secret@db:5432/callcenter"]
)
def test_all_users_of_a_database_on_a_host_meet_in_one_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(run_folder, "OF_HOST", (tmp_path,))
    tmp_path.chmod(0o2770)
    folder = run_folder.make(Store(name).location)
    assert folder == run_folder.of(Store("postgresql://db/callcenter").location)
    assert folder != run_folder.of(Store("postgresql://db/other").location)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o2770


def test_a_private_folder_that_is_not_ours_alone_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_folder, "OF_HOST", ())
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    (tmp_path / "callcenter").mkdir()
    (tmp_path / "callcenter").chmod(0o777)
    with pytest.raises(PermissionError, match="is not ours alone"):
        run_folder.make(Store("postgresql://db/callcenter").location)
