"""Sending one message: an HTTP POST with timeouts that never leads into the house's own network.

The headers are those of Standard Webhooks (github.com/standard-webhooks, spec: "Webhook Headers"). The name
is resolved once and the very address that was checked is connected to, so that a name can't change its mind
between the two. Redirects are not followed: an answer of 3xx is a failure like any other.
Every wait has a timeout, and the attempt as a whole has one too: a receiver that sends its answer byte by
byte would keep each single wait short for ever.
"""

import ipaddress
import json
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from time import monotonic
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote_to_bytes

import httpx

from callcenter.outbox.views import Claimed, Result

Sign = Callable[[str, datetime, bytes], Mapping[str, str]]
"""Makes the signature headers from the message's id, the time of the attempt and the body."""

_LONGEST_ERROR = 200


class _Refused(Exception):
    """The destination may not be sent to."""


def deliver(
    message: Claimed,
    *,
    at: datetime,
    timeout_s: float,
    allow_private: bool,
    sign: Sign | None = None,
) -> Result:
    """Make one attempt; never raises for what the network or the receiver does.

    Args:
        message: as it was claimed.
        at: now, for the timestamp header.
        timeout_s: how long the attempt may take, in seconds, once the name is resolved.
        allow_private: whether addresses within the house's own network, loopback included, may be sent to.
        sign: makes the signature headers.
    """
    began = monotonic()
    status: int | None = None
    patience: timedelta | None = None
    limit = Limit(timeout_s)
    try:
        status, patience = _post(message, at, limit, allow_private, sign)
        error = None if 200 <= status < 300 else f"the receiver answered {status}"
    except _Refused as refused:
        error = str(refused)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as failed:
        late = limit.over or isinstance(failed, httpx.TimeoutException)
        error = f"no answer within {timeout_s:g} s" if late else str(failed) or type(failed).__name__
    spent = round((monotonic() - began) * 1000)
    return Result(status, error[:_LONGEST_ERROR] if error else None, spent, patience)


class Limit:
    """Hangs up on the receiver when the whole attempt has lasted too long.

    Args:
        seconds: how long it may last.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.over = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """Learn the connection, by the ``trace`` extension of httpcore; TLS puts a socket over the first."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.over:
                self._end()

    def _end(self) -> None:
        self.over = True
        if self._socket is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # wakes whoever waits on it


def _post(
    message: Claimed, at: datetime, limit: Limit, allow_private: bool, sign: Sign | None
) -> tuple[int, timedelta | None]:
    url = httpx.URL(message.destination)
    if url.scheme not in ("http", "https") or not url.host:
        raise _Refused("the address is no http or https address")
    address = _address(url, allow_private)
    body = json.dumps(message.body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    headers = {
        "host": url.netloc.decode("ascii"),
        "content-type": "application/json",
        "user-agent": "callcenter",
        "webhook-id": message.idempotency_key,
        "webhook-timestamp": str(int(at.timestamp())),
    }
    if url.userinfo:
        headers["authorization"] = f"Basic {b64encode(unquote_to_bytes(url.userinfo)).decode()}"
    headers |= sign(message.idempotency_key, at, body) if sign else {}
    request = httpx.Request(
        "POST",
        url.copy_with(host=address),
        headers=headers,
        content=body,
        extensions={
            "sni_hostname": url.raw_host.decode("ascii"),
            "timeout": httpx.Timeout(limit.seconds).as_dict(),
            "trace": limit.watch,
        },
    )
    # The body of the answer is nobody's business here: the status is enough, and a body may be endless.
    with limit, httpx.HTTPTransport(verify=_tls(), trust_env=False) as transport:
        response = transport.handle_request(request)
        response.close()
    return response.status_code, retry_after(response.headers.get("retry-after"), at)


def retry_after(said: str | None, at: datetime) -> timedelta | None:
    """How long a receiver asks to be left alone (RFC 9110, 10.2.3): seconds or a date; None: not at all."""
    words = (said or "").strip()
    if words.isdecimal() and words.isascii():
        return timedelta(seconds=int(words[:9]))
    with suppress(ValueError, OverflowError):  # something else, also dates that don't exist
        until = parsedate_to_datetime(words)
        return max(timedelta(0), (until if until.tzinfo else until.replace(tzinfo=UTC)) - at)
    return None


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _address(url: httpx.URL, allow_private: bool) -> str:
    """The first address of the host, checked."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.raw_host.decode("ascii"), port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise _Refused(f"{url.host} is not known") from error
    addresses = [str(info[4][0]) for info in found]
    if not allow_private and any(is_private(address) for address in addresses):
        raise _Refused(f"{url.host} lies within a private network: allow_private_addresses is off")
    return addresses[0]


def is_private(address: str) -> bool:
    """Whether an IP address is anything but one of the public internet, loopback and link-local included."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or _nat64(ip)
        if inner is not None:
            return is_private(str(inner))
        if ip.is_site_local or any(ip in one for one in _INWARD):
            return True
    return not ip.is_global or ip.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# RFC 8215: NAT64 within a network. RFC 4291, 2.5.5.1: IPv4 in IPv6 as it was once written.
_INWARD = (ipaddress.ip_network("64:ff9b:1::/48"), ipaddress.ip_network("::/96"))


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
