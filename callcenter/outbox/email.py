"""Sending one e-mail through the house's mail server: TLS with a checked certificate, a time for the whole.

What the server refuses for good (5xx) isn't tried again; all else is (RFC 5321, 4.2.1). The message's id is
made from its idempotency key, so that one that is sent twice can be known as one.
"""

import ipaddress
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from time import monotonic
from typing import Any

from callcenter.outbox.views import Claimed, Result

_LONGEST_ERROR = 200
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")


class Unsendable(Exception):
    """It can't be sent, now or ever."""


def send(message: Claimed, *, at: datetime, server: Mapping[str, Any]) -> Result:
    """Make one attempt; never raises for what the network or the server does.

    Args:
        message: its destination is an address; its body has ``subject`` and ``text``, and may have ``html``
            and ``attachments``.
        at: now, for the Date header.
        server: the setting ``email``.
    """
    began = monotonic()
    status: int | None = None
    error: str | None = None
    final = False
    try:
        _check(server)
        _hand_over(letter(message, at=at, sender=server["sender"]), server)
        status = 250
    except Unsendable as refused:
        error, final = str(refused), True
    except smtplib.SMTPRecipientsRefused as refused:
        status, words = next(iter(refused.recipients.values()))
        error, final = _said(status, words), status >= 500
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
        status, error = refused.smtp_code, _said(refused.smtp_code, refused.smtp_error)
        final = status >= 500
    except smtplib.SMTPResponseException as failed:  # of the greeting or the log-in: the house's own matter
        status, error = failed.smtp_code, _said(failed.smtp_code, failed.smtp_error)
    except TimeoutError:
        error = f"no answer within {server['timeout_s']:g} s"
    except (smtplib.SMTPException, OSError, ValueError) as failed:
        error = _ADDRESS.sub("…", str(failed)) or type(failed).__name__
    spent = round((monotonic() - began) * 1000)
    return Result(status, error[:_LONGEST_ERROR] if error else None, spent, final=final)


def letter(message: Claimed, *, at: datetime, sender: str) -> EmailMessage:
    """The e-mail as it leaves: plain text, HTML beside it where there is one, attachments.

    A line break in a subject or an address ends up as a blank, or is refused: it never makes a header.

    Args:
        message: as it was claimed.
        at: now.
        sender: the address it comes from, or ``Name <address>``.

    Raises:
        Unsendable: an address is none.
    """
    mail = EmailMessage(policy=SMTP)
    origin = _address(*parseaddr(_line(sender)))
    mail["From"] = origin
    mail["To"] = _address("", message.destination)
    mail["Subject"] = _line(str(message.body["subject"]))
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message.idempotency_key}@{origin.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body["text"])
    if html := message.body.get("html"):
        mail.add_alternative(html, subtype="html")
    for one in message.body.get("attachments") or ():
        kind = SMTP.header_factory("content-type", one["content_type"])
        main, _slash, sub = kind.content_type.partition("/")
        if main == "text":
            mail.add_attachment(
                one["text"], subtype=sub, filename=one["filename"],
                params={name: value for name, value in kind.params.items() if name != "charset"},
            )  # fmt: skip
        else:
            mail.add_attachment(one["text"].encode(), maintype=main, subtype=sub, filename=one["filename"])
    return mail


def _line(words: str) -> str:
    """Words as one line of a header; an encoded word in them stays as it is, for it may hold a line break."""
    return " ".join(_UNSAYABLE.sub(" ", words).split()).replace("=?", "= ?")


_UNSAYABLE = re.compile(r"[\x00-\x1f\x7f]")


def _address(name: str, spec: str) -> Address:
    try:
        found = Address(name, addr_spec=spec)
    except (MessageError, ValueError, IndexError) as error:
        raise Unsendable("the address is none") from error
    if not found.username or not found.domain:
        raise Unsendable("the address is none")
    return found


def _check(server: Mapping[str, Any]) -> None:
    if not server["host"] or not server["sender"]:
        raise ValueError("no mail server is set: [email] host and sender")
    if server["security"] == "none" and not _is_here(server["host"]):
        raise ValueError("[email] security = none is for a mail server on this machine only")


def _is_here(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host.casefold() == "localhost"


def _hand_over(mail: EmailMessage, server: Mapping[str, Any]) -> None:
    timeout_s = float(server["timeout_s"])
    context = ssl.create_default_context()
    name = socket.gethostname() or "localhost"  # not getfqdn, which may wait for a name server
    if server["security"] == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname=name, timeout=timeout_s, context=context)
    else:
        smtp = smtplib.SMTP(local_hostname=name, timeout=timeout_s)
    smtp._host = server["host"]  # type: ignore[attr-defined]  # the constructor would set it, and connect before the limit holds
    with _within(2 * timeout_s, smtp):
        try:
            smtp.connect(server["host"], server["port"])
            if server["security"] == "starttls":
                smtp.starttls(context=context)
            if server["user"]:
                smtp.login(server["user"], server["password"])
            smtp.send_message(mail)
            with suppress(smtplib.SMTPException, OSError):  # it is accepted, however the talk ends
                smtp.quit()
        finally:
            smtp.close()


@contextmanager
def _within(seconds: float, smtp: smtplib.SMTP) -> Iterator[None]:
    """Hang up when the whole has lasted too long: an answer byte by byte keeps each single wait short."""
    over = threading.Event()

    def end() -> None:
        over.set()
        if isinstance(sock := smtp.sock, socket.socket):
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (smtplib.SMTPException, OSError) as error:
        late = isinstance(error.__context__, TimeoutError)  # which smtplib calls a disconnection
        if late or over.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()


def _said(code: int, words: bytes | str) -> str:
    """What the server said, without anybody's address."""
    text = words.decode("utf-8", errors="replace") if isinstance(words, bytes) else words
    return _ADDRESS.sub("…", f"the mail server answered {code} {' '.join(text.split())}").strip()
