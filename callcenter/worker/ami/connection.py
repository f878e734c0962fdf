"""One connection to Asterisk's manager: bytes, login, and actions with their answers."""

import itertools
import secrets
import select
import socket
import ssl
import threading
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from callcenter.errors import CallcenterError
from callcenter.i18n import N_
from callcenter.worker.ami.protocol import Message, Reader, written

CONNECT_S = 10.0
"""Seconds for connecting, the greeting and the login, each."""
WRITE_S = 10.0
_CHUNK = 64 * 1024


class Broken(Exception):
    """The connection is gone, or can't be made; it is tried again."""


class LoginRefused(CallcenterError):
    """The telephone system doesn't know the account: trying again would only lock it."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the manager listens, and who we are there."""

    host: str
    port: int
    user: str
    secret: str
    tls: bool = False

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Account({self.user}@{self.host}:{self.port})"


class Connection:
    """A socket, read by one thread and written by any.

    Args:
        account: whom to be where.

    Raises:
        Broken: it can't be reached.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._reader = Reader()
        self._heard: deque[Message] = deque()
        self._writing = threading.Lock()
        self._numbers = itertools.count(1)
        self._name = secrets.token_hex(4)
        self._wake, self._waker = socket.socketpair()
        try:
            plain = socket.create_connection((account.host, account.port), CONNECT_S)
            self._socket = _wrapped(plain, account) if account.tls else plain
        except (OSError, ssl.SSLError) as error:
            self._wake.close()
            self._waker.close()
            raise Broken(_why(error)) from error
        self._socket.settimeout(WRITE_S)

    @property
    def banner(self) -> str:
        """How the other side introduced itself."""
        return self._reader.banner

    def log_in(self) -> None:
        """Say who we are.

        Raises:
            Broken: it doesn't answer.
            LoginRefused: it doesn't know us.
        """
        asked = self.send(
            "Login", ("Username", self._account.user), ("Secret", self._account.secret), ("Events", "on")
        )
        until = monotonic() + CONNECT_S
        while (left := until - monotonic()) > 0:
            message = self.read(left)
            if message is not None and message.is_answer and message["ActionID"] in ("", asked):
                if message.is_success:
                    return
                raise LoginRefused(
                    N_(
                        "{host} refused the account {user}. Look at user and secret under [ami] in the "
                        "settings, and at manager.conf there."
                    ),
                    host=self._account.host,
                    user=self._account.user,
                )
        raise Broken("no answer to the login")

    def send(self, action: str, *fields: tuple[str, str], action_id: str = "") -> str:
        """Send an action and return its id.

        Raises:
            Broken: the connection is gone.
            ValueError: a value holds what can't be said.
        """
        action_id = action_id or f"{self._name}-{next(self._numbers)}"
        said = written(action, (("ActionID", action_id), *fields))
        try:
            with self._writing:
                self._socket.sendall(said)
        except OSError as error:
            raise Broken(_why(error)) from error
        return action_id

    def read(self, timeout_s: float) -> Message | None:
        """The next message; None where none came in time, or somebody woke the reader.

        Raises:
            Broken: the connection is gone.
        """
        if self._heard:
            return self._heard.popleft()
        if not self._pending():
            ready, _, _ = select.select([self._socket, self._wake], [], [], max(0.0, timeout_s))
            if self._wake in ready:
                self._wake.recv(64)
                return None
            if not ready:
                return None
        self._heard.extend(self._reader.feed(self._received()))
        return self._heard.popleft() if self._heard else None

    def _pending(self) -> bool:
        return isinstance(self._socket, ssl.SSLSocket) and self._socket.pending() > 0

    def _received(self) -> bytes:
        try:
            chunk = self._socket.recv(_CHUNK)
        except OSError as error:
            raise Broken(_why(error)) from error
        if not chunk:
            raise Broken("hung up")
        return chunk

    def wake(self) -> None:
        """Let whoever reads look around."""
        with suppress(OSError):
            self._waker.send(b".")

    def close(self, words: Iterable[str] = ("Logoff",)) -> None:
        """Take leave."""
        for word in words:
            with suppress(Broken):
                self.send(word)
        with self._writing:  # nobody may write to what is somebody else's handle by then
            for one in (self._socket, self._wake, self._waker):
                one.close()


def _wrapped(plain: socket.socket, account: Account) -> socket.socket:
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=account.host)
    except OSError:
        plain.close()
        raise


def _why(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
