"""A PostgreSQL that a test may stop, start again, freeze and cut off."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from tests.postgresql import Cluster, find_binaries

PATIENCE_S = 60
OLDEST_WORDS = "no PostgreSQL here"
_CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


class OwnServer:
    """It survives being stopped; runs when it is made."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._process = cluster.start()

    @property
    def url(self) -> str:
        """The address of its one database."""
        return self._cluster.url("postgres").render_as_string(hide_password=False)

    def database(self, name: str, template: str = "template0") -> str:
        """Make another database, a copy of the template, and return its address."""
        own = self._cluster.url("postgres").set(drivername="postgresql")
        with psycopg.connect(own.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY".encode())
        return self._cluster.url(name).render_as_string(hide_password=False)

    def start(self) -> None:
        """Start it again; returns when it answers."""
        self._process = self._cluster.start()

    def stop(self) -> None:
        """Stop it as an administrator does in a hurry (fast shutdown)."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """Stop it without any order."""
        self._end(signal.SIGQUIT)

    def cut(self) -> None:
        """End all connections."""
        own = self._cluster.url("postgres").set(drivername="postgresql")
        with psycopg.connect(own.render_as_string(hide_password=False)) as connection:
            connection.execute(_CUT)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It takes connections and answers nothing."""
        processes = self._processes()
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)

    def _processes(self) -> list[int]:
        listed = subprocess.run(
            ["ps", "-Ao", "pid=,ppid="], capture_output=True, text=True, check=True
        ).stdout
        pairs = [line.split() for line in listed.splitlines()]
        mine = self._process.pid
        return [mine, *(int(pid) for pid, parent in pairs if int(parent) == mine)]

    def _end(self, how: signal.Signals) -> None:
        if self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE_S)


@contextmanager
def running() -> Iterator[Any]:
    """A server of the test's own; skipped where there is none, but not in CI."""
    binaries = find_binaries()
    if binaries is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(OLDEST_WORDS)
    assert binaries is not None
    cluster = Cluster(binaries, safe=True)
    server = OwnServer(cluster)
    try:
        yield server
    finally:
        server.crash()
        shutil.rmtree(cluster.folder, ignore_errors=True)
