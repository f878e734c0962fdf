"""``callcenter api`` as a process: it says where it listens, and writes out what waits when it is told to stop."""

import json
import os
import signal
import socket
import subprocess
import sys
from typing import Any

import httpx

from callcenter.api.serve import _listening

PROGRAM = (sys.executable, "-c", "import sys; from screens.launch import main; sys.exit(main())")


def test_it_listens_and_stops_when_told(exchange: Any) -> None:
    environment = os.environ | {"CALLCENTER_STORE": exchange.location, "CALLCENTER_REGION": "CN"}
    with subprocess.Popen(
        [*PROGRAM, "api", "--port", "0", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            assert process.stdout is not None
            url = json.loads(process.stdout.readline())["url"]
            event = {"event": "newCall", "from": "8613912345678", "to": "1", "direction": "in", "callId": "c"}
            sent = [
                httpx.post(f"{url}/api/v1/cti/{exchange.key}", json=event | {"callId": f"c{n}"})
                for n in range(5)
            ]
            refused = httpx.post(f"{url}/api/v1/cti/cti_secret-that-is-none", json=event)
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=60)
    assert [one.status_code for one in [*sent, refused]] == [200] * 5 + [401]
    from sqlalchemy import select

    from callcenter.calls.models import Call

    with exchange.store.read() as connection:
        assert len(list(connection.execute(select(Call)))) == 5
    assert b"refused: zammad from 127.0.0.1: 401, no such key" in said
    assert not [
        word for word in (b"secret-that-is-none", b"8613912345678", exchange.key.encode()) if word in said
    ]


def test_a_taken_port_is_one_sentence(exchange: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environment = os.environ | {"CALLCENTER_STORE": exchange.location}
        done = subprocess.run(
            [*PROGRAM, "api", "--port", port], env=environment, capture_output=True, check=False, timeout=60
        )
    assert done.returncode == 1
    assert done.stderr.decode().startswith(f"callcenter: 127.0.0.1, port {port}, can't be listened at:")


def test_answers_on_an_open_connection_do_not_wait_for_one_another() -> None:
    with _listening("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
