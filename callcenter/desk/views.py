"""All that a desk shows and takes, in one place for the screens; standard library only."""

from typing import TYPE_CHECKING

from callcenter.callers.views import (
    Card,
    ContactView,
    ItemView,
    LastContact,
    LookupAnswer,
    LookupRow,
    NewCustomer,
    OpenCaseView,
    PhoneCandidate,
    PhoneView,
    RecallView,
    RepairView,
    Repeat,
    TermView,
)
from callcenter.cases.taxonomy import CategoryView, Component, Taxonomy
from callcenter.cases.views import (
    CaseView,
    ClockView,
    Counts,
    DispatchView,
    Intake,
    Logged,
    MoveDetails,
    MoveView,
    PlaceSaid,
    PromiseView,
    QueuePage,
    QueueRow,
    SimilarCase,
    TimelineRow,
)
from callcenter.dispatch.views import Candidate, Choice, Proposal, ReadBack, Sent, Wish
from callcenter.people.views import AgentView, DraftView
from callcenter.points.views import Place
from callcenter.store.views import ChangeRow

if TYPE_CHECKING:  # as a type only: what suggests is not needed before the first frame
    from callcenter.cases.suggest import Suggestion as Suggestion

__all__ = [
    "AgentView",
    "Candidate",
    "Card",
    "CaseView",
    "CategoryView",
    "ChangeRow",
    "Choice",
    "ClockView",
    "Component",
    "ContactView",
    "Counts",
    "DispatchView",
    "DraftView",
    "Intake",
    "ItemView",
    "LastContact",
    "Logged",
    "LookupAnswer",
    "LookupRow",
    "MoveDetails",
    "MoveView",
    "NewCustomer",
    "OpenCaseView",
    "PhoneCandidate",
    "PhoneView",
    "Place",
    "PlaceSaid",
    "PromiseView",
    "Proposal",
    "QueuePage",
    "QueueRow",
    "ReadBack",
    "RecallView",
    "RepairView",
    "Repeat",
    "Sent",
    "SimilarCase",
    "Taxonomy",
    "TermView",
    "TimelineRow",
    "Wish",
]
