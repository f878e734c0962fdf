"""What a form of the log is proposed to hold: who pays. Pure rules over what the card shows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from callcenter import clock, i18n
from callcenter.callers.terms import running
from callcenter.callers.views import ItemView, RecallView, TermView
from callcenter.cases.cover import proposed_cover
from callcenter.cases.taxonomy import Component

_COMMON = frozenset({"and", "system", "part", "parts", "other", "the", "unit"})


@dataclass(frozen=True, slots=True)
class CoverProposal:
    """Who may pay, and by what: the recall or the term that says so; an empty cover is open."""

    cover: str = ""
    recall: RecallView | None = None
    term: TermView | None = None


def propose_cover(
    item: ItemView | None, component: Component | None, *, kind: str = "fault", today: date | None = None
) -> CoverProposal:
    """Who may pay for work on a component of an item, by ``cases.cover``, and what speaks for it.

    Recalls and terms may name a part by the component's code or in plain words.

    Args:
        item: as the card shows it, its terms judged today; None covers nothing.
        component: of the category; without one only terms on the whole item count.
        kind: the kind of the case.
        today: the day; default the reader's.
    """
    if item is None:
        return CoverProposal()
    today = today or i18n.local(clock.now()).date()
    code = component.code if component else ""
    terms = {term: replace(term, covers=_coded(term.covers, component)) for term in item.terms}
    recalls = {one: replace(one, component=_coded(one.component, component) or "") for one in item.recalls}
    found = proposed_cover(terms.values(), recalls.values(), kind, today, component=code)
    if found == "recall":
        named = (one for one, coded in recalls.items() if coded.component == code)
        return CoverProposal(found, recall=next(named, item.recalls[0]))
    pays = [term for term in running(item.terms, today) if terms[term].covers in (None, "", code)]
    kinds = ("extended",) if found == "extended" else ("maker", "legal", "part")
    because = next((term for term in pays if term.kind in kinds), None)
    return CoverProposal(found, term=because if found in ("warranty", "extended") else None)


def _coded(said: str | None, component: Component | None) -> str | None:
    return component.code if said and component is not None and names(said, component) else said


def names(said: str, component: Component) -> bool:
    """Whether a part in plain words belongs to a component: "fuel pump" to fuel, 发动机 to the engine."""
    named = [component.code.replace("_", " "), *component.names.values()]
    known = {part for name in named for part in _parts(name)} | {
        word.casefold() for word in component.keywords
    }
    return bool(known & set(_parts(said)))


def _parts(text: str) -> Iterable[str]:
    """The whole and its words, but for those that many parts have in their names."""
    folded = text.casefold().replace("_", " ").strip()
    yield folded
    words = re.findall(r"[^\W\d_]+", folded)
    yield from (word for word in words if word not in _COMMON and (len(word) > 2 or not word.isascii()))
