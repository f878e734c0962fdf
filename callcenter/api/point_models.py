"""What service points send and are sent as JSON: read and written here and nowhere else."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from callcenter.cases.words import Outcome
from callcenter.dispatch.opening_views import Offer, Opened, PointCase
from callcenter.dispatch.reports import PointStep
from callcenter.dispatch.words import DeclineReason

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    note: Words = ""


class Accept(_Sent):
    """The point takes the case."""

    promised_at: AwareDatetime | None = Field(None, description="When it will be done or come.")


class Decline(_Sent):
    """The point leaves it to another."""

    reason: DeclineReason


class Propose(_Sent):
    """The time at which it will be done or come; takes an offer with it."""

    at: AwareDatetime


class Progress(_Sent):
    """A step of the work, and with ``repaired`` what was done."""

    step: PointStep
    outcome: Outcome | None = Field(None, description="With repaired, if it ended otherwise.")
    cause: Words = ""
    work: Words = ""
    parts: Words = ""
    km: int | None = Field(None, ge=0, le=10_000_000)
    job_no: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""
    cost: Decimal | None = Field(None, ge=0, le=10**9, decimal_places=2)


class Case(BaseModel):
    """One case as its point sees it: ``opened`` from acceptance on, neither that nor ``offer`` at the end."""

    dispatch: int
    case: str
    state: str
    case_state: str
    answer_by: datetime | None
    expected_at: datetime | None
    can: list[str]
    offer: Offer | None
    opened: Opened | None

    @classmethod
    def of(cls, one: PointCase) -> "Case":
        """As the desk shows it."""
        return cls(
            dispatch=one.dispatch_id, case=one.number, state=one.state, case_state=one.case_state,
            answer_by=one.answer_due_at, expected_at=one.expected_at, can=list(one.can),
            offer=one.offer, opened=one.opened,
        )  # fmt: skip


class Cases(BaseModel):
    """The open ones, the next to answer first; nobody is named."""

    cases: list[Case]


class Problem(BaseModel):
    """Why not, in one sentence."""

    error: str
