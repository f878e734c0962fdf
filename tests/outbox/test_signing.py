"""Signatures of Standard Webhooks: the published vector, and several while a secret is being changed."""

from datetime import UTC, datetime

from standardwebhooks import Webhook

from callcenter import clock
from callcenter.outbox.signing import signed_with

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + "QUJD" * 11


def test_the_published_vector() -> None:
    sign = signed_with([SECRET])
    assert sign is not None
    at = datetime.fromtimestamp(1614265330, UTC)
    assert sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}') == {
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    }


def test_two_secrets_make_two_signatures_and_either_is_enough() -> None:
    sign, body, at = signed_with([OTHER, SECRET]), '{"地": 1}', clock.now()
    assert sign is not None
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp()))}
    headers |= sign("msg_1", at, body.encode())
    for secret in (SECRET, OTHER):
        assert Webhook(secret).verify(body, headers) == {"地": 1}


def test_nothing_is_signed_without_a_secret() -> None:
    assert signed_with([]) is None
