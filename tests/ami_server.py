"""A telephone system's manager on loopback: it knows one account, has lists, and plays what a test tells it to."""

import socket
import ssl
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from callcenter.worker.ami.protocol import Message, Reader

PATIENCE_S = 60
SECRET = "opensesame"
Fields = dict[str, Any]


def frame(**fields: Any) -> bytes:
    """One message, as Asterisk writes it."""
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode() + b"\r\n"


class AmiServer:
    """Listens until closed; one client at a time, who may come again.

    Args:
        certificate: a file with it and its key; else the line isn't encrypted.
    """

    def __init__(self, certificate: Path | None = None) -> None:
        self._certificate = certificate
        self.channels: list[Fields] = []
        self.members: list[Fields] = []
        self.waiting: list[Fields] = []
        self.may_list = True
        self.secret = SECRET
        self.outcomes: list[Fields | None] = []
        """What becomes of the next numbers to be dialled; without any they are refused."""
        self.actions: list[Message] = []
        self.logins = 0
        self.deaf = False
        """Whether it neither reads nor says anything, but for letting clients in."""
        self._changed = threading.Condition()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._client: socket.socket | None = None
        self._ready = 0
        threading.Thread(target=self._serve, name="ami server", daemon=True).start()

    def close(self) -> None:
        """Gone."""
        self._listening.close()
        self.hang_up()

    def hang_up(self) -> None:
        """The line to the client breaks."""
        with self._changed:
            client, self._client = self._client, None
        if client is not None:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def wait_ready(self, times: int = 1) -> None:
        """Until a client logged in and got its lists, so often by now."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._ready >= times, PATIENCE_S)

    def wait_action(self, name: str, count: int = 1) -> Message:
        """The latest action of a name, once there were so many."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.asked(name)) >= count, PATIENCE_S), name
            return self.asked(name)[-1]

    def wait_login(self, times: int) -> None:
        """Until somebody knocked so often."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.logins >= times, PATIENCE_S)

    def asked(self, name: str) -> list[Message]:
        """The actions of a name so far."""
        return [one for one in self.actions if one["Action"].lower() == name.lower()]

    def play(self, *messages: bytes) -> None:
        """Tell the client, in pieces that cut through lines."""
        whole = b"".join(messages)
        client = self._client
        assert client is not None, "nobody listens"
        for at in range(0, len(whole), 41):
            client.sendall(whole[at : at + 41])

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            with suppress(OSError), client, self._wrapped(client) as line:
                with self._changed:
                    self._client = line
                self._talk(line)

    def _wrapped(self, client: socket.socket) -> socket.socket:
        if self._certificate is None:
            return client
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._certificate)
        return context.wrap_socket(client, server_side=True)

    def _talk(self, client: socket.socket) -> None:
        client.sendall(b"Asterisk Call Manager/9.0.0\r\n")
        reader = Reader()
        while chunk := client.recv(4096):
            for action in reader.feed(chunk):
                if not self.deaf or action["Action"] == "Login":
                    client.sendall(b"".join(self._answers(action)))
                with self._changed:
                    self.actions.append(action)
                    self._ready += action["Action"] == "CoreShowChannels" and not self.deaf
                    self._changed.notify_all()

    def _answers(self, action: Message) -> Iterable[bytes]:
        told = {"ActionID": action["ActionID"]}
        match action["Action"].lower():
            case "login":
                self.logins += 1
                good = action["Secret"] == self.secret
                yield frame(Response="Success" if good else "Error", **told, Message="Authentication")
            case "ping":
                yield frame(Response="Success", **told, Ping="Pong")
            case "queuestatus":
                yield frame(Response="Success", **told, EventList="start")
                yield from (frame(Event="QueueMember", **one, **told) for one in self.members)
                yield from (frame(Event="QueueEntry", **one, **told) for one in self.waiting)
                yield frame(Event="QueueStatusComplete", **told)
            case "coreshowchannels" if self.may_list:
                yield frame(Response="Success", **told, EventList="start")
                yield from (frame(Event="CoreShowChannel", **one, **told) for one in self.channels)
                yield frame(Event="CoreShowChannelsComplete", **told)
            case "originate" if self.outcomes:
                yield frame(Response="Success", **told, Message="Originate successfully queued")
                outcome = self.outcomes.pop(0)
                if outcome is not None:
                    yield frame(Event="OriginateResponse", **told, **outcome)
            case "logoff":
                yield frame(Response="Goodbye", **told)
            case _:
                yield frame(Response="Error", **told, Message="Permission denied")
