"""A mail server of the test's own, on this machine: EHLO, STARTTLS, AUTH PLAIN, MAIL, RCPT, DATA (RFC 5321).

with MailServer(certificate) as server:
    server.refusals["nobody@example.org"] = "550 5.1.1 <nobody@example.org> unknown"
    ...
    server.letters[0]["Subject"]
"""

import base64
import contextlib
import datetime as dt
import ipaddress
import socketserver
import ssl
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder: Path) -> Path:
    """A certificate of our own making for 127.0.0.1, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of a test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


class MailServer(socketserver.ThreadingTCPServer):
    """Takes letters, or does what the test says.

    Args:
        certificate: for STARTTLS, and for TLS from the first byte; None: neither is offered.
        tls: TLS from the first byte.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, certificate: Path | None = None, *, tls: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.certificate, self.tls = certificate, tls
        self.letters: list[EmailMessage] = []
        self.receivers: list[str] = []
        self.passwords: list[str] = []
        self.encrypted: list[bool] = []
        self.refusals: dict[str, str] = {}
        """What is answered to a receiver's address, or to ``DATA``, once and for all."""
        self.let_go = threading.Event()
        """Where a refusal says ``stall``, nothing is answered until this is set."""
        self.came = threading.Semaphore(0)
        """One more for each letter."""

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_how: object) -> None:
        self.let_go.set()
        self.shutdown()
        self._thread.join()
        self.server_close()

    def encrypt(self, plain: Any) -> ssl.SSLSocket:
        """TLS over a connection."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(str(self.certificate))
        return context.wrap_socket(plain, server_side=True)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up is no fault."""


class _Talk(socketserver.BaseRequestHandler):
    server: MailServer

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self._talk()

    def _talk(self) -> None:
        if self.server.tls:
            self._encrypt()
        self._file = self.request.makefile("rb")
        self._say("220 mail of a test")
        while line := self._file.readline():
            word, _blank, rest = line.decode().strip().partition(" ")
            if not self._answer(word.upper(), rest):
                break
        self._file.close()

    def _encrypt(self) -> None:
        self.request = self.server.encrypt(self.request)

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            self.request.close()

    def _say(self, *lines: str) -> None:
        self.request.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def _answer(self, word: str, rest: str) -> bool:
        if word == "EHLO":
            offered = ["AUTH PLAIN"]
            if self.server.certificate and not isinstance(self.request, ssl.SSLSocket):
                offered = ["STARTTLS"]
            self._say("250-mail of a test", *(f"250-{one}" for one in offered), "250 SMTPUTF8")
        elif word == "STARTTLS":
            self._say("220 go on")
            self._file.close()
            self._encrypt()
            self._file = self.request.makefile("rb")
        elif word == "AUTH":
            self.server.passwords.append(base64.b64decode(rest.partition(" ")[2]).decode())
            self._refuse("AUTH") or self._say("235 welcome")
        elif word == "RCPT":
            self._receiver = rest.partition("<")[2].partition(">")[0]
            self._refuse(self._receiver) or self._say("250 fine")
        elif word == "DATA":
            if not self._refuse("DATA"):
                self._letter()
        elif word == "QUIT":
            self._say("221 bye")
            return False
        else:
            self._say("250 fine")
        return True

    def _refuse(self, what: str) -> bool:
        said = self.server.refusals.get(what)
        if said == "stall":
            self.server.let_go.wait(60)
            raise OSError
        if said:
            self._say(said)
        return bool(said)

    def _letter(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self._file.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        server = self.server
        server.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
        server.receivers.append(self._receiver)
        server.encrypted.append(isinstance(self.request, ssl.SSLSocket))
        self._say("250 taken")
        server.came.release()
