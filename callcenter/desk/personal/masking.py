"""Telephone numbers for those who need no whole ones: what leaves their desk carries masked ones, everywhere.

The setting ``full_numbers`` names the roles that see them whole. The desk masks, not the screen: whatever a
verb returns is gone through, so that a view made later is masked as well. What the agent typed stays as it
was typed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import wraps
from inspect import getattr_static
from types import FunctionType
from typing import Any, TypeVar

from callcenter.callers import phones
from callcenter.callers.persons import hidden
from callcenter.callers.views import LookupAnswer, LookupRow, PhoneView
from callcenter.desk.base import DeskBase
from callcenter.dispatch.masking import masked
from callcenter.people.views import AgentView
from callcenter.settings import Settings

Desk = TypeVar("Desk", bound=type[DeskBase])

NUMBERS = frozenset({"caller", "contact_phone", "phones"})
"""Fields that hold a customer's number and nothing else."""
KEPT = frozenset(
    {
        "serial", "plate", "number", "external_id", "case_number", "job_no", "url", "point_phone",
        "repeat_of", "after", "emergency_phone", "code", "calling", "of", "case_numbers",
    }
)  # fmt: skip
"""Fields whose digits are no customer's telephone number."""
_WHOLE = frozenset(
    {
        "Taxonomy",
        "Proposal",
        "ReadBack",
        "PhoneCandidate",
        "DraftView",
        "Wish",
        "Place",
        "AgentView",
        "Intake",
        "NewKey",
        "NewSecret",
    }
)
"""Views of what the agent typed, of points and of categories; keys, which are shown once."""


_PHONE = re.compile(r"\+\d[\d\s()-]{6,}(?: ?(?:#|ext\. ?)\d+)?")


def sees_numbers(settings: Settings, me: AgentView) -> bool:
    """Whether one of the roles of an agent is named by ``full_numbers``."""
    return not set(settings.full_numbers.split(", ")).isdisjoint(me.roles)


def numbers_by_role(desk: Desk) -> Desk:
    """Let each verb of a desk answer with masked numbers where the role needs no whole ones."""
    for name in dir(desk):
        verb = getattr_static(desk, name)
        if not name.startswith("_") and isinstance(verb, FunctionType) and not hasattr(DeskBase, name):
            setattr(desk, name, _masking(verb))
    return desk


def _masking(verb: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(verb)
    def answer(self: DeskBase, *args: Any, **more: Any) -> Any:
        said = verb(self, *args, **more)
        return said if sees_numbers(self.settings, self.me) else shown(said)

    return answer


def shown(view: Any) -> Any:
    """A view with its numbers masked; whatever holds none comes back as it is."""
    if isinstance(view, str):
        return text(view)
    if type(view) in (tuple, list):
        return type(view)(shown(one) for one in view)
    if isinstance(view, Mapping):
        return {name: _field(str(name), value) for name, value in view.items()}
    if is_dataclass(view) and not isinstance(view, type) and type(view).__name__ not in _WHOLE:
        return _view(view)
    return view


def _view(view: Any) -> Any:
    if isinstance(view, LookupAnswer):
        return _answer(view)
    if isinstance(view, PhoneView):
        return replace(view, text=number(view.text), e164=None)
    return replace(view, **{one.name: _field(one.name, getattr(view, one.name)) for one in fields(view)})


def _field(name: str, value: Any) -> Any:
    if name in KEPT:
        return (
            number(value) if isinstance(value, str) and _PHONE.fullmatch(value) and name != "after" else value
        )
    if name in NUMBERS and isinstance(value, str):
        return number(value)
    if name in NUMBERS and isinstance(value, tuple) and all(isinstance(one, str) for one in value):
        return tuple(map(number, value))
    return shown(value)


def _answer(view: LookupAnswer) -> LookupAnswer:
    """What was asked for is known to whoever asked; all other numbers are masked."""
    asked = view.number.e164 if view.number else ""
    rows = tuple(_row(row, asked) for row in view.rows)
    return replace(view, rows=rows, single=_row(view.single, asked) if view.single else None)


def _row(row: LookupRow, asked: str) -> LookupRow:
    held = tuple(one if one == asked or _same(one, asked) else number(one) for one in row.phones)
    known = row.e164 if row.e164 == asked else None
    return replace(row, phones=held, e164=known, summary=text(row.summary))


def _same(one: str, asked: str) -> bool:
    return bool(asked) and "".join(filter(str.isdigit, one)) == asked.removeprefix("+")


def number(said: str) -> str:
    """One number without its last four digits; one that is no whole number without any."""
    if not said or "•" in said:
        return said
    digits = "".join(filter(str.isdigit, said))
    whole = said.startswith("+") and 8 <= len(digits) <= 15
    return phones.mask(f"+{digits}") if whole else hidden(None, said)


def text(said: str) -> str:
    """Free text without the telephone numbers and e-mail addresses that somebody typed into it."""
    if _PHONE.fullmatch(said):
        return number(said)
    return masked(said) if sum(map(str.isdigit, said)) >= _FEWEST else said


_FEWEST = 7
