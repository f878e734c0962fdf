"""The paths of service points that come with a key of their own: their cases, and their answers to them."""

import secrets
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from callcenter import i18n
from callcenter.api.door import Door, TurnedAway, body_of
from callcenter.api.point_models import Accept, Case, Cases, Decline, Problem, Progress, Propose
from callcenter.desk.point import PointDesk, desk_of_key
from callcenter.errors import CallcenterError, Changed, MoveRefused, NotFound, StoreError

Sent = TypeVar("Sent", bound=BaseModel)
Verb = Callable[[PointDesk, str, int, Any], Any]
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]
_Key = Annotated[str, Header(description="Made by the sender: the same request sent again acts once.")]
_LONGEST_KEY = 200
_STATUS: tuple[tuple[type[CallcenterError], int], ...] = (
    (NotFound, 404), (MoveRefused, 409), (Changed, 409), (StoreError, 503), (CallcenterError, 422),
)  # fmt: skip
_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": words}
    for status, words in (
        (401, "No such key."), (404, "The point has no such case."), (409, "Too late, or not yet."),
        (413, "More than 64 KB."), (422, "Something doesn't fit; the sentence says what."),
        (429, "Too many requests of this key."), (503, "The store is away. Send it again."),
    )
}  # fmt: skip


def routes(door: Door) -> APIRouter:
    """All paths of service points that hold a key."""
    router = APIRouter(prefix="/points/v1", tags=["service points"], responses=_REFUSALS)

    @router.get("/cases", response_model=Cases, summary="Offers and accepted cases; nobody is named")
    async def cases(request: Request, bearer: _Bearer) -> JSONResponse:
        return await _answered(
            door, request, bearer, lambda desk: Cases(cases=[Case.of(one) for one in desk.cases()])
        )

    @router.get("/cases/{dispatch}", response_model=Case, summary="One case")
    async def case(request: Request, dispatch: int, bearer: _Bearer) -> JSONResponse:
        return await _answered(door, request, bearer, lambda desk: Case.of(desk.case(dispatch)))

    _verb(router, door, "accept", Accept, _accept)
    _verb(router, door, "decline", Decline, _decline)
    _verb(router, door, "propose", Propose, _propose)
    _verb(router, door, "progress", Progress, _progress)
    return router


def status_of(error: CallcenterError) -> int:
    """The status of HTTP that says what an error is."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def _accept(desk: PointDesk, request: str, dispatch: int, said: Accept) -> Any:
    return desk.accept(request, dispatch, said.promised_at, said.note)


def _decline(desk: PointDesk, request: str, dispatch: int, said: Decline) -> Any:
    return desk.decline(request, dispatch, said.reason.value, said.note)


def _propose(desk: PointDesk, request: str, dispatch: int, said: Propose) -> Any:
    return desk.propose(request, dispatch, said.at, said.note)


def _progress(desk: PointDesk, request: str, dispatch: int, said: Progress) -> Any:
    cost = None if said.cost is None else int(said.cost * 100)
    return desk.progress(
        request, dispatch, said.step.value, note=said.note, outcome=said.outcome or "", cause=said.cause,
        work=said.work, parts=said.parts, km=said.km, job_no=said.job_no, cost=cost,
    )  # fmt: skip


def _verb(router: APIRouter, door: Door, name: str, model: type[Sent], verb: Verb) -> None:
    body = {"content": {"application/json": {"schema": model.model_json_schema()}}, "required": True}

    @router.post(
        f"/cases/{{dispatch}}/{name}", name=name, response_model=Case, summary=model.__doc__,
        openapi_extra={"requestBody": body},
    )  # fmt: skip
    async def answer(
        request: Request, dispatch: int, bearer: _Bearer, idempotency_key: _Key = ""
    ) -> JSONResponse:
        def work(desk: PointDesk, said: Any) -> Case:
            return Case.of(verb(desk, idempotency_key or secrets.token_hex(16), dispatch, said))

        if len(idempotency_key) > _LONGEST_KEY:
            return _problem(422, f"Idempotency-Key: at most {_LONGEST_KEY} characters.")
        return await _answered(door, request, bearer, work, model)


async def _answered(
    door: Door,
    request: Request,
    bearer: HTTPAuthorizationCredentials | None,
    work: Callable[..., BaseModel],
    model: type[BaseModel] | None = None,
) -> JSONResponse:
    """Let a point in by its key, read what it sent, do it, and say what came of it."""
    try:
        key_id = await door.holder(bearer.credentials if bearer else "", "point")
        said = (model.model_validate_json(await body_of(request) or b"{}"),) if model else ()
        reply = await run_in_threadpool(_done, door, request, key_id, work, said)
    except TurnedAway as away:
        reply = _problem(away.status, away.why)
    except ValidationError as error:
        reply = _problem(422, _first(error))
    except ClientDisconnect:  # nobody hears the reply
        reply = _problem(400, "broken off")
    if reply.status_code in (401, 413, 429, 503):
        door.refused("points", request, TurnedAway(reply.status_code, "not let in"))
    door.figures.requests.labels("points", str(reply.status_code)).inc()
    return reply


def _done(
    door: Door, request: Request, key_id: int, work: Callable[..., BaseModel], said: tuple[BaseModel, ...]
) -> JSONResponse:
    i18n.use(i18n.nearest(request.headers.get("accept-language", "en")), "UTC")
    try:
        house = door.desk()
        desk = desk_of_key(house.store, house.settings, key_id)
        if desk is None:
            return _problem(401, "no such key")
        return JSONResponse(work(desk, *said).model_dump(mode="json"), headers={"Cache-Control": "no-store"})
    except CallcenterError as error:
        return _problem(status_of(error), i18n.sentence(error))


def _first(error: ValidationError) -> str:
    """The first thing that doesn't fit, as one sentence that names its field."""
    one = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, one["loc"]))
    return f"{where}: {one['msg']}." if where else f"{one['msg']}."


def _problem(status: int, why: str) -> JSONResponse:
    headers = {"Cache-Control": "no-store"} | ({"WWW-Authenticate": "Bearer"} if status == 401 else {})
    return JSONResponse({"error": why}, status, headers)
