"""What can be typed on a line of the form: where it stands, what it reads and what it writes."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from callcenter.i18n import N_

from .form import Issue
from .sheet import TITLES

Read = Callable[[Issue], str]
Write = Callable[[Issue, str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """One typed value: its line, the hint of the empty field, how it is read and written.

    A part with ``seeks`` is looked for while it is typed and written by the row that is taken.
    """

    name: str
    line: str
    read: Read
    write: Write
    hint: str = ""
    seeks: bool = False

    @property
    def caption(self) -> str:
        """Message id of what stands before the field."""
        return TITLES[self.name]


def _simple(name: str, line: str, field: str, hint: str = "") -> Part:
    def write(issue: Issue, value: str) -> None:
        setattr(issue.form, field, value.strip())

    return Part(name, line, lambda issue: str(getattr(issue.form, field)), write, hint)


def _write_said(issue: Issue, value: str) -> None:
    form = issue.form
    form.item_said, form.item_settled = value.strip(), True
    if not form.item_said:
        return
    form.item_id = None
    found = next((line for word in re.findall(r"[^\W_]+", value) if (line := _line(issue, word))), "")
    form.line = found or form.line


def _line(issue: Issue, text: str) -> str:
    found = issue.taxonomy.line(text) if issue.taxonomy else None
    return found.code if found else ""


def _write_line(issue: Issue, value: str) -> None:
    issue.form.line = _line(issue, value) or value.strip()


def _read_cost(issue: Issue) -> str:
    cost = issue.form.cost_told
    return "" if cost is None else f"{cost // 100}" + (f".{cost % 100:02}" if cost % 100 else "")


def _write_cost(issue: Issue, value: str) -> None:
    """Whole units, or hundredths after a point or comma; anything else leaves it open."""
    said = re.fullmatch(r"\D*(\d{1,9})(?:[.,](\d{1,2}))?\D*", value.strip())
    issue.form.cost_told = int(said[1]) * 100 + int((said[2] or "0").ljust(2, "0")) if said else None
    if said is None:
        issue.form.cost_agreed = None


def _write_reporter(issue: Issue, value: str) -> None:
    form = issue.form
    if value.strip() != form.reporter:  # another name is no longer the contact on file, unless it is one
        contacts = issue.card.contacts if issue.card else ()
        found = (one.contact_id for one in contacts if one.name == value.strip())
        form.reporter, form.reporter_contact_id = value.strip(), next(found, None)


def _write_place(issue: Issue, value: str) -> None:
    if value.strip():
        issue.form.take_place(value, None)
    elif issue.card is not None:
        issue.form.propose_home(issue.card)
    else:
        issue.form.take_place("", None)


PARTS = {
    part.name: part
    for part in (
        _simple("answer", "answer", "safety_answer", N_("what the caller answers")),
        _simple("phone", "reach", "contact_phone", N_("the number to call back")),
        _simple("hours", "reach", "contact_hours", N_("when: evenings, after 17:00")),
        Part("place", "place", lambda issue: issue.form.place.text, _write_place,
             N_("city or postcode; empty: home"), seeks=True),
        Part("category", "category", lambda issue: "", lambda issue, value: None,
             N_("part or symptom, in either language"), seeks=True),
        Part("item", "item", lambda issue: "", _write_said, N_("one of theirs, or what it is"), seeks=True),
        Part("said", "item", lambda issue: issue.form.item_said, _write_said,
             N_("an item not on file: what is it?")),
        _simple("brand", "item", "brand", N_("its brand")),
        Part("line", "item", lambda issue: issue.form.line, _write_line, N_("car, fridge, washing machine")),
        Part("cost", "cover", _read_cost, _write_cost, N_("such as 680; empty: none told")),
        Part("reporter", "who", lambda issue: issue.form.reporter, _write_reporter, N_("who is speaking")),
        _simple("contact", "who", "contact", N_("who is with the item; empty: the same")),
    )
}  # fmt: skip
AFTER = {"said": "brand", "brand": "line"}
"""What is asked at once after a part."""
