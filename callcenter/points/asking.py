"""Asking a service of the house over HTTP, within one time for the whole answer."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from callcenter.outbox.deliver import Limit

LONGEST = 2_000_000
"""Bytes of an answer; more than that is none."""


class Unanswered(Exception):
    """No answer in time, or none that can be read."""


def json_of(address: str, query: Mapping[str, str], *, timeout_s: float) -> Any:
    """Get one JSON value.

    Args:
        address: of the resource.
        query: what is asked.
        timeout_s: how long it may take as a whole, however slowly it comes.

    Raises:
        Unanswered: no answer of 200, none in time, or no JSON.
    """
    limit, body = Limit(timeout_s), bytearray()
    try:
        with (
            limit,
            httpx.Client(timeout=timeout_s, headers={"user-agent": "callcenter"}, trust_env=False) as client,
            client.stream("GET", address, params=dict(query), extensions={"trace": limit.watch}) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise Unanswered(f"it answered {answer.status_code}")
            for part in answer.iter_bytes():
                body += part
                if len(body) > LONGEST:
                    raise Unanswered("too long")
        return json.loads(body)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise Unanswered(str(error) or type(error).__name__) from error
