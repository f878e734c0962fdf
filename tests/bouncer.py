"""A PgBouncer of the tests' own in transaction mode, in front of a database of theirs; unprivileged."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.postgresql import dies_with_us, unprivileged, until_it_answers

SERVERS = 3
"""Connections to the server that all clients share."""


def found() -> str:
    """The program, or the test is skipped."""
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("no PgBouncer here")
    return program


@contextmanager
def in_front_of(url: str) -> Iterator[str]:
    """The address of the same database through a PgBouncer that runs meanwhile; nothing is prepared there.

    Args:
        url: of a database on a unix socket or a host.
    """
    program = found()
    folder = Path(tempfile.mkdtemp(prefix="bouncer", dir="/tmp"))  # not pytest's, which others can't enter
    _configure(folder, url)
    process = _started(program, folder)
    try:
        through = make_url(url).set(host=None, port=None, query={"host": str(folder), "port": "6432"})
        plain = through.set(drivername="postgresql").render_as_string(hide_password=False)
        until_it_answers(process, plain, folder / "log")
        through = through.update_query_dict({"prepare_threshold": "none"})
        yield through.render_as_string(hide_password=False)
    finally:
        process.kill()  # a shell's background jobs are deaf to the gentler signals
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _started(program: str, folder: Path) -> "subprocess.Popen[Any]":
    """Start it as somebody without rights, which is all that it agrees to."""
    user = unprivileged()
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [program, "-q", folder / "ini"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=dies_with_us,  # noqa: PLW1509 - one call of the kernel, no locks
            **who,
        )


def _configure(folder: Path, url: str) -> None:
    server = make_url(url)
    host = server.query.get("host") or server.host
    password = f" password={server.password}" if server.password else ""
    folder.chmod(0o755)
    (folder / "users").write_text(f'"{server.username}" ""\n')
    (folder / "ini").write_text(
        "[databases]\n"
        f"{server.database} = host={host} port={server.port or 5432}{password}\n"
        "[pgbouncer]\n"
        "listen_addr =\n"
        "listen_port = 6432\n"
        f"unix_socket_dir = {folder}\n"
        "auth_type = trust\n"
        f"auth_file = {folder / 'users'}\n"
        "pool_mode = transaction\n"
        f"default_pool_size = {SERVERS}\n"
        "max_client_conn = 200\n"
    )
