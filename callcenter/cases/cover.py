"""Who will probably pay: what a form proposes, and a person decides. Pure rules over what the card shows."""

import re
from dataclasses import dataclass
from datetime import date

from callcenter.callers.terms import running
from callcenter.callers.views import ItemView, RecallView, TermView
from callcenter.callers.words import TermKind
from callcenter.cases.taxonomy import Component
from callcenter.cases.words import CaseKind, Cover


@dataclass(frozen=True, slots=True)
class CoverProposal:
    """Who may pay, a code of ``Cover`` or empty for open, and the recall or the term that says so."""

    cover: str = ""
    recall: RecallView | None = None
    term: TermView | None = None


def propose_cover(
    item: ItemView | None, component: Component | None, *, kind: str, today: date
) -> CoverProposal:
    """Who may pay for work on a component of an item, and what speaks for it.

    An open recall pays for recall work, and for the component it names. Else a term of the whole unit, or of
    the very part, that runs today; else the customer, where all terms on file are over. Without any term
    nothing is known and nothing is proposed: nor for questions and complaints. Recalls and terms name a part
    by the component's code or in plain words.

    Args:
        item: as the card shows it, its terms judged today; None covers nothing.
        component: of the category; without one only recall work and terms on the whole item count.
        kind: the kind of the case.
        today: the day.
    """
    if item is None or kind not in (CaseKind.FAULT, CaseKind.RECALL_WORK):
        return CoverProposal()
    named = [recall for recall in item.recalls if component and names(recall.component, component)]
    recalls = named or (item.recalls if kind == CaseKind.RECALL_WORK else ())
    if recalls:
        return CoverProposal(Cover.RECALL.value, recall=recalls[0])
    pays = [term for term in running(item.terms, today) if _covers(term, component)]
    # Who made it pays before whoever was paid for going on.
    pays.sort(key=lambda term: term.kind == TermKind.EXTENDED)
    if pays:
        cover = Cover.EXTENDED if pays[0].kind == TermKind.EXTENDED else Cover.WARRANTY
        return CoverProposal(cover.value, term=pays[0])
    over = bool(item.terms) and all(term.over for term in item.terms)
    return CoverProposal(Cover.PAID.value if over else "")


def _covers(term: TermView, component: Component | None) -> bool:
    return not term.covers or (component is not None and names(term.covers, component))


def names(said: str, component: Component) -> bool:
    """Whether a part in plain words belongs to a component: "fuel pump" to fuel, 发动机 to the engine.

    A word of the component must stand in what was said, whole, or what was said in one of its names.
    """
    part = _spaced(said)
    called = [_spaced(name) for name in (component.code, *component.names.values())]
    words = [*called, *(_spaced(word) for word in component.keywords)]
    if not part.strip():
        return False
    return any(_within(word, part) for word in words) or any(part in name for name in called)


def _spaced(text: str) -> str:
    """The words alone, a blank before and after each."""
    return " ".join(["", *re.findall(r"[^\W_]+", text.casefold()), ""])


def _within(word: str, text: str) -> bool:
    """Chinese has no blanks between words: there any place will do."""
    return word in text if word.isascii() else bool(word.strip()) and word.strip() in text
