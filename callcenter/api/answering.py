"""The page on which a service point answers, behind the signed link of its message.

GET only shows, for mail scanners open links; what is done is a POST, and after it the browser is sent back to
the page. There is no cookie, so no other site can make the browser act for the point: who doesn't know the
link can't name the path. A key hidden in each form makes a double press act once. No script.
"""

import logging
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from callcenter import i18n
from callcenter.api import page_forms, page_views
from callcenter.api.door import Door, TurnedAway, body_of
from callcenter.api.guard import Rates
from callcenter.api.points import status_of
from callcenter.desk.point import LinkExpired, PointDesk, Secrets, desk_of_link
from callcenter.errors import CallcenterError, Changed, Invalid, MoveRefused, NotFound, StoreError

_LOG = logging.getLogger(__name__)
_A_SECOND = 10.0
"""Requests of one address, and of one link, on average; twice as many at once."""
_FIELDS = 40
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src '{page_views.STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request for the page."""

    token: str
    language: str
    """As chosen on the page; empty: the point's."""
    accepts: str
    """The browser's languages, for those whose point isn't known."""
    form: dict[str, str] | None = None


def routes(door: Door) -> APIRouter:
    """The page of a link."""
    router = APIRouter(tags=["service points"], default_response_class=Response, include_in_schema=False)
    rates = Rates(_A_SECOND)

    @router.api_route("/p/{token}", methods=["GET", "HEAD"])
    async def show(request: Request, token: str) -> Response:
        return await _answered(door, rates, request, token)

    @router.post("/p/{token}")
    async def act(request: Request, token: str) -> Response:
        return await _answered(door, rates, request, token)

    return router


async def _answered(door: Door, rates: Rates, request: Request, token: str) -> Response:
    language = request.query_params.get("lang", "")
    accepts = request.headers.get("accept-language", "en")
    try:
        _paced(rates, request, token)
        form = await _form(request) if request.method == "POST" else None
        reply = await run_in_threadpool(_page, door, _Asked(token, language, accepts, form))
    except TurnedAway as away:
        door.refused("link", request, away)
        reply = _html(away.status, page_views.calm(page_views.BUSY, i18n.nearest(language or accepts)))
    except ClientDisconnect:  # nobody hears the reply
        reply = Response(status_code=400)
    if reply.status_code in (404, 503):
        door.refused("link", request, TurnedAway(reply.status_code, "no such link, or the store is away"))
    door.figures.requests.labels("link", str(reply.status_code)).inc()
    return reply


def _paced(rates: Rates, request: Request, token: str) -> None:
    now, host = time.monotonic(), request.client.host if request.client else "-"
    if not (rates.allows(host, now) and rates.allows(f"link {token[:80]}", now)):
        raise TurnedAway(429, "too many requests")


async def _form(request: Request) -> dict[str, str]:
    try:
        fields = parse_qsl((await body_of(request)).decode(), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError as error:
        raise TurnedAway(422, "no form") from error
    return {name: value.strip() for name, value in fields}


def _page(door: Door, asked: _Asked) -> Response:
    """All of it in one thread, in the reader's language and zone."""
    i18n.use(asked.language or asked.accepts, "UTC")
    try:
        house = door.desk()
        signer = Secrets.of(house.settings)  # read anew: a key may have been added
        desk, dispatch_id = desk_of_link(house.store, house.settings, signer, asked.token)
        i18n.use(asked.language or desk.seat.language, desk.seat.zone)
        if asked.form is None:
            return _shown(desk, dispatch_id)
        return _acted(desk, dispatch_id, asked)
    except LinkExpired as error:
        return _html(410, page_views.calm(i18n.sentence(error), i18n.language()))
    except NotFound as error:
        return _html(404, page_views.calm(i18n.sentence(error), i18n.language()))
    except StoreError:
        return _html(503, page_views.calm(page_views.AWAY, i18n.language(), again=asked.form or {}))
    except CallcenterError as error:  # the house's own affair, such as its file of keys
        _LOG.error("link: %s", error)
        return _html(503, page_views.calm(page_views.AWAY, i18n.language(), again=asked.form or {}))


def _shown(desk: PointDesk, dispatch_id: int) -> Response:
    case = desk.case(dispatch_id)
    key = secrets.token_urlsafe(12)
    return _html(410 if case.is_over else 200, page_views.case_page(desk, case, key))


def _acted(desk: PointDesk, dispatch_id: int, asked: _Asked) -> Response:
    form: dict[str, Any] = asked.form or {}
    key = form.get("key", "")[:80] or secrets.token_urlsafe(12)
    try:
        page_forms.act(desk, key, dispatch_id, form)
    except (Invalid, MoveRefused, Changed) as error:
        case = desk.case(dispatch_id)
        status = 410 if case.is_over else status_of(error)
        return _html(status, page_views.case_page(desk, case, key, typed=form, error=i18n.sentence(error)))
    # Relative, so that it holds behind any proxy; the token is of letters that need no quoting.
    where = asked.token + (f"?lang={i18n.language()}" if asked.language else "")
    return Response(status_code=303, headers={**_HEADERS, "Location": where})


def _html(status: int, page: str) -> Response:
    return Response(page, status, headers=_HEADERS, media_type="text/html; charset=utf-8")
