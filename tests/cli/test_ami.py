"""``callcenter ami`` from outside: connects, says so, ends when told, and says in a sentence why it can't."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ami_server import SECRET, AmiServer

PROGRAM = Path(sys.executable).with_name("callcenter")


@pytest.fixture
def server() -> Iterator[AmiServer]:
    made = AmiServer()
    yield made
    made.close()


def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {"CALLCENTER_SETTINGS": str(tmp_path / "settings.toml")}


def started(server: AmiServer, tmp_path: Path, *, secret: str = SECRET) -> Any:
    lines = ["[ami]", 'host = "127.0.0.1"', f"port = {server.port}", 'user = "desk"', f'secret = "{secret}"']
    (tmp_path / "settings.toml").write_text("\n".join(lines))
    return subprocess.Popen(
        [PROGRAM, "ami"], env=environment(tmp_path), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_it_connects_and_ends_when_told(place: Any, server: AmiServer, tmp_path: Path) -> None:
    with started(server, tmp_path) as process:
        assert process.stdout.readline() == f"Connected to 127.0.0.1:{server.port}\n"
        server.wait_ready()
        look = [PROGRAM, "doctor"]
        doctor = subprocess.run(look, env=environment(tmp_path), text=True, capture_output=True, check=False)
        assert "ok  Asterisk" in doctor.stdout
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 0
    assert SECRET not in said


def test_a_refused_account_is_said_once(place: Any, server: AmiServer, tmp_path: Path) -> None:
    with started(server, tmp_path, secret="wrong") as process:
        out, said = process.communicate(timeout=60)
    assert (process.returncode, out, server.logins) == (1, "", 1)
    assert said.splitlines()[-1].startswith("callcenter: 127.0.0.1 refused the account desk.")


def test_without_settings_it_says_which(run: Any) -> None:
    assert "Nothing is set for host under [ami]" in run("ami").refused()
