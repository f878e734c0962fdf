"""sipgate.io's push: a form, RSA-SHA256 over the raw body; answer and hangup come only if the reply asks.

https://developer.sipgate.io/push-api/api-reference/
"""

import base64
import binascii
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from callcenter.calls.sources import zammad
from callcenter.calls.sources.said import Heard, Reply, Said, fields, first
from callcenter.calls.views import CallEvent

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

HEADER = "x-sipgate-signature"
_XML = "application/xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_SHORTEST_WHOLE = 8


def hear(said: Said) -> Heard:
    """The event of one request; the reply to a ring subscribes to what follows at the same address.

    Raises:
        Unread: a field that a call needs is missing or unknown.
    """
    found = fields(said)
    kind = first(found, "event")
    if kind == "dtmf":
        return Heard(reply=Reply(f"{_HEAD}<Response/>", _XML))
    told = zammad.event("sipgate", found, said)
    here = quoteattr(said.url)
    answer = f"<Response onAnswer={here} onHangup={here}/>" if kind == "newCall" else "<Response/>"
    return Heard((_international(told),), Reply(_HEAD + answer, _XML))


def _international(told: CallEvent) -> CallEvent:
    """Sipgate writes E.164 without its plus."""
    number = told.number
    whole = number.isdecimal() and number[0] != "0" and len(number) >= _SHORTEST_WHOLE
    return replace(told, number=f"+{number}") if whole else told


def is_signed(said: Said, public_key_pem: bytes) -> bool:
    """Whether sipgate signed this very body.

    Args:
        said: the request.
        public_key_pem: sipgate's public key.

    Raises:
        ValueError: the key is no RSA key in PEM.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    key = require_key(public_key_pem)
    try:
        signature = base64.b64decode(said.headers.get(HEADER, ""), validate=True)
        key.verify(signature, said.body, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def require_key(public_key_pem: bytes) -> "RSAPublicKey":
    """Read a public key.

    Raises:
        ValueError: it is no RSA key in PEM.
    """
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    key = load_pem_public_key(public_key_pem)
    if not isinstance(key, RSAPublicKey):
        raise ValueError("no RSA key")
    return key
