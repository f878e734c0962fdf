"""The paths of telephone systems: a request is let in, read and answered, and its event put into the line."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from callcenter.api.door import Door, TurnedAway
from callcenter.desk.sources import (
    CallerFound,
    Heard,
    Reply,
    Said,
    Unread,
    caller_name,
    placetel,
    sipgate,
    threecx,
    twilio,
    zammad,
)
from callcenter.errors import StoreError

Hear = Callable[[Said], Heard]
Answer = Callable[[Said], Awaitable[Reply]]
_REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": "No such key, or the signature is wrong."},
    413: {"description": "More than 64 KB."},
    422: {"description": "No call's request."},
    429: {"description": "Too many requests of this key."},
    503: {"description": "Too much waits to be written, or the keys aren't known yet. Send it again."},
}


def routes(door: Door) -> APIRouter:
    """All paths of telephone systems."""
    router = APIRouter(tags=["telephony"], responses=_REFUSALS, default_response_class=Response)
    _post(router, door, "/api/v1/cti/{token}", "zammad", zammad.hear)
    _post(router, door, "/cti/sipgate/{token}", "sipgate", sipgate.hear)
    _post(router, door, "/cti/placetel/{token}", "placetel", placetel.hear)
    _post(router, door, "/cti/twilio/{token}", "twilio", twilio.hear)
    _post(router, door, "/cti/3cx/{token}/report", "3cx", threecx.hear_report)
    _names(router, door)
    return router


def _post(router: APIRouter, door: Door, path: str, source: str, hear: Hear) -> None:
    @router.post(path, name=f"{source} event", summary=f"An event of a call, as {source} sends it")
    async def event(request: Request, token: str) -> Response:
        async def answer(said: Said) -> Reply:
            await _signed(door, source, said)
            heard = hear(said)
            _put(door, heard)
            return heard.reply

        return await _answered(door, source, request, token, answer)


def _names(router: APIRouter, door: Door) -> None:
    @router.get("/cti/3cx/{token}/lookup", summary="Who rings, as 3CX asks; the asking is the ring")
    async def lookup(request: Request, token: str, number: str = "", agent: str = "") -> Response:
        async def answer(said: Said) -> Reply:
            heard = threecx.hear_lookup(said)
            _put(door, heard)
            return threecx.contacts(await _caller(door, number) if heard.events else None)

        return await _answered(door, "3cx", request, token, answer)

    @router.get("/cti/cid", summary="A caller's name as plain text, for a telephone's display")
    async def cid(request: Request, key: str = "", number: str = "") -> Response:
        async def answer(said: Said) -> Reply:
            shown, asked = door.settings.telephony["caller_names"], caller_name.asked_for(said)
            known = await _caller(door, asked) if asked and shown != "off" else None
            return caller_name.reply(known, shown)

        return await _answered(door, "cid", request, key, answer)


async def _answered(door: Door, source: str, request: Request, token: str, answer: Answer) -> Response:
    try:
        reply = await answer(await door.let_in(request, token))
    except TurnedAway as away:
        door.refused(source, request, away)
        reply = zammad.refused(away.why, away.status)
    except Unread as error:
        door.refused(source, request, TurnedAway(422, str(error)))
        reply = zammad.refused(str(error), 422)
    except ClientDisconnect:  # nobody hears the reply
        reply = zammad.refused("broken off", 400)
    door.figures.requests.labels(source, str(reply.status)).inc()
    return Response(reply.body, reply.status, media_type=reply.kind)


def _put(door: Door, heard: Heard) -> None:
    for event in heard.events:
        if not door.writer.put(event):
            raise TurnedAway(503, "too much waits to be written")


async def _signed(door: Door, source: str, said: Said) -> None:
    """Verify the signature of those who sign, where the settings hold what it takes."""
    secrets = door.settings.telephony
    right = True
    if source == "sipgate" and door.sipgate_key:
        right = await run_in_threadpool(sipgate.is_signed, said, door.sipgate_key)
    elif source == "placetel" and secrets["placetel_secret"]:
        right = placetel.is_signed(said, secrets["placetel_secret"])
    elif source == "twilio" and secrets["twilio_token"]:
        right = twilio.is_signed(said, secrets["twilio_token"])
    if not right:
        raise TurnedAway(401, "wrong signature")


async def _caller(door: Door, number: str) -> CallerFound | None:
    """Who it is; nobody where the store is away: a telephone must not wait."""
    try:
        return await run_in_threadpool(lambda: door.desk().caller(number))
    except StoreError:
        return None
