"""Signatures of Standard Webhooks: one a secret, all of them in one header, separated by blanks."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from callcenter.outbox.deliver import Sign


def signed_with(secrets: Sequence[str]) -> Sign | None:
    """What signs with these secrets (``whsec_...``), newest first; None where there is none."""
    if not secrets:
        return None

    def sign(key: str, at: datetime, body: bytes) -> Mapping[str, str]:
        from standardwebhooks import Webhook

        moment, text = at.astimezone(UTC), body.decode()
        signatures = [Webhook(secret).sign(key, moment, text) for secret in secrets]
        return {"webhook-signature": " ".join(signatures)}

    return sign
