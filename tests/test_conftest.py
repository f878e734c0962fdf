"""The guard rails of the tests themselves."""

import os
import socket
from datetime import datetime

import pytest

from callcenter import clock


def test_no_test_reaches_the_outer_world() -> None:
    with (
        socket.socket() as outside,
        pytest.raises(AssertionError, match=r"wanted to connect to .*203\.0\.113\.1"),
    ):
        outside.connect(("203.0.113.1", 80))


def test_this_machine_may_be_called() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_the_clock_stands(at: datetime) -> None:
    assert clock.now() == at == clock.now()


def test_the_developers_settings_are_out_of_the_way() -> None:
    kept = {"CALLCENTER_TEST_DATA", "CALLCENTER_TEST_POSTGRESQL"}
    assert not {name for name in os.environ if name.startswith("CALLCENTER_")} - kept
