"""Sending one SMS: a POST to the house's gateway, which repeats nothing that has the same idempotency key."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import httpx

from callcenter.outbox.deliver import Limit, retry_after
from callcenter.outbox.views import Claimed, Result

_LONGEST_ERROR = 200


def send(message: Claimed, *, at: datetime, gateway: Mapping[str, Any]) -> Result:
    """Make one attempt; never raises for what the network or the gateway does.

    Args:
        message: its destination is a number in E.164, its body has ``text``.
        at: now.
        gateway: the setting ``sms``.
    """
    began = monotonic()
    status: int | None = None
    patience: timedelta | None = None
    limit = Limit(gateway["timeout_s"])
    try:
        if not gateway["url"]:
            raise ValueError("no SMS gateway is set: [sms] url")
        response = _post(message, limit, gateway)
        status, patience = response.status_code, retry_after(response.headers.get("retry-after"), at)
        error = None if response.is_success else f"the gateway answered {status}"
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as failed:
        late = limit.over or isinstance(failed, httpx.TimeoutException)
        error = f"no answer within {limit.seconds:g} s" if late else str(failed) or type(failed).__name__
    spent = round((monotonic() - began) * 1000)
    return Result(status, error[:_LONGEST_ERROR] if error else None, spent, patience)


def _post(message: Claimed, limit: Limit, gateway: Mapping[str, Any]) -> httpx.Response:
    body = {"to": message.destination, "from": gateway["sender"], "text": message.body["text"]}
    headers = {"content-type": "application/json", "idempotency-key": message.idempotency_key}
    if gateway["token"]:
        headers["authorization"] = f"Bearer {gateway['token']}"
    with limit, httpx.Client(trust_env=False, timeout=limit.seconds) as client:
        request = client.build_request(
            "POST",
            gateway["url"],
            headers=headers,
            content=json.dumps(body, ensure_ascii=False).encode(),
            extensions={"trace": limit.watch, "timeout": httpx.Timeout(limit.seconds).as_dict()},
        )
        response = client.send(request, stream=True)
        response.close()  # the status is enough
    return response
