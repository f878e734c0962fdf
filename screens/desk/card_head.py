"""The upper part of the card: who it is, how to reach them, and what was said last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from callcenter.i18n import N_, _, fill, say, time_text

from ..widgets.ledger import fit
from ..widgets.words import clauses, day_of
from .lines import Line, Piece, pack, spread

if TYPE_CHECKING:
    from callcenter.desk.views import Card, Duplicate, LastContact, PhoneView

LABEL = 8
ASKED = 3
"""How many of the details that may be asked are named on the card; the verify key lists all."""
LANGUAGES = {
    "zh": "中文",
    "en": "English",
    "de": "Deutsch",
    "fr": "français",
    "es": "español",
    "ja": "日本語",
}
"""Languages by their own names; others stand as their code."""


def head(card: Card, now: datetime, width: int, doubles: Sequence[Duplicate] = ()) -> tuple[Line, ...]:
    """All lines of it.

    Args:
        card: whose.
        now: for "today".
        width: of a line, in cells.
        doubles: who may be the same customer.
    """
    return (
        *_who(card, width),
        *_reach(card, width),
        *_twice(doubles, width),
        *_remarks(card, width),
        *_last(card.last, now, width),
    )


def language_name(code: str | None) -> str:
    """A language by its own name."""
    return LANGUAGES.get((code or "").replace("_", "-").partition("-")[0].lower(), code or "")


def _flag(code: str) -> str:
    words = say(f"flag.{code}")
    return code.replace("_", " ") if words == f"flag.{code}" else words


def _who(card: Card, width: int) -> tuple[Line, ...]:
    name: list[Piece] = [(card.name or _("without a name"), "strong")]
    if card.latin and card.latin != card.name:
        name.append((f" {card.latin}", ""))
    since = fill(_("since {year}"), {"year": card.since.year}) if card.since else ""
    facts = [
        ("" if card.tier == "standard" else say(f"tier.{card.tier}"), "accent"),
        (say("customer_kind.firm") if card.kind == "firm" else "", ""),
        (card.place, ""),
        (since, ""),
        (language_name(card.language), ""),
        *((_flag(flag), "soon") for flag in card.flags),
    ]
    told = pack(facts, width, "   ")
    lines: list[Line] = []
    for index, line in enumerate(told):
        lines += spread(tuple(name), line, width) if index == 0 else (line,)
    return tuple(lines or [tuple(name)]) + pack(((card.address or "", ""), (card.email or "", "")), width)


def _reach(card: Card, width: int) -> tuple[Line, ...]:
    phones = sorted(card.phones, key=lambda one: not one.calling)
    lines = pack([_phone(one) for one in phones], width, "   ")
    quiet = _quiet(card)
    if not lines:
        lines = (((_("no number on file"), "over"),),)
    people = tuple((f"{one.name} {say(f'contact_role.{one.role}')}", "") for one in card.contacts)
    numbers = (*lines[:-1], *spread(lines[-1], quiet, width))
    return (*numbers, *_labelled(N_("WITH"), pack(people, width - LABEL)))


def _phone(one: PhoneView) -> Piece:
    parts = [
        "☎" if one.calling else "",
        one.text,
        fill(_("ext. {extension}"), {"extension": one.extension})
        if one.extension and "#" not in one.text
        else "",
        say(f"phone_kind.{one.kind}"),
    ]
    words = " ".join(part for part in parts if part)
    if one.contact:
        words += f" ({one.contact})"
    if one.also:
        words += fill(_(", also {names}"), {"names": _(", ").join(one.also)})
    return words, "strong" if one.calling else ""


def _quiet(card: Card) -> Line:
    if card.verified_at is not None:
        return ((fill(_("✓ verified {at}"), {"at": time_text(card.verified_at)}), "over"),)
    if not card.ask:
        return ((_("not verified: nothing on file to ask"), "over"),)
    asked = _(", ").join(say(code) for code in card.ask[:ASKED]) + ("…" if len(card.ask) > ASKED else "")
    return ((fill(_("not verified: ask 2 of {asked}"), {"asked": asked}), "over"),)


def _twice(doubles: Sequence[Duplicate], width: int) -> tuple[Line, ...]:
    """Quietly: perhaps somebody put them on file a second time."""
    if not doubles:
        return ()
    first = doubles[0]
    name = " ".join(part for part in (first.other.name, first.other.latin) if part)
    words = fill(_("{sure} the same as {name}"), {"sure": say(f"sure.{first.sure}"), "name": name})
    more = fill(_("and {count} more"), {"count": len(doubles) - 1}) if len(doubles) > 1 else ""
    why = _(", ").join(map(say, first.why))
    return _labelled(N_("TWICE?"), pack(((words, "soon"), (why, "over"), (more, "over")), width - LABEL))


def _remarks(card: Card, width: int) -> tuple[Line, ...]:
    parts: list[Piece] = [
        (_("! do not call") if card.do_not_call else "", "soon"),
        (card.note, ""),
    ]
    return _labelled(N_("NOTE"), pack(parts, width - LABEL))


def _last(last: LastContact | None, now: datetime, width: int) -> tuple[Line, ...]:
    if last is None:
        return _labelled(N_("LAST"), (((_("first contact"), "over"),),))
    what = say(last.what)
    said = {"who": last.agent, "what": what}
    who = what if last.agent in what else fill(_("{who}: {what}"), said)
    promise = _("promised: {what} by {at}") if last.promise_by else _("promised: {what}")
    values = {"what": last.promise, "at": time_text(last.promise_by) if last.promise_by else ""}
    late = last.promise_by is not None and last.promise_by < now
    parts: list[Piece] = [
        (clauses(day_of(last.at, now), who, last.case_number), ""),
        (f"“{last.words}”" if last.words else "", ""),
        (
            ("! " if late else "") + fill(promise, values)
            if last.promise and last.promise != last.words
            else "",
            "late" if late else "soon",
        ),
    ]
    return _labelled(N_("LAST"), pack(parts, width - LABEL))


def _labelled(label: str, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    return tuple(
        ((label_text(label) if index == 0 else " " * LABEL, "over"), *line)
        for index, line in enumerate(lines)
    )


def label_text(label: str) -> str:
    """A label in its column, such as LAST (message id)."""
    return fit(_(label), LABEL)
