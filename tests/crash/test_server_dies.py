"""The server of the database dies at any moment, or one of its processes: what it acknowledged is there."""

import os
import signal
from contextlib import closing, suppress
from random import Random

import psycopg
import pytest
from sqlalchemy import make_url

from callcenter.store import migrate
from callcenter.store.store import Store
from tests import postgresql
from tests.crash.storm import SLEEP, Receiver, Writers, deliver_all, furnish, reckon, settle


@pytest.mark.slow
def test_a_server_that_dies_at_any_moment_keeps_what_it_acknowledged(
    writers: Writers, receiver: Receiver
) -> None:
    binaries = postgresql.find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL of our own to kill")
    cluster, chance = postgresql.Cluster(binaries, safe=True), Random(5)
    server = cluster.start()
    location = cluster.url("postgres").render_as_string(hide_password=False)
    try:
        with closing(Store(location)) as store:
            migrate.upgrade(store)
            furnish(store, receiver.url)
        for turn in range(6):
            alive = [writers.start(location, number, 10 * turn + number) for number in range(3)]
            for number in range(3):
                writers.working(number)
            SLEEP.wait(chance.uniform(0, 0.5))
            if turn % 2:
                server.send_signal(signal.SIGQUIT)  # an immediate shutdown: nothing is written any more
                server.wait()
                server = cluster.start()
            else:
                kill_a_backend(location)
            for process in alive:
                writers.kill(process)
            cluster.wait(server)
            settle(writers, location, 3)
        deliver_all(location)
        reckon(writers, location, receiver, 3, was_away=True)
    finally:
        postgresql.Server(cluster.url("postgres"), server, cluster.folder).stop()


def kill_a_backend(location: str) -> None:
    """Kill -9 one process of the server, ours, which then ends all others and recovers."""
    url = make_url(location).set(drivername="postgresql").render_as_string(hide_password=False)
    with suppress(psycopg.OperationalError), psycopg.connect(url, autocommit=True) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        while True:
            connection.execute("SELECT 1")
